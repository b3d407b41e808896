import { cyclicCore, type Digraph, shortestPath } from "./algorithms.ts";
import type { Dropped, Edge, Statement } from "./edge.ts";

/**
 * Dependencies gathered so far, each with the statement it was first read from, if it was stated at all. A barrier
 * is a node that stands for many: what waits for it waits for all of its tasks, in one edge each.
 */
export class Dependencies implements Digraph {
  readonly #before: number[][];
  readonly #after: number[][];
  readonly #statements = new Map<string, Statement | null>();

  constructor(readonly tasks: number) {
    this.#before = Array.from({ length: tasks }, () => []);
    this.#after = Array.from({ length: tasks }, () => []);
  }

  get size(): number {
    return this.#before.length;
  }

  before(node: number): readonly number[] {
    return this.#before[node] ?? [];
  }

  after(node: number): readonly number[] {
    return this.#after[node] ?? [];
  }

  /** Where it is stated that one task waits for another. */
  statement(task: number, on: number): Statement | undefined {
    return this.#statements.get(edgeKey(task, on)) ?? undefined;
  }

  /** Adds a barrier behind these nodes. */
  addBarrier(before: readonly number[]): number {
    const barrier = this.#before.push([]) - 1;
    this.#after.push([]);
    for (const on of before) this.add({ task: barrier, on });
    return barrier;
  }

  /** Adds an edge; false when it is there already. */
  add(edge: Edge | Statement): boolean {
    const key = edgeKey(edge.task, edge.on);
    if (this.#statements.has(key)) return false;
    this.#statements.set(key, "span" in edge ? edge : null);
    insertAscending(this.#before[edge.task], edge.on);
    insertAscending(this.#after[edge.on], edge.task);
    return true;
  }

  remove({ task, on }: Edge): void {
    this.#statements.delete(edgeKey(task, on));
    take(this.#before[task], on);
    take(this.#after[on], task);
  }

  /** Adds statements in turn, leaving out each that would close a cycle; returns those. */
  addWhereAcyclic(statements: readonly Statement[]): Dropped[] {
    // Nearly all plans agree with themselves: add all at once, and look closer only where there are cycles.
    const added = statements.filter((statement) => this.add(statement));
    const core = cyclicCore(this);
    const doubtful = added.filter((edge) => core.has(edge.task) && core.has(edge.on));
    for (const edge of doubtful) this.remove(edge);
    const dropped: Dropped[] = [];
    for (const statement of doubtful) {
      const path = shortestPath(this, statement.on, statement.task);
      if (path === null) this.add(statement);
      else dropped.push({ statement, chain: this.#stepsOf([...path, statement.task]) });
    }
    return dropped;
  }

  #stepsOf(path: readonly number[]): Statement[] {
    return path.slice(1).flatMap((on, i) => this.statement(path[i] ?? on, on) ?? []);
  }
}

function edgeKey(task: number, on: number): string {
  return `${task} ${on}`;
}

/** Lists are short, and mostly filled in order. */
function insertAscending(list: number[] | undefined, value: number): void {
  if (list === undefined) return;
  let at = list.length;
  while (at > 0 && (list[at - 1] ?? 0) > value) at--;
  list.splice(at, 0, value);
}

function take(list: number[] | undefined, value: number): void {
  const at = list?.indexOf(value) ?? -1;
  if (at >= 0) list?.splice(at, 1);
}
