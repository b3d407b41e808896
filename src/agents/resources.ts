import type { Override } from "./resolve.ts";
import type { Roster } from "./roster.ts";
import type { Skill } from "./skill.ts";

/** All that tasks are carried out with, as far as it is known before a run: read at the door, and handed in. */
export interface Resources {
  readonly roster: Roster;
  /** By name: those that tasks or agents name and that were found. */
  readonly skills: ReadonlyMap<string, Skill>;
  readonly override: Override;
}

/** The skill of a name, in any case; null where there is none. */
export function skillNamed(name: string, { skills }: Resources): Skill | null {
  const found = skills.get(name);
  if (found !== undefined) return found;
  return [...skills.values()].find((skill) => skill.name.toLowerCase() === name.toLowerCase()) ?? null;
}
