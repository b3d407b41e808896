import type { Rule } from "../rule.ts";
import { unknownName } from "./unknown-name.ts";

/** A skill that neither the repository nor the user has: the agent is told to use what is not there. */
export const unknownSkill: Rule = {
  code: "OMO404",
  name: "unknown-skill",
  severity: "warning",
  check({ plan, configured }) {
    const { skills, categories } = configured;
    // Nobody looked for skills, or there is nowhere that holds any.
    if (skills === null) return [];
    return plan.tasks.flatMap((task) =>
      task.skills.flatMap((name) => {
        const otherwise = categories.includes(name.value.toLowerCase())
          ? `\`${name.value}\` is a category: name it as \`**Category**\``
          : "add it to `.opencode/skills`, or leave it out";
        return unknownName(name, { kind: "skill", known: skills, otherwise }) ?? [];
      }),
    );
  },
};
