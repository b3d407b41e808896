import type { Finding, Rule } from "../rule.ts";
import { spanOfPhrase } from "./span-of-phrase.ts";

/** A criterion that only a person can settle: nobody is there while a plan runs. */
export const humanCriterion: Rule = {
  code: "OMO302",
  name: "human-criterion",
  severity: "error",
  check({ source, plan, checks }) {
    const findings: Finding[] = [];
    plan.tasks.forEach((task, taskIndex) => {
      task.criteria.forEach((criterion, index) => {
        const check = checks.tasks[taskIndex]?.criteria[index];
        if (check?.kind !== "human") return;
        findings.push({
          message: `only a person can check this criterion: "${check.phrase}"`,
          span: spanOfPhrase(source, criterion.span, check.phrase),
          label: "no person is there while the plan runs",
          related: [],
          help: "name a command and what it must print (`` `npm test` → PASS ``), or state what an agent can observe",
        });
      });
    });
    return findings;
  },
};
