import { noOverride, type Override } from "../agents/resolve.ts";
import type { Resources } from "../agents/resources.ts";
import { parseSkill, type Skill } from "../agents/skill.ts";
import type { Setup } from "./lint-options.ts";
import { readSkillText } from "./skills.ts";

/** What tasks are carried out with, and what is wrong with skills, one line each. */
export interface ReadResources {
  readonly resources: Resources;
  readonly problems: readonly string[];
}

/** Reads the texts of all skills there are. One that cannot be read is as if it were not there, and is told. */
export function readResources({ roster, skills }: Setup, override: Override = noOverride): ReadResources {
  const problems: string[] = [];
  const read = new Map<string, Skill>();
  for (const found of skills) {
    const text = readSkillText(found);
    if (text === null) {
      problems.push(`${found.file}: cannot be read`);
      continue;
    }
    const { skill, problem } = parseSkill(found.name, found.file, text);
    read.set(found.name, skill);
    if (problem !== null) problems.push(`${found.file}: ${problem}`);
  }
  return { resources: { roster, skills: read, override }, problems };
}
