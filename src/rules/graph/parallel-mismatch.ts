import { groupBy } from "../../graph/group-by.ts";
import { waveRank } from "../../graph/implied.ts";
import { reachOf } from "../../graph/reach.ts";
import type { Source, Span } from "../../source.ts";
import type { Compiled, Finding, Rule } from "../rule.ts";
import { namesOf, namesOfStated, taskName } from "./names.ts";

const mostNamed = 20;
const mostShown = 3;

/** With such a reason NO says no more than Blocked By does. */
const dependencyWords =
  /depend|need|block|after|wait|require|critical|sequential|final|start|\d|依赖|阻塞|之后|의존|이후|setelah|después/i;

/** "NO" though nothing keeps the other tasks of its wave from running beside it, or "YES" though no task of the plan can. */
export const parallelMismatch: Rule = {
  code: "OMO210",
  name: "parallel-mismatch",
  severity: "warning",
  check(compiled) {
    const { plan, graph } = compiled;
    const reach = reachOf(graph.links);
    const work = [...plan.tasks.keys()].filter((index) => !plan.tasks[index]?.final);
    const waves = groupBy(work, (index) => waveRank(plan.tasks[index]));
    return work.flatMap((index): Finding[] => {
      const task = plan.tasks[index];
      const wave = waveRank(task);
      if (!task?.parallel || wave === null) return [];
      const others = (waves.get(wave) ?? []).filter((other) => other !== index);
      if (others.length === 0) return [];
      const inTurn = (other: number) => reach(index, other) || reach(other, index);
      if (!task.parallel.value) {
        const explained =
          (task.blockedBy?.length ?? 0) > 0 || hasReason(compiled.source, task.parallel.span.end);
        return explained || others.some(inTurn)
          ? []
          : [notAlone(compiled, index, task.parallel.span, others)];
      }
      const alone = others.every(inTurn) && work.every((other) => other === index || inTurn(other));
      return alone ? [notBeside(compiled, index, task.parallel.span, others)] : [];
    });
  },
};

function notAlone({ graph }: Compiled, index: number, span: Span, others: readonly number[]): Finding {
  const task = taskName(graph, index);
  const names = others.length > mostNamed ? `${others.length} tasks` : namesOf(graph, others);
  return {
    message: `${task} says that it cannot run in parallel, but nothing keeps ${names} of its wave from running beside it`,
    span,
    label: "says NO",
    related: [],
    help: `let ${task} wait for the others of its wave, or them for it; only a dependency keeps tasks apart`,
  };
}

function notBeside({ graph }: Compiled, index: number, span: Span, others: readonly number[]): Finding {
  const task = taskName(graph, index);
  const between = graph.stated.filter(
    (edge) =>
      (edge.task === index && others.includes(edge.on)) || (edge.on === index && others.includes(edge.task)),
  );
  const pairs = [...groupBy(between, (edge) => `${edge.task} ${edge.on}`).values()];
  return {
    message: `${task} says that it can run in parallel, but each other task comes before it or after it`,
    span,
    label: "says YES",
    related: pairs.slice(0, mostShown).flatMap(([first]) => {
      if (first === undefined) return [];
      const text = `${namesOfStated(graph, [first])}, of the same wave`;
      return [{ span: first.span, text }];
    }),
    help: "say NO, or take out a dependency that is not needed",
  };
}

/** Whether the rest of the answer, up to the next part of its line, gives a dependency as the reason. */
function hasReason(source: Source, start: number): boolean {
  const note = /[^\n|]*/y;
  note.lastIndex = start;
  return dependencyWords.test(note.exec(source.text)?.[0] ?? "");
}
