import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compileCriterion } from "../src/criteria/compile.ts";
import { readPlan } from "../src/read.ts";
import { type Fence, scan } from "../src/scan.ts";
import { createSource, positionAt } from "../src/source.ts";
import { briefCheck } from "./criteria-view.ts";
import { viewPlan } from "./read-view.ts";

const reference = createSource(
  "grammar/plan.md",
  readFileSync(new URL("../grammar/plan.md", import.meta.url), "utf8"),
);
const { lines, fences } = scan(reference);

function body(fence: Fence): string {
  return reference.text.slice(lines[fence.open + 1]?.start, lines[fence.end]?.start);
}

describe("each plan in the reference compiles to what stands below it", () => {
  const plans = fences.filter((fence) => fence.language === "markdown");

  test("and each has something below it", () => {
    expect(plans.length).toBeGreaterThan(5);
    expect(fences.filter((fence) => fence.language === "json")).toHaveLength(plans.length);
  });

  test.each(
    plans.map((fence) => [positionAt(reference, lines[fence.open]?.start ?? 0).line, fence] as const),
  )("line %i", (_, fence) => {
    const result = fences[fences.indexOf(fence) + 1];
    expect(result?.language).toBe("json");
    const source = createSource("example.md", body(fence));
    const view = viewPlan(readPlan(source)[0], source) as { tasks: unknown[] };
    const expected = JSON.parse(body(result as Fence));
    expect(view).toMatchObject(expected);
    expect(view.tasks).toHaveLength(expected.tasks.length);
  });
});

describe("each criterion in the reference compiles to the check below it", () => {
  const checks = fences
    .filter((fence) => fence.language === "checks")
    .flatMap((fence) => body(fence).trim().split("\n"));
  const pairs = checks.flatMap((line, i) =>
    i % 2 === 0 ? [[line, checks[i + 1]?.replace(/^= /, "")] as const] : [],
  );

  test.each(pairs)("%s", (text, expected) => {
    const check = compileCriterion({ text, span: { start: 0, end: 0 }, checked: null, script: null });
    expect(briefCheck(check)).toBe(expected);
  });
});
