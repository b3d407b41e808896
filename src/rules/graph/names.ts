import type { Statement } from "../../graph/edge.ts";
import { nameTasks, summarizeLabels } from "../../graph/labels.ts";
import type { Graph } from "../../graph.ts";

/** Labels of some tasks, which are given by index, in document order and each once: `4`, `7`–`9`. */
export function namesOf({ labels }: Graph, tasks: readonly number[]): string {
  const inOrder = [...new Set(tasks)].sort((a, b) => a - b);
  return summarizeLabels(inOrder.map((task) => labels.ids[task] ?? ""));
}

/** A task as the subject of a sentence: task `4`, or `this task` where it has no label to be called by. */
export function taskName({ labels }: Graph, task: number): string {
  return nameTasks([labels.ids[task] ?? ""]);
}

/** What is stated in one place: `5` waits for `1`, `2`; in Blocks, `2` blocks `5`. */
export function namesOfStated(graph: Graph, statements: readonly Statement[]): string {
  const waiting = statements.map(({ task }) => task);
  const before = statements.map(({ on }) => on);
  if (statements[0]?.authority === "blocks")
    return `${namesOf(graph, before)} blocks ${namesOf(graph, waiting)}`;
  return `${namesOf(graph, waiting)} ${new Set(waiting).size === 1 ? "waits" : "wait"} for ${namesOf(graph, before)}`;
}
