/** A directed graph over 0 … size-1: `before(n)` are the nodes that must come before `n`, ascending. */
export interface Digraph {
  readonly size: number;
  before(node: number): readonly number[];
}

/** Nodes from which one can go on for ever in both directions: those on a cycle, or between two cycles. */
export function cyclicCore(graph: Digraph): Set<number> {
  const after = reverse(graph);
  const core = new Set(after.keys());
  peel(
    core,
    (node) => graph.before(node),
    (node) => after[node] ?? [],
  );
  peel(
    core,
    (node) => after[node] ?? [],
    (node) => graph.before(node),
  );
  return core;
}

/** Takes out of `core`, again and again, each node without an `incoming` one in it. */
function peel(core: Set<number>, incoming: Neighbours, outgoing: Neighbours): void {
  const open = new Map<number, number>();
  for (const node of core) open.set(node, incoming(node).filter((other) => core.has(other)).length);
  const free = [...core].filter((node) => open.get(node) === 0);
  for (let node = free.pop(); node !== undefined; node = free.pop()) {
    core.delete(node);
    for (const next of outgoing(node)) {
      if (!core.has(next)) continue;
      const left = (open.get(next) ?? 0) - 1;
      open.set(next, left);
      if (left === 0) free.push(next);
    }
  }
}

type Neighbours = (node: number) => readonly number[];

/**
 * Cycles that share no edge, so that mending each mends the graph or shows the next. A cycle begins with its
 * lowest node, is a shortest one through it, and each node comes with what must be before it as the next.
 */
export function findCycles(graph: Digraph): number[][] {
  const cut = new Set<string>();
  const rest: Digraph = {
    size: graph.size,
    before: (node) => graph.before(node).filter((other) => !cut.has(`${node} ${other}`)),
  };
  const cycles: number[][] = [];
  for (let core = cyclicCore(rest); core.size > 0; core = cyclicCore(rest)) {
    for (const start of [...core].sort((a, b) => a - b)) {
      const cycle = shortestPath(rest, start, start);
      if (cycle === null) continue;
      cycles.push(cycle);
      cycle.forEach((node, i) => {
        cut.add(`${node} ${cycle[(i + 1) % cycle.length]}`);
      });
      break;
    }
  }
  return cycles;
}

/**
 * A shortest way from `from` back through `before` to `to`, of at least one step: the nodes on it without
 * `to` itself. Null when there is none.
 */
export function shortestPath(graph: Digraph, from: number, to: number): number[] | null {
  const cameFrom = new Map<number, number>();
  const queue = [from];
  for (let at = 0; at < queue.length; at++) {
    const node = queue[at] ?? 0;
    for (const next of graph.before(node)) {
      if (next === to) {
        const path = [node];
        for (let step = node; step !== from; ) {
          step = cameFrom.get(step) ?? from;
          path.unshift(step);
        }
        return path;
      }
      if (!cameFrom.has(next)) {
        cameFrom.set(next, node);
        queue.push(next);
      }
    }
  }
  return null;
}

/** All nodes so that each comes after its `before`, the lowest first where there is a choice; nodes on or behind a cycle are left out. */
export function topologicalOrder(graph: Digraph): number[] {
  const after = reverse(graph);
  const open = after.map((_, node) => graph.before(node).length);
  const order: number[] = [];
  // Descending, so that the lowest is at the end.
  const ready = [...open.keys()].filter((node) => open[node] === 0).reverse();
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    order.push(node);
    for (const next of after[node] ?? []) {
      const left = (open[next] ?? 0) - 1;
      open[next] = left;
      if (left === 0) insertDescending(ready, next);
    }
  }
  return order;
}

function insertDescending(list: number[], value: number): void {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? 0) > value) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, value);
}

/** Nodes of an order by the length of the longest chain before them. */
export function levelsOf(graph: Digraph, order: readonly number[]): number[][] {
  const depth = longestChains(graph, order);
  const levels: number[][] = [];
  for (const node of [...order].sort((a, b) => a - b)) {
    const level = (depth.get(node)?.length ?? 1) - 1;
    while (levels.length <= level) levels.push([]);
    levels[level]?.push(node);
  }
  return levels;
}

/** A longest chain, first to last; of several the one whose nodes are lowest, compared from the end. */
export function criticalPath(graph: Digraph, order: readonly number[]): number[] {
  const chains = longestChains(graph, order);
  let last: number | null = null;
  for (const node of [...order].sort((a, b) => a - b)) {
    if (last === null || (chains.get(node)?.length ?? 0) > (chains.get(last)?.length ?? 0)) last = node;
  }
  const path: number[] = [];
  for (let node = last; node !== null; node = chains.get(node)?.previous ?? null) path.unshift(node);
  return path;
}

/** For each node the longest chain that ends in it: its length in nodes, and the node before. */
function longestChains(
  graph: Digraph,
  order: readonly number[],
): Map<number, { length: number; previous: number | null }> {
  const chains = new Map<number, { length: number; previous: number | null }>();
  for (const node of order) {
    let length = 1;
    let previous: number | null = null;
    for (const before of graph.before(node)) {
      const longer = (chains.get(before)?.length ?? 0) + 1;
      if (longer > length) {
        length = longer;
        previous = before;
      }
    }
    chains.set(node, { length, previous });
  }
  return chains;
}

/** For each node those that come after it, ascending. */
function reverse(graph: Digraph): number[][] {
  const after: number[][] = Array.from({ length: graph.size }, () => []);
  for (let node = 0; node < graph.size; node++) {
    for (const before of graph.before(node)) after[before]?.push(node);
  }
  return after;
}
