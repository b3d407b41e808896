import type { Rule } from "../rule.ts";
import { namedCategories } from "./named.ts";
import { unknownName } from "./unknown-name.ts";

/** A category that is neither built in nor configured: no model is chosen by it. */
export const unknownCategory: Rule = {
  code: "OMO402",
  name: "unknown-category",
  severity: "warning",
  check({ plan, configured }) {
    const { categories: known, agents } = configured;
    const list = known.map((name) => `\`${name}\``).join(", ");
    return plan.tasks
      .flatMap((task) => namedCategories(task, configured))
      .flatMap((name) => {
        const otherwise = agents.includes(name.value)
          ? `\`${name.value}\` is an agent: name it as \`**Agent**\`, and a category for the model`
          : `known are ${list}; others are configured in \`.omo/omo.jsonc\``;
        return unknownName(name, { kind: "category", known, otherwise }) ?? [];
      });
  },
};
