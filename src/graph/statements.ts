import type { Diagnostic } from "../diagnostic.ts";
import type { Plan } from "../plan.ts";
import type { Spanned } from "../source.ts";
import type { Authority, Edge, Statement } from "./edge.ts";
import { finalFirst, selfDependency, unknownDependency } from "./findings.ts";
import { groupBy } from "./group-by.ts";
import type { Labels } from "./labels.ts";

/** All that a plan states about dependencies. */
export interface Statements {
  /** In document order within each authority; repetitions are kept. */
  readonly edges: readonly Statement[];
  /** Tasks of whose dependencies the plan says anything, "None" included. */
  readonly spokenFor: ReadonlySet<number>;
}

/** One list of references, and whose it is. */
interface ReferenceList {
  readonly owner: number;
  readonly references: readonly Spanned<string>[];
  readonly authority: Authority;
}

/**
 * Collects the dependencies that a plan states. References to no task, to the task itself, and from a task
 * to a final one are no edges but findings: errors where a task's own Blocked By says so, since that is what
 * the executor must obey; warnings elsewhere.
 */
export function collectStatements(plan: Plan, labels: Labels): [Statements, Diagnostic[]] {
  const edges: Statement[] = [];
  const spokenFor = new Set<number>();
  const findings: Diagnostic[] = [];
  const unknown: ReferenceList[] = [];

  for (const { owner, references, authority } of referenceLists(plan, labels)) {
    if (authority !== "blocks") spokenFor.add(owner);
    const nowhere: Spanned<string>[] = [];
    for (const reference of references) {
      const other = labels.find(reference.value);
      if (other === null) {
        nowhere.push(reference);
        continue;
      }
      const edge: Edge = authority === "blocks" ? { task: other, on: owner } : { task: owner, on: other };
      const statement = { ...edge, authority, span: reference.span };
      if (edge.task === edge.on) findings.push(selfDependency(statement, labels));
      else if (plan.tasks[edge.on]?.final && !plan.tasks[edge.task]?.final) {
        findings.push(finalFirst(statement, labels));
      } else {
        edges.push(statement);
        spokenFor.add(edge.task);
      }
    }
    if (nowhere.length > 0) unknown.push({ owner, references: nowhere, authority });
  }

  // A matrix row for a range of tasks gives each of them the same list; it is one mistake all the same.
  for (const lists of groupBy(unknown, ({ references }) => references[0]?.span.start).values()) {
    const owners = lists.map(({ owner }) => labels.ids[owner] ?? "");
    const [first] = lists;
    if (first) findings.push(unknownDependency(labels, owners, first.authority, first.references));
  }
  return [{ edges, spokenFor }, findings];
}

// The matrix is asked what a task depends on only: its Blocks column mostly sums up whole waves.
function* referenceLists(plan: Plan, labels: Labels): Generator<ReferenceList> {
  for (const [owner, { blockedBy, blocks }] of plan.tasks.entries()) {
    if (blockedBy) yield { owner, references: blockedBy, authority: "blocked-by" };
    if (blocks) yield { owner, references: blocks, authority: "blocks" };
  }
  for (const { label, dependsOn } of plan.matrix) {
    const owner = labels.find(label.value);
    if (owner !== null && dependsOn) yield { owner, references: dependsOn, authority: "matrix" };
  }
}
