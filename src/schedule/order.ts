import type { TaskSpec } from "../event.ts";
import type { Outline } from "../state/agenda.ts";

/** The dependencies of tasks, by position, and how far each is from the end of the plan. */
export function outlineOf(specs: readonly TaskSpec[]): Outline {
  const positions = new Map(specs.map(({ id }, position) => [id, position]));
  const dependencies = specs.map(({ dependsOn }) => dependsOn.map((on) => positions.get(on) ?? -1));
  const dependents: number[][] = specs.map(() => []);
  for (const [task, on] of dependencies.entries()) for (const one of on) dependents[one]?.push(task);
  return { dependencies, dependents, ranks: ranksOf(specs, dependencies, dependents) };
}

/**
 * The longest way from each task to the end of the plan, itself included: what is furthest from the end is done first,
 * so that the run is no longer than its critical path asks. Dependencies outside of the list count nothing, and one
 * in a circle counts once. In the unit of the weights.
 */
function ranksOf(
  specs: readonly TaskSpec[],
  dependencies: Outline["dependencies"],
  dependents: Outline["dependents"],
): number[] {
  const ranks = specs.map(({ weight }) => weight);
  const open = dependents.map((tasks) => tasks.length);
  // From the end of the plan backwards: a task's rank is known once those of all that wait for it are.
  const ready = [...specs.keys()].filter((task) => open[task] === 0);
  for (let task = ready.pop(); task !== undefined; task = ready.pop()) {
    let after = 0;
    for (const one of dependents[task] ?? []) after = Math.max(after, ranks[one] ?? 0);
    ranks[task] = (specs[task]?.weight ?? 0) + after;
    for (const on of dependencies[task] ?? []) {
      const left = (open[on] ?? 0) - 1;
      open[on] = left;
      if (left === 0) ready.push(on);
    }
  }
  return ranks;
}
