import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readPlan } from "../src/read.ts";
import { createSource } from "../src/source.ts";
import { expectGolden } from "./golden.ts";
import { viewPlan } from "./read-view.ts";

const folder = new URL("fixtures/read/", import.meta.url);
const plans = readdirSync(folder).filter((name) => name.endsWith(".md"));

describe("a plan is read as its .json says", () => {
  test.each(plans)("%s", (name) => {
    const source = createSource(name, readFileSync(new URL(name, folder), "utf8"));
    const [plan, diagnostics] = readPlan(source);
    const file = new URL(name.replace(/md$/, "json"), folder);
    const expected = readdirSync(folder).includes(name.replace(/md$/, "json"))
      ? readFileSync(file, "utf8")
      : "";
    expectGolden(file, expected, `${JSON.stringify(viewPlan(plan, source), null, 2)}\n`, (actual) => actual);
    expect(diagnostics).toEqual([]);
  });
});

test("a text without work items gives a plan without tasks", () => {
  for (const text of ["", "\n\n", "no headings", "- [ ] 1. no list of work items, and no fields"]) {
    expect(readPlan(createSource("x.md", text))[0].tasks.map((task) => task.title.value)).toEqual(
      text.startsWith("-") ? ["no list of work items, and no fields"] : [],
    );
  }
});

test("reading takes time in proportion to the length", () => {
  const task = (n: number) =>
    `- [ ] ${n}. Task\n\n  **What to do**:\n  - ${"words ".repeat(40)}\n  **Blocked By**: ${n > 1 ? `Task ${n - 1}` : "None"}\n  **Acceptance Criteria**:\n  - [ ] \`npm test\` → PASS\n\n`;
  const time = (count: number) => {
    const text = `## TODOs\n${Array.from({ length: count }, (_, i) => task(i + 1)).join("")}`;
    const start = process.cpuUsage().user;
    const [plan] = readPlan(createSource("x.md", text));
    expect(plan.tasks).toHaveLength(count);
    return process.cpuUsage().user - start;
  };
  time(500);
  // Eight times the text: a quadratic reader takes sixty-four times as long.
  expect(time(8000)).toBeLessThan(24 * Math.max(time(1000), 20_000));
});
