import { Graph as EdgeStore } from "@dagrejs/graphlib";
import type { Diagnostic } from "./diagnostic.ts";
import {
  criticalPath,
  cyclicCore,
  type Digraph,
  findCycles,
  levelsOf,
  shortestPath,
  topologicalOrder,
} from "./graph/algorithms.ts";
import type { Edge, Statement } from "./graph/edge.ts";
import { dependencyCycle } from "./graph/findings.ts";
import { impliedEdges } from "./graph/implied.ts";
import { indexLabels } from "./graph/labels.ts";
import { collectStatements } from "./graph/statements.ts";
import type { Plan, Task, WaveName } from "./plan.ts";

/** A task and what it waits for. */
export interface GraphNode {
  /** Its label; `@<n>` for the n-th task (from 1) when it has none, or one that an earlier task has. */
  readonly id: string;
  readonly task: Task;
  /** Ids of what must be done before, in document order. This is what the executor obeys. */
  readonly dependsOn: readonly string[];
  readonly wave: WaveName | null;
}

/** What waits for what. */
export interface Graph {
  /** In document order. */
  readonly nodes: readonly GraphNode[];
  /** Ids so that each comes after all it depends on, otherwise in document order; those that can never start last. */
  readonly order: readonly string[];
  /** Ids by earliest start: all of one level may run side by side. Tasks that can never start are in none. */
  readonly levels: readonly (readonly string[])[];
  /** Ids of a longest chain of dependencies, counted in tasks; of several, the earliest in the document. */
  readonly criticalPath: readonly string[];
}

/**
 * Works out what each task waits for: all that its Blocked By, its row in the dependency matrix, and Blocks
 * elsewhere say. A matrix entry or Blocks that would close a cycle with what has more authority is left out; a
 * cycle of Blocked By alone is an error. A task of which nothing is said waits for all tasks of earlier waves,
 * in a plan without waves for the task before. Final tasks wait for all others.
 */
export function buildGraph(plan: Plan): [Graph, Diagnostic[]] {
  const labels = indexLabels(plan.tasks);
  const [statements, findings] = collectStatements(plan, labels);
  const dependencies = new Dependencies(plan.tasks.length);

  dependencies.addAll(statements.edges.filter((edge) => edge.authority === "blocked-by"));
  for (const cycle of findCycles(dependencies)) {
    findings.push(dependencyCycle(plan, labels, cycle, (task, on) => dependencies.statement(task, on)));
  }
  dependencies.addWhereAcyclic(statements.edges.filter((edge) => edge.authority === "matrix"));
  dependencies.addWhereAcyclic(statements.edges.filter((edge) => edge.authority === "blocks"));
  dependencies.addWhereAcyclic(impliedEdges(plan, statements.spokenFor));

  const order = topologicalOrder(dependencies);
  const startable = new Set(order);
  const stuck = [...plan.tasks.keys()].filter((index) => !startable.has(index));
  const toIds = (indices: readonly number[]) => indices.map((index) => labels.ids[index] ?? "");
  const graph: Graph = {
    nodes: plan.tasks.map((task, index) => ({
      id: labels.ids[index] ?? "",
      task,
      dependsOn: toIds(dependencies.before(index)),
      wave: task.wave?.value ?? (task.final ? "final" : null),
    })),
    order: toIds([...order, ...stuck]),
    levels: levelsOf(dependencies, order).map(toIds),
    criticalPath: toIds(criticalPath(dependencies, order)),
  };
  return [graph, findings];
}

/** Dependencies gathered so far, each with the statement it was first read from, if it was stated at all. */
class Dependencies implements Digraph {
  // Edges lead from a task to what waits for it. Nodes are indices as text, which no label can upset.
  readonly #edges = new EdgeStore<undefined, undefined, Edge | Statement>();

  constructor(readonly size: number) {
    for (let index = 0; index < size; index++) this.#edges.setNode(String(index));
  }

  before(task: number): number[] {
    return (this.#edges.predecessors(String(task)) ?? []).map(Number);
  }

  statement(task: number, on: number): Statement | undefined {
    const edge = this.#edges.edge(String(on), String(task));
    return edge && "span" in edge ? edge : undefined;
  }

  /** Adds those that are not there yet, and returns them. */
  addAll<T extends Edge>(edges: readonly T[]): T[] {
    return edges.filter((edge) => {
      if (this.#edges.hasEdge(String(edge.on), String(edge.task))) return false;
      this.#edges.setEdge(String(edge.on), String(edge.task), edge);
      return true;
    });
  }

  /** Adds edges in turn, leaving out each that would close a cycle. */
  addWhereAcyclic(edges: readonly Edge[]): void {
    // Nearly all plans agree with themselves: add all at once, and look closer only where there are cycles.
    const added = this.addAll(edges);
    const core = cyclicCore(this);
    const doubtful = added.filter((edge) => core.has(edge.task) && core.has(edge.on));
    for (const edge of doubtful) this.#edges.removeEdge(String(edge.on), String(edge.task));
    for (const edge of doubtful) {
      if (shortestPath(this, edge.on, edge.task) === null) this.addAll([edge]);
    }
  }
}
