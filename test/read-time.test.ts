import { describe, expect, test } from "vitest";
import { readPlan } from "../src/read.ts";
import { createSource } from "../src/source.ts";
import { effort } from "./effort.ts";
import { longPlan } from "./long-plan.ts";
import { corpus, corpusPresent } from "./read-corpus.ts";

/** Processor time of reading a text, in milliseconds: the least of some tries, which other work disturbs least. */
function timeOf(text: string, tries: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < tries; i++) {
    const start = process.cpuUsage();
    readPlan(createSource("x.md", text));
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

/** Texts that would take a quadratic reader very long: many of one thing, and nothing that ends it. */
const repetitive = {
  "headings of tasks": (n: number) => "## Task 1: A\n".repeat(n),
  "fences left open": (n: number) => "```ts\nx\n\n## A\n".repeat(n),
  "stray marks": (n: number) => `${"```sh\nx\n```\n```\n\n".repeat(n)}## A`,
  "fences in items": (n: number) => "- a\n  ```\nx\n  ```\n".repeat(n),
  "rows of a table": (n: number) => `## Dependency Matrix\n|Task|Depends On|\n|-|-|\n${"|1|2|\n".repeat(n)}`,
  "bars in a row": (n: number) => `## Dependency Matrix\n|Task|Depends On|\n|-|-|\n|1|${"2|".repeat(n)}`,
  "lines of a script": (n: number) =>
    `## Verification Commands\n\`\`\`sh\n${"cd $(x)\n# y\nmake\n".repeat(n / 20)}\`\`\``,
  "waves and their tasks": (n: number) => "## Phase 1\n## Task 1: A\n".repeat(n),
  commits: (n: number) => `## Commit Strategy\n${"- **1**: `fix: a` — a.ts\n".repeat(n)}`,
};

describe("reading takes time in proportion to the length", () => {
  test("of a plan of many tasks", { timeout: 120_000 }, () => {
    const tasks = effort(250);
    const [part, whole] = [longPlan(tasks), longPlan(4 * tasks)];
    expect(readPlan(createSource("x.md", part))[0].tasks).toHaveLength(tasks + 1);
    // A quadratic reader takes sixteen times as long for four times the text, and memory makes some difference too.
    expect(timeOf(whole, 3)).toBeLessThan(8 * timeOf(part, 3));
  });

  // Ten times the text: a quadratic reader takes a hundred times as long. The floor keeps trifles out.
  test.each(Object.entries(repetitive))("of %s", (_, make) => {
    timeOf(make(500), 1);
    expect(timeOf(make(20_000), 2)).toBeLessThan(30 * Math.max(timeOf(make(2000), 3), 5));
  });

  test.skipIf(!corpusPresent)("of each real plan", () => {
    const plans = corpus("plans").filter((_, i) => effort(1) > 1 || i % 3 === 0);
    for (const { text } of plans) timeOf(text, 1);
    const rates = plans.map(({ file, text }) => ({ file, rate: timeOf(text, 3) / (text.length + 5000) }));
    const usual = [...rates].sort((a, b) => a.rate - b.rate)[plans.length >> 1]?.rate ?? 0;
    for (const { file, rate } of rates) expect(rate, file).toBeLessThan(12 * usual);
  });
});
