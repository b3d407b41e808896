import type { TaskSpec } from "../event.ts";

/**
 * The longest way from each task to the end of the plan, itself included: what is furthest from the end is done first,
 * so that the run is no longer than its critical path asks. Dependencies outside of the list count nothing, and one
 * in a circle counts once. In the unit of the weights.
 */
export function ranksOf(specs: readonly TaskSpec[]): ReadonlyMap<string, number> {
  const dependents = new Map<string, string[]>(specs.map(({ id }) => [id, []]));
  for (const { id, dependsOn } of specs) for (const on of dependsOn) dependents.get(on)?.push(id);
  const open = new Map(specs.map(({ id }) => [id, dependents.get(id)?.length ?? 0]));
  const byId = new Map(specs.map((spec) => [spec.id, spec]));
  const ranks = new Map<string, number>();
  // From the end of the plan backwards: a task's rank is known once those of all that wait for it are.
  const ready = specs.filter(({ id }) => open.get(id) === 0).map(({ id }) => id);
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    const spec = byId.get(id);
    if (spec === undefined || ranks.has(id)) continue;
    const after = (dependents.get(id) ?? []).reduce((most, one) => Math.max(most, ranks.get(one) ?? 0), 0);
    ranks.set(id, spec.weight + after);
    for (const on of spec.dependsOn) {
      const left = (open.get(on) ?? 0) - 1;
      open.set(on, left);
      if (left === 0) ready.push(on);
    }
  }
  for (const { id, weight } of specs) if (!ranks.has(id)) ranks.set(id, weight);
  return ranks;
}
