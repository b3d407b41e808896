import type { Edit } from "../../diagnostic.ts";
import type { MatrixRow } from "../../plan.ts";
import type { Span } from "../../source.ts";
import type { Compiled } from "../rule.ts";
import { addReferences } from "./add-references.ts";
import { placeOfField, placeOfList } from "./places.ts";

/** A list that leaves something out. Tasks are given by index. */
export interface Gap {
  readonly list: "Blocked By" | "the matrix row" | "Blocks";
  /** The task whose list it is. */
  readonly owner: number;
  /** What it leaves out. */
  readonly entries: readonly number[];
  readonly place: Span;
  /** What completes the list; null where that takes a person. */
  readonly edit: Edit | null;
}

/** What a task's own Blocked By or Blocks leaves out, if anything. */
export function fieldGap(
  { source, plan, graph }: Compiled,
  list: "Blocked By" | "Blocks",
  owner: number,
  entries: readonly number[],
): Gap[] {
  const task = plan.tasks[owner];
  if (task === undefined || entries.length === 0) return [];
  const field = list === "Blocks" ? "blocks" : "blockedBy";
  const place = placeOfField(source, task, field);
  const edit = addReferences(source, graph.labels, task[field] ?? [], place, entries);
  return [{ list, owner, entries, place, edit }];
}

/** What a task's row of the matrix leaves out, if anything. */
export function rowGap(
  { source, plan, graph }: Compiled,
  row: MatrixRow | null,
  owner: number,
  entries: readonly number[],
): Gap[] {
  if (row === null || entries.length === 0) return [];
  const references = row.dependsOn ?? [];
  const place = placeOfList(references, row.label.span);
  // A row for several tasks cannot be completed for one of them.
  const shared = plan.matrix.filter(({ label }) => label.span.start === row.label.span.start).length > 1;
  const edit = shared
    ? null
    : addReferences(source, graph.labels, references, row.dependsOnCell ?? place, entries);
  return [{ list: "the matrix row", owner, entries, place, edit }];
}
