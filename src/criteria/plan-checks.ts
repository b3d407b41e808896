import type { Criterion, Plan, Task } from "../plan.ts";
import type { Check } from "./check.ts";
import { type CheckOptions, compileCriterion } from "./compile.ts";
import { compileScenario } from "./scenario.ts";

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

/** A criterion and what it compiled to. */
export interface CompiledCriterion {
  readonly criterion: Criterion;
  readonly check: Check;
}

/**
 * What the executor holds a task against: its criteria, then what must hold before its work is committed, unless
 * a criterion runs the same.
 */
export function testedOf(task: Task, checks: TaskChecks): CompiledCriterion[] {
  const tested = task.criteria.map(
    (criterion, index): CompiledCriterion => ({
      criterion,
      check: checks.criteria[index] ?? { kind: "judged" },
    }),
  );
  const { preCommit } = checks;
  const criterion = task.commit?.preCommit;
  if (!criterion || !preCommit) return tested;
  const script = preCommit.kind === "command" ? preCommit.script : null;
  const isRun = tested.some(({ check }) => check.kind === "command" && check.script === script);
  return isRun ? tested : [...tested, { criterion, check: preCommit }];
}

/** Whether a task states something that can be executed: a command, a look at files, a scenario that is a script. */
export function hasExecutable({ criteria, scenarios, preCommit }: TaskChecks): boolean {
  return [...criteria, ...scenarios, preCommit].some((check) => {
    if (check?.kind === "scenario") return check.command !== null;
    return check?.kind === "command" || check?.kind === "file";
  });
}

/** Compiles every criterion, scenario and check that a plan states. */
export function compileChecks(plan: Plan, options: CheckOptions = {}): PlanChecks {
  const compile = (criterion: Criterion) => compileCriterion(criterion, options);
  return {
    tasks: plan.tasks.map((task) => ({
      criteria: task.criteria.map(compile),
      scenarios: task.scenarios.map(compileScenario),
      preCommit: task.commit?.preCommit ? compile(task.commit.preCommit) : null,
    })),
    plan: plan.criteria.map(({ criterion }) => compile(criterion)),
  };
}
