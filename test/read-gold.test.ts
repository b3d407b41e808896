import { describe, expect, test } from "vitest";
import { readPlan } from "../src/read.ts";
import { positionAt } from "../src/source.ts";
import { corpus, corpusPresent, type GoldPlan, gold } from "./read-corpus.ts";

/** Counts hits of what was read among what a careful reader found. */
class Rate {
  good = 0;
  all = 0;
  add(hit: boolean): void {
    this.all++;
    if (hit) this.good++;
  }
  get value(): number {
    return this.all === 0 ? 1 : this.good / this.all;
  }
}

type Task = GoldPlan["tasks"][number];

/** Labels as people compare them: `t1`, `Task 1` and `1` are read by the plan's own spelling, case aside. */
const labels = (list: readonly string[]) =>
  list
    .map((label) => label.toLowerCase())
    .sort()
    .join(" ");

describe.skipIf(!corpusPresent)("plans labelled by hand", () => {
  test("are read as their readers read them", () => {
    const found = new Rate();
    const invented = new Rate();
    const fields = new Rate();
    const edges = new Rate();
    const waves = new Rate();
    const wrong: string[] = [];
    const wanted = gold();
    for (const source of corpus("plans")) {
      const plan = wanted.get(source.file);
      if (!plan) continue;
      const tasks = new Map(
        readPlan(source)[0].tasks.map((task) => [positionAt(source, task.span.start).line, task]),
      );
      for (const want of plan.tasks) {
        const task = tasks.get(want.line);
        found.add(task !== undefined);
        if (!task) {
          wrong.push(`${source.file}: no task at line ${want.line}`);
          continue;
        }
        tasks.delete(want.line);
        const label = task.label?.value.toLowerCase() === want.label?.toLowerCase();
        const checked = (task.box?.checked ?? false) === want.checked;
        const category = (task.categories[0]?.value ?? null) === want.category;
        for (const hit of [label, checked, category]) fields.add(hit);
        waves.add((task.wave?.value ?? null) === want.wave);
        const edge = sameEdges(task.blockedBy?.map((reference) => reference.value) ?? null, want);
        edges.add(edge);
        if (!(label && checked && category && edge))
          wrong.push(`${source.file}: task ${want.label} at line ${want.line}`);
      }
      for (let i = 0; i < plan.tasks.length; i++) invented.add(i >= tasks.size);
    }
    const report = wrong.join("\n");
    expect(found.value, report).toBeGreaterThan(0.99);
    expect(invented.value, report).toBeGreaterThan(0.99);
    expect(fields.value, report).toBeGreaterThan(0.99);
    expect(edges.value, report).toBeGreaterThan(0.98);
    expect(waves.value, report).toBeGreaterThan(0.98);
  });
});

/** What a task says is kept apart from its silence. */
function sameEdges(read: readonly string[] | null, { blockedBy }: Task): boolean {
  return read === null || blockedBy === null ? read === blockedBy : labels(read) === labels(blockedBy);
}
