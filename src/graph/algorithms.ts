/**
 * A directed graph over 0 … size-1: `before(n)` are the nodes that must come before `n`, ascending. Nodes from
 * `tasks` on are barriers, which only stand between tasks: they take no step of their own.
 */
export interface Digraph {
  readonly size: number;
  readonly tasks: number;
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
    tasks: graph.tasks,
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

/**
 * All tasks so that each comes after what must be before, the lowest first where there is a choice; those on or
 * behind a cycle are left out.
 */
export function topologicalOrder(graph: Digraph): number[] {
  const isTask = (node: number) => node < graph.tasks;
  return nodesInOrder(graph).filter(isTask);
}

/** The same with barriers, each as soon as it can be. */
export function nodesInOrder(graph: Digraph): number[] {
  const after = reverse(graph);
  const open = after.map((_, node) => graph.before(node).length);
  const order: number[] = [];
  // Descending, so that the lowest is at the end; a barrier that is passed frees tasks that may be lower.
  const ready = [...open.keys()].filter((node) => open[node] === 0).reverse();
  const barriers: number[] = [];
  for (let node = ready.pop(); node !== undefined; node = barriers.pop() ?? ready.pop()) {
    order.push(node);
    for (const next of after[node] ?? []) {
      const left = (open[next] ?? 0) - 1;
      open[next] = left;
      if (left > 0) continue;
      if (next >= graph.tasks) barriers.push(next);
      else insertDescending(ready, next);
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

/** Tasks by the length of the longest chain before them; those that can never start are left out. */
export function levelsOf(graph: Digraph): number[][] {
  const levels: number[][] = [];
  longestChains(graph).forEach((chain, task) => {
    if (chain === null || task >= graph.tasks) return;
    while (levels.length < chain.length) levels.push([]);
    levels[chain.length - 1]?.push(task);
  });
  return levels;
}

/** A longest chain, first to last; of several the one whose tasks are lowest, compared from the end. */
export function criticalPath(graph: Digraph): number[] {
  const chains = longestChains(graph);
  let last: Chain | null = null;
  for (const chain of chains.slice(0, graph.tasks)) last = longer(last, chain ?? null);
  const path: number[] = [];
  for (let chain = last; chain !== null; chain = chain.previous) path.push(chain.last);
  return path.reverse();
}

/** A chain of tasks: how many, the last of them, and the chain without it. */
interface Chain {
  readonly length: number;
  readonly last: number;
  readonly previous: Chain | null;
}

/** For each node the longest chain that ends in it, or, at a barrier, before it; null at nodes that are never reached. */
function longestChains(graph: Digraph): (Chain | null)[] {
  const chains: (Chain | null)[] = Array.from({ length: graph.size }, () => null);
  for (const node of nodesInOrder(graph)) {
    let previous: Chain | null = null;
    for (const before of graph.before(node)) previous = longer(previous, chains[before] ?? null);
    chains[node] =
      node < graph.tasks ? { length: (previous?.length ?? 0) + 1, last: node, previous } : previous;
  }
  return chains;
}

/** The longer of two chains, of equal ones that whose last task is lower. */
function longer(a: Chain | null, b: Chain | null): Chain | null {
  if (a === null || b === null) return a ?? b;
  if (a.length !== b.length) return a.length > b.length ? a : b;
  return a.last <= b.last ? a : b;
}

/** For each node those that come after it, ascending. */
function reverse(graph: Digraph): number[][] {
  const after: number[][] = Array.from({ length: graph.size }, () => []);
  for (let node = 0; node < graph.size; node++) {
    for (const before of graph.before(node)) after[before]?.push(node);
  }
  return after;
}
