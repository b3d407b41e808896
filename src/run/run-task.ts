import type { Assignment } from "../agents/assign.ts";
import type { CompiledCriterion } from "../criteria/plan-checks.ts";
import type { Task } from "../plan.ts";

/** A task as a run holds it: from the snapshot, with all that was resolved before the first session. */
export interface RunTask {
  readonly id: string;
  readonly task: Task;
  /** Digest of its text, ticks and white space left aside: the same again is the same task. */
  readonly meaning: string;
  /** What it is held against: a criterion's position here is its index in the journal. */
  readonly tested: readonly CompiledCriterion[];
  readonly assignment: Assignment;
}
