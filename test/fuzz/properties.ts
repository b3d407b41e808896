import { deepEqual, equal, ok } from "node:assert/strict";
import { type Diagnostic, sortDiagnostics } from "../../src/diagnostic.ts";
import { fixUntilStable } from "../../src/fix.ts";
import { type LintedPlan, lintPlan } from "../../src/lint.ts";
import { createSource, type Source, type Span } from "../../src/source.ts";

/** What must hold of any text whatsoever; throws where it does not. */
export function checkText(text: string): void {
  const source = createSource("fuzz.md", text);
  const linted = lintPlan(source);
  checkSpans(linted, text);
  for (const diagnostic of linted.diagnostics) checkEdits(diagnostic);
  deepEqual(
    sortDiagnostics(linted.diagnostics),
    linted.diagnostics,
    "findings are sorted, without repetitions",
  );
  equal(
    JSON.stringify(lintPlan(source)),
    JSON.stringify(linted),
    "the same text gives the same plan and findings",
  );
  checkFixes(source, linted);
}

/** Every span anywhere: in order and inside the text. */
function checkSpans(value: unknown, text: string, path = ""): void {
  if (value === null || typeof value !== "object") return;
  if ("start" in value && "end" in value) {
    const { start, end } = value as Span;
    ok(
      start >= 0 && start <= end && end <= text.length,
      `${path}: ${start}–${end} is outside of ${text.length}`,
    );
  }
  for (const [key, item] of Object.entries(value)) checkSpans(item, text, `${path}.${key}`);
}

/** Edits of one fix do not overlap. */
function checkEdits({ code, fix }: Diagnostic): void {
  const edits = [...(fix?.edits ?? [])].sort(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end,
  );
  edits.forEach(({ span }, i) => {
    const before = edits[i - 1];
    ok(!before || before.span.end <= span.start, `${code}: its edits overlap at ${span.start}`);
  });
}

/** Fixes that by their title make something of what meant nothing: a field, or a box. */
const adding = new Set(["OMO108", "OMO112"]);

/** All fixes made twice are as made once; after the safe ones the plan means what it meant. */
function checkFixes(source: Source, before: LintedPlan): void {
  const lint = (text: Source) => lintPlan(text).diagnostics;
  for (const unsafe of [false, true]) {
    const once = fixUntilStable(source, lint, { unsafe });
    const twice = fixUntilStable(once.source, lint, { unsafe });
    equal(twice.source.text, once.source.text, `fixes made twice${unsafe ? ", unsafe ones too" : ""}`);
    if (unsafe || once.applied.some(({ code }) => adding.has(code))) continue;
    const titles = once.applied.map(({ code, fix }) => `${code}: ${fix?.title}`).join("\n");
    deepEqual(
      meaning(lintPlan(once.source)),
      meaning(before),
      `the plan means what it meant after\n${titles}`,
    );
  }
}

/** Which tasks there are, what each waits for, and how much each is checked. */
function meaning({ graph, plan }: LintedPlan): unknown {
  return {
    tasks: graph.nodes.map(({ id, task, dependsOn }) => ({
      id,
      dependsOn,
      criteria: task.criteria.length,
      scenarios: task.scenarios.length,
    })),
    order: graph.order,
    criteria: plan.criteria.length,
  };
}
