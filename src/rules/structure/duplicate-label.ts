import { key } from "../../graph/labels.ts";
import type { Task } from "../../plan.ts";
import type { Finding, Rule } from "../rule.ts";

/** Two tasks of one label: a reference to it could mean either. */
export const duplicateLabel: Rule = {
  code: "OMO102",
  name: "duplicate-label",
  severity: "error",
  check({ plan }) {
    const first = new Map<string, NonNullable<Task["label"]>>();
    const findings: Finding[] = [];
    for (const { label } of plan.tasks) {
      if (label === null) continue;
      const earlier = first.get(key(label.value));
      if (earlier === undefined) {
        first.set(key(label.value), label);
        continue;
      }
      findings.push({
        message: `two tasks have the label \`${label.value}\``,
        span: label.span,
        label: "used again here",
        related: [{ span: earlier.span, text: "first used here" }],
        help: "give each task a label of its own, and check which one is meant where it is referred to",
      });
    }
    return findings;
  },
};
