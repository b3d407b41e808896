import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { compactEntries, compactJournal } from "../src/run/compaction.ts";
import { happenedIn, type JournalEntry, readJournal, rewriteJournal } from "../src/run/journal.ts";
import { fold } from "../src/schedule.ts";
import { effort } from "./effort.ts";
import { taskOf } from "./task-specs.ts";
import { Told } from "./told.ts";

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "omo-compaction-"));
  path = join(directory, "journal.jsonl");
});
afterEach(() => rmSync(directory, { recursive: true }));

const large = 1_000_000;

function entriesOf(run: Told): JournalEntry[] {
  return run.happened.map(({ event, at }, i) => ({ seq: i + 1, at: new Date(at).toISOString(), event }));
}

/** A task that fails as often as is said, each check printing much; late words of dead attempts in between. */
function longRun(failures: number, printed: number): Told {
  const run = new Told([taskOf("1")], { maxStrikes: 1_000, maxAttempts: 1_000 });
  for (let i = 0; i < failures; i++) {
    run.finish("1");
    const result = {
      index: 0,
      text: "t",
      verdict: "fail",
      by: "command",
      evidence: "c",
      reason: "r",
      output: `${i} ${"x".repeat(printed)}`,
      duration: 1,
    } as const;
    run.tell({ type: "criterion.checked", ...run.at("1"), result });
    run.tell({
      type: "checks.ended",
      ...run.at("1"),
      usage: { input: 1, output: 0, reasoning: 0, cacheRead: 0, cacheWrite: 0, cost: 0 },
      evidence: `${i}`,
      fault: null,
    });
    run.tell({ type: "event.refused", refused: "attempt.ended", task: "1", why: "no such attempt is alive" });
  }
  return run;
}

const stateOf = (entries: readonly JournalEntry[]) => [...fold(happenedIn(entries)).tasks.values()];

describe("a journal that has grown large", () => {
  test("loses what no longer counts, and tells the same state", () => {
    const entries = entriesOf(longRun(80, 15_000));
    rewriteJournal(path, entries);
    const { size } = statSync(path);
    expect(size).toBeGreaterThan(large);
    compactJournal(path);
    const compacted = readJournal(path);
    expect(statSync(path).size).toBeLessThan(size / 10);
    expect(stateOf(compacted)).toEqual(stateOf(entries));
    expect(compacted.some(({ event }) => event.type === "event.refused")).toBe(false);
    const outputs = compacted.flatMap(({ event }) =>
      event.type === "criterion.checked" ? event.result.output.length : [],
    );
    // The last result is what the next prompt is told.
    expect(outputs.at(-1)).toBeGreaterThan(15_000);
    expect(Math.max(...outputs.slice(0, -1))).toBeLessThan(1_000);
  });

  test("is compacted once: then there is nothing left to take out", () => {
    const once = compactEntries(entriesOf(longRun(30, 10_000)), large) ?? [];
    expect(compactEntries(once, large)).toEqual(once);
  });

  test("tells the same state wherever it was cut off", () => {
    const whole = entriesOf(longRun(20, 500));
    fc.assert(
      fc.property(fc.nat({ max: whole.length }), (cut) => {
        const entries = whole.slice(0, cut);
        const compacted = compactEntries(entries, large);
        expect(compacted).not.toBeNull();
        expect(stateOf(compacted ?? [])).toEqual(stateOf(entries));
        expect((compacted ?? []).map(({ seq }) => seq)).toEqual((compacted ?? []).map((_, i) => i + 1));
      }),
      { numRuns: effort(60) },
    );
  });
});

test("a small journal is left alone, byte for byte", () => {
  const entries = entriesOf(longRun(3, 100));
  rewriteJournal(path, entries);
  const { mtimeMs, ino } = statSync(path);
  compactJournal(path);
  expect(statSync(path)).toMatchObject({ mtimeMs, ino });
});

test("a journal that cannot be written is left as it is", () => {
  rewriteJournal(path, entriesOf(longRun(80, 15_000)));
  const before = readFileSync(path);
  // A folder stands where the new one would be written.
  mkdirSync(`${path}.new`);
  expect(() => compactJournal(path)).toThrow(/cannot write/);
  expect(readFileSync(path).equals(before)).toBe(true);
});
