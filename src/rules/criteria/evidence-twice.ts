import type { Scenario } from "../../plan.ts";
import { type Source, type Spanned, textOf } from "../../source.ts";
import type { Finding, Rule } from "../rule.ts";

/** Two scenarios that leave their evidence in the same file: the second overwrites what the first has shown. */
export const evidenceTwice: Rule = {
  code: "OMO311",
  name: "evidence-twice",
  severity: "warning",
  check({ source, plan }) {
    const first = new Map<string, Spanned<string>>();
    const findings: Finding[] = [];
    for (const scenario of plan.tasks.flatMap(({ scenarios }) => scenarios)) {
      const { evidence } = scenario;
      if (!evidence || !isFile(evidence.value) || adds(scenario, evidence.value)) continue;
      const path = evidence.value.replace(/^\.\//, "");
      const earlier = first.get(path);
      if (!earlier) first.set(path, evidence);
      else if (!onOneLine(source, earlier, evidence)) {
        findings.push({
          message: `two scenarios leave their evidence in \`${path}\``,
          span: evidence.span,
          label: "overwrites the other's",
          related: [{ span: earlier.span, text: "named here first" }],
          help: "give each scenario a file of its own",
        });
      }
    }
    return findings;
  },
};

/** Words are no path, a folder can hold the evidence of many, and a name to be filled in is not yet one. */
function isFile(path: string): boolean {
  return /^[^\s<>{}*]+\.\w+$/.test(path);
}

/** Whether a step puts what it has found into a file that holds more: `write to x.md under "## Tests"`. */
function adds({ steps }: Scenario, path: string): boolean {
  return steps.some((step) => step.includes(path) && /\bunder\b|append|>>|section/i.test(step));
}

/** The clauses of a one-line form name their evidence together. */
function onOneLine(source: Source, a: Spanned<string>, b: Spanned<string>): boolean {
  return !textOf(source, { start: a.span.start, end: b.span.end }).includes("\n");
}
