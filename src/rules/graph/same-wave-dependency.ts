import { groupBy } from "../../graph/group-by.ts";
import { waveRank } from "../../graph/implied.ts";
import type { Finding, Rule } from "../rule.ts";
import { namesOf, taskName } from "./names.ts";

/** A task that waits for others of its own wave; a wave is a hint, so this is no mistake. */
export const sameWaveDependency: Rule = {
  code: "OMO212",
  name: "same-wave-dependency",
  severity: "info",
  check({ plan, graph }) {
    const dropped = new Set(graph.dropped.map(({ statement }) => statement));
    const inside = graph.stated.filter((statement) => {
      const [task, on] = [plan.tasks[statement.task], plan.tasks[statement.on]];
      if (task?.final || on?.final || dropped.has(statement)) return false;
      const wave = waveRank(task);
      return wave !== null && wave === waveRank(on);
    });
    return [...groupBy(inside, ({ task }) => task)].flatMap(([task, statements]): Finding[] => {
      const [first] = statements;
      const wave = plan.tasks[task]?.wave;
      if (first === undefined || !wave) return [];
      const others = statements.map(({ on }) => on);
      return [
        {
          message: `${taskName(graph, task)} waits for ${namesOf(graph, others)} of its own wave, so they cannot run side by side`,
          span: first.span,
          label: `${new Set(others).size === 1 ? "both" : "all"} are in wave ${wave.value}`,
          related: [],
          help: "no change is needed: what a task waits for counts for more than its wave",
        },
      ];
    });
  },
};
