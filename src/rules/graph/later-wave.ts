import type { Statement } from "../../graph/edge.ts";
import { groupBy } from "../../graph/group-by.ts";
import { waveRank } from "../../graph/implied.ts";
import type { Compiled, Finding, Rule } from "../rule.ts";
import { namesOf, taskName } from "./names.ts";

const mostShown = 4;

/** A task that waits for one of a later wave. */
export const laterWave: Rule = {
  code: "OMO206",
  name: "later-wave",
  severity: "warning",
  check(compiled) {
    const { plan, graph } = compiled;
    const dropped = new Set(graph.dropped.map(({ statement }) => statement));
    const later = graph.stated.filter((statement) => {
      const [task, on] = [plan.tasks[statement.task], plan.tasks[statement.on]];
      const [own, other] = [waveRank(task), waveRank(on)];
      return own !== null && other !== null && other > own && !task?.final && !dropped.has(statement);
    });
    return [...groupBy(later, ({ task }) => task)].flatMap(([task, statements]) =>
      report(compiled, task, statements),
    );
  },
};

function report({ plan, graph }: Compiled, task: number, statements: readonly Statement[]): Finding[] {
  const [first] = statements;
  const wave = plan.tasks[task]?.wave;
  if (first === undefined || !wave) return [];
  const others = [...new Set(statements.map(({ on }) => on))];
  const places = groupBy(others, (on) => plan.tasks[on]?.wave?.span.start);
  const labels = [...places.values()].flatMap((group) => {
    const later = plan.tasks[group[0] ?? -1]?.wave;
    const are = group.length === 1 ? "is" : "are";
    return later
      ? [{ span: later.span, text: `${namesOf(graph, group)} ${are} in wave ${later.value}` }]
      : [];
  });
  const name = taskName(graph, task);
  const here = statements.filter(({ span }) => span.start === first.span.start).map(({ on }) => on);
  return [
    {
      message: `${name} is in wave ${wave.value}, but waits for ${namesOf(graph, others)} of a later wave`,
      span: first.span,
      label: `${name} waits for ${namesOf(graph, here)}`,
      related: [{ span: wave.span, text: `${name} is in wave ${wave.value}` }, ...labels.slice(0, mostShown)],
      help: "move one of the tasks to another wave, or take the dependency out",
    },
  ];
}
