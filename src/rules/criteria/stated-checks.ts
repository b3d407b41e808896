import type { Check } from "../../criteria/check.ts";
import type { Span } from "../../source.ts";
import type { Compiled } from "../rule.ts";

/** What a plan states must hold, and what it compiled to. */
export interface StatedCheck {
  /** As Markdown. */
  readonly text: string;
  readonly span: Span;
  /** Where its script is written, when that is a fence of its own. */
  readonly fence: Span | null;
  readonly check: Check;
}

/** Every criterion and scenario that a plan states, those of Pre-commit and of the whole plan included. */
export function statedChecks({ plan, checks }: Compiled): StatedCheck[] {
  const stated: StatedCheck[] = [];
  const add = (from: Stated | null | undefined, check: Check | null | undefined) => {
    if (!from || !check) return;
    stated.push({ text: from.text, span: from.span, fence: from.script?.span ?? null, check });
  };
  plan.tasks.forEach((task, index) => {
    const compiled = checks.tasks[index];
    task.criteria.forEach((criterion, at) => {
      add(criterion, compiled?.criteria[at]);
    });
    task.scenarios.forEach((scenario, at) => {
      add(scenario, compiled?.scenarios[at]);
    });
    add(task.commit?.preCommit, compiled?.preCommit);
  });
  plan.criteria.forEach(({ criterion }, index) => {
    add(criterion, checks.plan[index]);
  });
  return stated;
}

/** A criterion, or a scenario, which has no script of its own. */
interface Stated {
  readonly text: string;
  readonly span: Span;
  readonly script?: { readonly span: Span } | null;
}
