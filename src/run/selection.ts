import type { TaskSpec } from "../event.ts";
import { closest } from "../suggest.ts";

/** Which part of a plan a run is to do, by labels; empty lists for all of it. */
export interface Selection {
  /** These alone, whether what they depend on is done or not. */
  readonly only: readonly string[];
  /** This one and what comes after it, whether what it depends on is done or not; null for all. */
  readonly from: string | null;
  /** This one and what it depends on; null for all. */
  readonly until: string | null;
  /** Not these, and so not what depends on them. */
  readonly skip: readonly string[];
}

/** The whole plan. */
export const everything: Selection = { only: [], from: null, until: null, skip: [] };

/**
 * Leaves out of a run what the user has not chosen. What is settled already stays so. Labels are compared in any case.
 * @returns the tasks, or what is wrong with the choice
 */
export function selectTasks(
  specs: readonly TaskSpec[],
  { only, from, until, skip }: Selection,
): { readonly specs: readonly TaskSpec[] } | { readonly problem: string } {
  const idOf = (label: string) => specs.find(({ id }) => id.toLowerCase() === label.toLowerCase())?.id;
  for (const label of [
    ...only,
    ...(from === null ? [] : [from]),
    ...(until === null ? [] : [until]),
    ...skip,
  ])
    if (idOf(label) === undefined) return { problem: noSuchTask(label, specs) };
  const ids = (labels: readonly string[]) => new Set(labels.flatMap((label) => idOf(label) ?? []));
  const left = ids(skip);
  const chosen = [
    ...(only.length > 0 ? [ids(only)] : []),
    ...(from === null ? [] : [reach(specs, idOf(from) ?? from, "dependents")]),
    ...(until === null ? [] : [reach(specs, idOf(until) ?? until, "dependencies")]),
  ];
  const asked = new Set([...ids(only), ...(from === null ? [] : ids([from]))]);
  return {
    specs: specs.map((spec) => {
      const isIn = chosen.every((set) => set.has(spec.id)) && !left.has(spec.id);
      const claimed = spec.claimed === null && !isIn ? "skipped" : spec.claimed;
      return { ...spec, claimed, asked: asked.has(spec.id) };
    }),
  };
}

/** A task with all that waits for it, or that it waits for. */
function reach(specs: readonly TaskSpec[], from: string, way: "dependents" | "dependencies"): Set<string> {
  const next = new Map<string, string[]>();
  const add = (a: string, b: string) => next.set(a, [...(next.get(a) ?? []), b]);
  for (const { id, dependsOn } of specs)
    for (const on of dependsOn) way === "dependents" ? add(on, id) : add(id, on);
  const found = new Set<string>();
  for (const open = [from]; open.length > 0; ) {
    const id = open.pop() ?? from;
    if (found.has(id)) continue;
    found.add(id);
    open.push(...(next.get(id) ?? []));
  }
  return found;
}

function noSuchTask(label: string, specs: readonly TaskSpec[]): string {
  const meant = closest(
    label,
    specs.map(({ id }) => id),
  );
  return `the plan has no task ${label}${meant === null ? "" : `; did you mean ${meant}?`}`;
}
