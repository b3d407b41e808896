import { groupBy } from "../../graph/group-by.ts";
import { isImplied, reachOf } from "../../graph/reach.ts";
import type { Finding, Rule } from "../rule.ts";
import { namesOf, taskName } from "./names.ts";

/** A Blocked By that names tasks which the task waits for anyway, by way of others. */
export const redundantDependency: Rule = {
  code: "OMO213",
  name: "redundant-dependency",
  severity: "info",
  check({ plan, graph }) {
    const { stated, links } = graph;
    const reach = reachOf(links);
    const redundant = stated.filter(
      ({ task, on, authority }) =>
        authority === "blocked-by" && !plan.tasks[task]?.final && isImplied(links, reach, task, on),
    );
    return [...groupBy(redundant, ({ task }) => task)].flatMap(([task, statements]): Finding[] => {
      // A range stands for several in one place.
      const [first, ...rest] = [...groupBy(statements, ({ span }) => span.start).values()];
      const span = first?.[0]?.span;
      if (span === undefined) return [];
      const others = statements.map(({ on }) => on);
      return [
        {
          message: `${taskName(graph, task)} waits for ${namesOf(graph, others)} anyway, by way of others`,
          span,
          label: "already implied",
          related: rest.flatMap(([other]) => (other ? [{ span: other.span, text: "this too" }] : [])),
          help: "no change is needed; without it the list is shorter and says the same",
        },
      ];
    });
  },
};
