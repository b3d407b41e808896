import type { Rule } from "../rule.ts";

/** A task that its author has set aside: a run leaves it, and all that waits for it. */
export const setAside: Rule = {
  code: "OMO504",
  name: "set-aside",
  severity: "info",
  check({ plan }) {
    return plan.tasks.flatMap(({ label, title, box }) =>
      box?.blocked
        ? {
            message: `${label ? `task \`${label.value}\`` : `"${title.value}"`} is set aside`,
            span: box.span,
            label: "neither done nor to be done",
            related: [],
            help: "a run leaves it and all that waits for it; write `[ ]` to have it done",
          }
        : [],
    );
  },
};
