import type { Authority, Statement } from "../../graph/edge.ts";
import { groupBy } from "../../graph/group-by.ts";
import type { Graph } from "../../graph.ts";
import type { MatrixRow, Plan } from "../../plan.ts";

/** What the sources of a plan say of one task. Other tasks are named by index. */
export interface StatedLists {
  /** The tasks that its Blocked By names; null where it says nothing. */
  readonly blockedBy: ReadonlySet<number> | null;
  /** The tasks that its row of the matrix says it waits for; null without such a row. */
  readonly matrix: ReadonlySet<number> | null;
  /** The tasks that its Blocks names; null where it says nothing. */
  readonly blocks: ReadonlySet<number> | null;
  /** The row that `matrix` is of. */
  readonly row: MatrixRow | null;
  /** All it waits for by any source, each with where that is stated; what is left out of the graph is not here. */
  readonly waitsFor: ReadonlyMap<number, readonly Statement[]>;
}

/** Gathers by task what is stated all over a plan. */
export function statedLists(plan: Plan, { stated, dropped, labels }: Graph): StatedLists[] {
  const rows = groupBy(
    plan.matrix.filter(({ dependsOn }) => dependsOn !== null),
    ({ label }) => labels.find(label.value),
  );
  const byTask = groupBy(stated, ({ task }) => task);
  const blocksOf = groupBy(
    stated.filter(({ authority }) => authority === "blocks"),
    ({ on }) => on,
  );
  const without = new Set(dropped.map(({ statement }) => `${statement.task} ${statement.on}`));
  return plan.tasks.map((task, index) => {
    const own = byTask.get(index) ?? [];
    const named = (authority: Authority) =>
      new Set(own.filter((statement) => statement.authority === authority).map(({ on }) => on));
    const [row = null] = rows.get(index) ?? [];
    const obeyed = own.filter(({ on }) => !without.has(`${index} ${on}`));
    return {
      blockedBy: task.blockedBy && named("blocked-by"),
      matrix: row && named("matrix"),
      blocks: task.blocks && new Set(blocksOf.get(index)?.map((statement) => statement.task)),
      row,
      waitsFor: groupBy(obeyed, ({ on }) => on),
    };
  });
}
