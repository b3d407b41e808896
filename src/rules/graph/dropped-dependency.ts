import type { Dropped } from "../../graph/edge.ts";
import { groupBy } from "../../graph/group-by.ts";
import type { Compiled, Finding, Rule } from "../rule.ts";
import { namesOf, namesOfStated, taskName } from "./names.ts";

/** A dependency of the matrix or of Blocks that is left out, since it would close a cycle. */
export const droppedDependency: Rule = {
  code: "OMO205",
  name: "dropped-dependency",
  severity: "warning",
  check(compiled) {
    // A range or a row for several tasks states many dependencies in one place.
    const places = groupBy(compiled.graph.dropped, ({ statement }) => statement.span.start);
    return [...places.values()].flatMap((dropped) => report(compiled, dropped));
  },
};

function report({ graph }: Compiled, dropped: readonly Dropped[]): Finding[] {
  const [first] = dropped;
  if (first === undefined) return [];
  const { statement, chain } = first;
  const statements = dropped.map((other) => other.statement);
  const tasks = statements.map(({ task }) => task);
  const on = statements.map((other) => other.on);
  const whose =
    statement.authority === "blocks" ? `Blocks of ${taskName(graph, statement.on)}` : "the dependency matrix";
  return [
    {
      message: `${whose} says that ${namesOf(graph, tasks)} must wait for ${namesOf(graph, on)}, which would be a cycle, so it is left out`,
      span: statement.span,
      label: namesOfStated(graph, statements),
      related: chain.map((step) => ({ span: step.span, text: `but ${namesOfStated(graph, [step])}` })),
      help: "decide which of them holds, and take the other out",
    },
  ];
}
