import fc from "fast-check";
import { expect, test } from "vitest";
import { type LintedPlan, lintPlan } from "../src/lint.ts";
import { createSource } from "../src/source.ts";
import { input } from "./fuzz/inputs.ts";
import { checkText } from "./fuzz/properties.ts";

test("any text is compiled, linted and fixed within its bounds", { timeout: 300_000 }, () => {
  fc.assert(fc.property(input, checkText), { numRuns: 2_000, seed: 20_260_101 });
});

test("the inputs are plans enough to find something in, and to fix", () => {
  const linted = fc
    .sample(input, { numRuns: 200, seed: 1 })
    .map((text) => lintPlan(createSource("fuzz.md", text)));
  const share = (holds: (plan: LintedPlan) => boolean) => linted.filter(holds).length / linted.length;
  expect(share(({ plan }) => plan.tasks.length > 1)).toBeGreaterThan(0.2);
  expect(share(({ graph }) => graph.nodes.some(({ dependsOn }) => dependsOn.length > 0))).toBeGreaterThan(
    0.15,
  );
  expect(share(({ diagnostics }) => diagnostics.some(({ fix }) => fix?.safety === "safe"))).toBeGreaterThan(
    0.1,
  );
});
