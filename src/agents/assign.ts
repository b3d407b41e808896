import type { Task } from "../plan.ts";
import { type Resolution, resolveTask } from "./resolve.ts";
import { type Resources, skillNamed } from "./resources.ts";
import { narrowTo, type ToolList } from "./rights.ts";
import type { Skill } from "./skill.ts";
import { intersectionOf, unionOf } from "./tool-names.ts";

/** A task with all that it is carried out with. */
export interface Assignment {
  /** Its rights are those that the task's and its skills' tools leave. */
  readonly resolved: Resolution;
  readonly skills: readonly Skill[];
  /** Names of skills that were not found. */
  readonly missingSkills: readonly string[];
  /** The only tools it may use; null where nothing restricts them. */
  readonly tools: ToolList | null;
}

/**
 * Gives a task its agent, models, skills and tools. Skills that restrict their tools are taken together: each may use
 * its own. What the task itself allows bounds them.
 */
export function assignTask(task: Task, resources: Resources): Assignment {
  const resolved = resolveTask(task, resources.roster, resources.override);
  const named = resolved.skills.map((name) => ({ name, skill: skillNamed(name, resources) }));
  // One may be named in two spellings.
  const skills = [...new Set(named.flatMap(({ skill }) => skill ?? []))];
  const lists = skills.flatMap(({ tools }) => tools ?? []);
  const ofSkills = lists.length > 0 ? unionOf(lists) : null;
  const tools =
    resolved.tools === null || ofSkills === null
      ? (resolved.tools ?? ofSkills)
      : intersectionOf(resolved.tools, ofSkills);
  return {
    resolved: {
      ...resolved,
      rights: tools === null || task.final ? resolved.rights : narrowTo(resolved.rights, tools),
    },
    skills,
    missingSkills: named.filter(({ skill }) => skill === null).map(({ name }) => name),
    tools,
  };
}
