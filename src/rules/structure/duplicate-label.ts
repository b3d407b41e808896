import type { Fix } from "../../diagnostic.ts";
import { key } from "../../graph/labels.ts";
import type { Plan, Task } from "../../plan.ts";
import type { Spanned } from "../../source.ts";
import type { Finding, Rule } from "../rule.ts";

/** Two tasks of one label: a reference to it could mean either. */
export const duplicateLabel: Rule = {
  code: "OMO102",
  name: "duplicate-label",
  severity: "error",
  check({ plan }) {
    const first = new Map<string, NonNullable<Task["label"]>>();
    const findings: Finding[] = [];
    const free = freeLabels(plan);
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
        fix: relabel(label, free(label.value)),
      });
    }
    return findings;
  },
};

/** Which of the two a reference means cannot be told, so it is left as it is. */
function relabel(label: Spanned<string>, free: string): Fix {
  return {
    title: `call this task \`${free}\``,
    safety: "unsafe",
    edits: [{ span: label.span, text: free }],
  };
}

/** Gives labels that no task has, of the same letters, counting on from the highest: `T8` for a second `T3`. */
function freeLabels(plan: Plan): (taken: string) => string {
  const highest = new Map<string, number>();
  for (const { label } of plan.tasks) {
    const { letters, number } = partsOf(label?.value ?? "");
    highest.set(key(letters), Math.max(highest.get(key(letters)) ?? 0, number));
  }
  return (taken) => {
    const { letters } = partsOf(taken);
    const number = (highest.get(key(letters)) ?? 0) + 1;
    highest.set(key(letters), number);
    return `${letters}${number}`;
  };
}

function partsOf(label: string): { letters: string; number: number } {
  const letters = /^\D*/.exec(label)?.[0] ?? "";
  const number = Number(/\d{1,9}/.exec(label)?.[0] ?? 0);
  return { letters, number };
}
