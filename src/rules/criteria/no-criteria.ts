import type { Rule } from "../rule.ts";

/** A task that says nothing on when it is done; it can only be judged against its description. */
export const noCriteria: Rule = {
  code: "OMO301",
  name: "no-criteria",
  severity: "warning",
  check({ graph }) {
    return graph.nodes
      .filter(({ task }) => !task.final && task.criteria.length === 0 && task.scenarios.length === 0)
      .map(({ id, task }) => ({
        message: `${id.startsWith("@") ? "this task" : `task \`${id}\``} has neither acceptance criteria nor QA scenarios`,
        span: task.title.span,
        label: "nothing says when this is done",
        related: [],
        help: "add `**Acceptance Criteria**:` with a command that proves it, e.g. `` - [ ] `npm test` exits 0 ``",
      }));
  },
};
