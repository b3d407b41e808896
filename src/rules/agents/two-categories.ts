import type { Finding, Rule } from "../rule.ts";

/** A task that names several categories: which model works on it would be a guess. */
export const twoCategories: Rule = {
  code: "OMO401",
  name: "two-categories",
  severity: "error",
  check({ plan }) {
    const findings: Finding[] = [];
    for (const { categories } of plan.tasks) {
      const [first, ...others] = categories;
      const second = others.find((category) => category.value.toLowerCase() !== first?.value.toLowerCase());
      if (first === undefined || second === undefined) continue;
      findings.push({
        message: `this task names two categories, \`${first.value}\` and \`${second.value}\``,
        span: second.span,
        label: "a second category",
        related: [{ span: first.span, text: "the first one" }],
        help: "keep the one whose model should do the work, or split the task",
      });
    }
    return findings;
  },
};
