import { key } from "../../graph/labels.ts";
import type { Rule } from "../rule.ts";
import { missingTasks } from "./missing-tasks.ts";

/** Tasks that stand in no wave of the wave tree. */
export const missingFromTree: Rule = {
  code: "OMO207",
  name: "missing-from-tree",
  severity: "warning",
  check(compiled) {
    const { source, plan, graph } = compiled;
    const tree = plan.waves.filter((wave) => wave.source === "tree");
    const listed = new Set(
      tree.flatMap(({ members }) => members.map(({ value }) => graph.labels.find(value))),
    );
    // A list of something else than tasks names none of them.
    if (![...listed].some((task) => task !== null && !plan.tasks[task]?.final)) return [];
    // A wave can name its tasks in running text, too.
    const words = new Set(
      tree
        .flatMap(({ span }) => source.text.slice(span.start, span.end).match(/[\p{L}\d.]*\d[a-z]?/giu) ?? [])
        .map(key),
    );
    const missing = [...plan.tasks.keys()].filter((index) => {
      const label = key(plan.tasks[index]?.label?.value ?? "");
      return !listed.has(index) && !words.has(label) && !words.has(`t${label}`);
    });
    return missingTasks(compiled, missing, { name: "the wave tree", place: tree[0]?.span });
  },
};
