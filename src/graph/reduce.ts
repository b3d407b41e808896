import type { Graph } from "../graph.ts";
import { reachOf } from "./reach.ts";

/**
 * For each task, by id, what it waits for directly: its dependencies without those that others of them wait for.
 * The tasks of a cycle, which all wait for each other, keep theirs.
 */
export function reduceEdges({ nodes, order, levels, labels, links }: Graph): Map<string, readonly string[]> {
  const reach = reachOf(links);
  const indices = new Map(labels.ids.map((id, index) => [id, index]));
  const positions = new Map(order.map((id, position) => [indices.get(id), position]));
  const position = (task: number) => positions.get(task) ?? 0;
  // What barriers stand for is worked out once: many tasks wait for one. A barrier waits for earlier ones alone.
  const behind = new Map<number, readonly number[]>();
  const direct = (node: number): number[] => {
    const tasks = links.before(node).flatMap((before) => behind.get(before) ?? before);
    // The latest first: what it waits for is then known to be implied.
    const kept: number[] = [];
    for (const task of [...new Set(tasks)].sort((a, b) => position(b) - position(a)))
      if (!kept.some((later) => reach(later, task))) kept.push(task);
    return kept.reverse();
  };
  for (let barrier = links.tasks; barrier < links.size; barrier++) behind.set(barrier, direct(barrier));

  const startable = new Set(levels.flat());
  return new Map(
    nodes.map((node, index) => [
      node.id,
      startable.has(node.id) ? direct(index).map((task) => labels.ids[task] ?? "") : node.dependsOn,
    ]),
  );
}
