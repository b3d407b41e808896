import type { Diagnostic } from "./diagnostic.ts";
import { criticalPath, type Digraph, findCycles, levelsOf, topologicalOrder } from "./graph/algorithms.ts";
import { Dependencies } from "./graph/dependencies.ts";
import type { Dropped, Statement } from "./graph/edge.ts";
import { dependencyCycle } from "./graph/findings.ts";
import { addImplied, tasksBehind } from "./graph/implied.ts";
import { indexLabels, type Labels } from "./graph/labels.ts";
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
  /** Ids, and what a reference means. */
  readonly labels: Labels;
  /** Every dependency that the plan states, by authority, then in document order; repetitions are kept. */
  readonly stated: readonly Statement[];
  /** Statements that `dependsOn` leaves out. */
  readonly dropped: readonly Dropped[];
  /** Tasks, by index, that wait for the one before because nothing is said of them and they are in no wave. */
  readonly inSequence: readonly number[];
  /** `dependsOn` in a size linear in the plan's, for computations: tasks by index, then barriers. */
  readonly links: Digraph;
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

  const statedBy = (authority: Statement["authority"]) =>
    statements.edges.filter((edge) => edge.authority === authority);
  for (const statement of statedBy("blocked-by")) dependencies.add(statement);
  for (const cycle of findCycles(dependencies)) {
    findings.push(dependencyCycle(plan, labels, cycle, (task, on) => dependencies.statement(task, on)));
  }
  const dropped = [
    ...dependencies.addWhereAcyclic(statedBy("matrix")),
    ...dependencies.addWhereAcyclic(statedBy("blocks")),
  ];
  const inSequence = addImplied(plan, statements.spokenFor, dependencies);

  const order = topologicalOrder(dependencies);
  const startable = new Set(order);
  const stuck = [...plan.tasks.keys()].filter((index) => !startable.has(index));
  const toIds = (indices: readonly number[]) => indices.map((index) => labels.ids[index] ?? "");
  const waitsFor = (index: number) => {
    const tasks = dependencies.before(index).flatMap((node) => tasksBehind(node, dependencies));
    return toIds([...new Set(tasks)].sort((a, b) => a - b));
  };
  const graph: Graph = {
    nodes: plan.tasks.map((task, index) => createNode(labels.ids[index] ?? "", task, () => waitsFor(index))),
    order: toIds([...order, ...stuck]),
    levels: levelsOf(dependencies).map(toIds),
    criticalPath: toIds(criticalPath(dependencies)),
    labels,
    stated: statements.edges,
    dropped,
    inSequence,
    links: dependencies,
  };
  return [graph, findings];
}

/**
 * Lists what a task waits for when asked first: in a plan of many waves all lists together are far larger than the
 * plan.
 */
function createNode(id: string, task: Task, waitsFor: () => string[]): GraphNode {
  let dependsOn: string[] | null = null;
  return {
    id,
    task,
    wave: task.wave?.value ?? (task.final ? "final" : null),
    get dependsOn() {
      dependsOn ??= waitsFor();
      return dependsOn;
    },
  };
}
