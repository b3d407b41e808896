import type { RunState } from "../state.ts";
import type { RunnablePlan } from "./compile.ts";
import type { RunTask } from "./run-task.ts";

/**
 * The texts of the plan that a run goes by, compiled: the one that it was started with is 1, each edit that was seen
 * since has the next number. A task goes by one of them, which need not be the latest.
 */
export class Revisions {
  readonly #plans: Map<number, RunnablePlan>;

  constructor(plans: Iterable<readonly [number, RunnablePlan]>) {
    this.#plans = new Map(plans);
  }

  /** The plan as the run was started with. */
  get first(): RunnablePlan {
    return this.plan(1);
  }

  add(revision: number, plan: RunnablePlan): void {
    this.#plans.set(revision, plan);
  }

  /** The plan of a revision; throws for one that was never added, which is a bug. */
  plan(revision: number): RunnablePlan {
    const plan = this.#plans.get(revision);
    if (!plan) throw new Error(`no revision ${revision} of the plan`);
    return plan;
  }

  /** The plan that a task goes by; of one that is no longer in the run, the latest that has it. Throws for one that no text has. */
  planOf({ tasks }: Pick<RunState, "tasks">, id: string): RunnablePlan {
    const record = tasks.get(id);
    if (record !== undefined) return this.plan(record.revision);
    const plan = [...this.#plans.values()].findLast((one) => one.tasks.has(id));
    if (!plan) throw new Error(`no task ${id} in the run`);
    return plan;
  }

  /** A task as the text has it that it goes by. */
  task(state: Pick<RunState, "tasks">, id: string): RunTask {
    const task = this.planOf(state, id).tasks.get(id);
    if (!task) throw new Error(`no task ${id} in its revision of the plan`);
    return task;
  }
}

/** The revisions that tasks go by, or would once an edit is adopted. */
export function revisionsIn({ tasks, held }: RunState): ReadonlySet<number> {
  return new Set([
    ...[...tasks.values()].map(({ revision }) => revision),
    ...[...held.values()].map(({ revision }) => revision),
  ]);
}
