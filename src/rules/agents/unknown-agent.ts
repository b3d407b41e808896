import type { Rule } from "../rule.ts";
import { namedAgents } from "./named.ts";
import { unknownName } from "./unknown-name.ts";

/** An agent that nobody knows: who should do the work, or review it, is left open. */
export const unknownAgent: Rule = {
  code: "OMO403",
  name: "unknown-agent",
  severity: "warning",
  check({ plan, configured }) {
    const names = {
      kind: "agent",
      known: configured.agents,
      otherwise: "name an agent such as `oracle`, or a category such as `deep`",
    };
    return plan.tasks
      .flatMap((task) => namedAgents(task, configured))
      .flatMap((name) => unknownName(name, names) ?? []);
  },
};
