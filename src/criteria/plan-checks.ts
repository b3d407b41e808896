import type { Plan } from "../plan.ts";
import type { Check } from "./check.ts";
import { compileCriterion } from "./compile.ts";

/** The checks of a task, each list in the order of what it was compiled from. */
export interface TaskChecks {
  readonly criteria: readonly Check[];
  readonly scenarios: readonly Check[];
  /** Null when the task has no Pre-commit. */
  readonly preCommit: Check | null;
}

/** All checks of a plan. */
export interface PlanChecks {
  /** By task, in document order. */
  readonly tasks: readonly TaskChecks[];
  /** By criterion of the whole plan (`Plan.criteria`), in document order. */
  readonly plan: readonly Check[];
}

/** Compiles every criterion, scenario and check that a plan states. */
export function compileChecks(plan: Plan): PlanChecks {
  return {
    tasks: plan.tasks.map((task) => ({
      criteria: task.criteria.map(compileCriterion),
      scenarios: task.scenarios.map(() => ({ kind: "judged" })),
      preCommit: task.commit?.preCommit ? compileCriterion(task.commit.preCommit) : null,
    })),
    plan: plan.criteria.map(({ criterion }) => compileCriterion(criterion)),
  };
}
