import { type Digraph, nodesInOrder } from "./algorithms.ts";

/** Whether a task waits for another, at once or by way of others. One that can never start waits for all. */
export type Reach = (task: number, on: number) => boolean;

/** Tells what waits for what; works it out, a bit for each pair of tasks, when asked first. */
export function reachOf(graph: Digraph): Reach {
  let bits: Uint32Array | null = null;
  const words = Math.ceil(graph.tasks / 32);
  return (task, on) => {
    bits ??= reachBits(graph, words);
    return (((bits[task * words + (on >> 5)] ?? 0) >>> (on & 31)) & 1) === 1;
  };
}

/** A row of `words` for each node, a bit for each task that it waits for. */
function reachBits(graph: Digraph, words: number): Uint32Array {
  const bits = new Uint32Array(graph.size * words).fill(0xffffffff);
  for (const node of nodesInOrder(graph)) {
    const row = bits.subarray(node * words, (node + 1) * words).fill(0);
    for (const before of graph.before(node)) {
      const behind = bits.subarray(before * words, (before + 1) * words);
      for (let word = 0; word < words; word++) row[word] = (row[word] ?? 0) | (behind[word] ?? 0);
      if (before < graph.tasks) row[before >> 5] = (row[before >> 5] ?? 0) | (1 << (before & 31));
    }
  }
  return bits;
}

/** Whether a task that waits for another would do so without waiting for it at once, by way of others. */
export function isImplied(graph: Digraph, reach: Reach, task: number, on: number): boolean {
  return graph.before(task).some((other) => other !== on && reach(other, on));
}
