import type { Rule } from "../rule.ts";
import { missingTasks } from "./missing-tasks.ts";

/**
 * Tasks without a row in the dependency matrix. A matrix that lists no task without dependencies leaves those out
 * on purpose; in such a one only tasks that wait for something are missed.
 */
export const missingFromMatrix: Rule = {
  code: "OMO208",
  name: "missing-from-matrix",
  severity: "warning",
  check(compiled) {
    const { matrix, tasks } = compiled.plan;
    const { labels } = compiled.graph;
    const complete = matrix.some(({ dependsOn }) => dependsOn?.length === 0);
    const named = complete
      ? matrix.map(({ label }) => label)
      : matrix.flatMap(({ label, blocks }) => [label, ...(blocks ?? [])]);
    const listed = new Set(named.map(({ value }) => labels.find(value)));
    if (![...listed].some((task) => task !== null)) return [];
    const missing = [...tasks.keys()].filter(
      (index) => !listed.has(index) && (complete || (tasks[index]?.blockedBy?.length ?? 0) > 0),
    );
    return missingTasks(compiled, missing, { name: "the dependency matrix", place: matrix[0]?.label.span });
  },
};
