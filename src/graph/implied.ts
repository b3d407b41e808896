import type { Plan, Task } from "../plan.ts";
import type { Edge } from "./edge.ts";

/**
 * Dependencies that follow from a task's place: final tasks wait for all others; a task of which nothing is
 * stated waits for all of the waves before its own, and for the task before it when it is in no wave.
 */
export function impliedEdges(plan: Plan, spokenFor: ReadonlySet<number>): Edge[] {
  const edges: Edge[] = [];
  let previous: number | null = null;
  plan.tasks.forEach((task, index) => {
    if (task.final) {
      plan.tasks.forEach((other, on) => {
        if (!other.final) edges.push({ task: index, on });
      });
      return;
    }
    if (!spokenFor.has(index)) {
      const rank = waveRank(task);
      if (rank !== null) {
        plan.tasks.forEach((other, on) => {
          if (!other.final && (waveRank(other) ?? rank) < rank) edges.push({ task: index, on });
        });
      } else if (previous !== null) edges.push({ task: index, on: previous });
    }
    previous = index;
  });
  return edges;
}

/** Position of a task's wave among all waves; null for a task in no wave. */
function waveRank(task: Task): number | null {
  if (task.wave === null) return null;
  return task.wave.value === "final" ? Number.POSITIVE_INFINITY : task.wave.value;
}
