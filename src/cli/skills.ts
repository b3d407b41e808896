import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { builtInSkills } from "../agents/known.ts";

/** Where a repository keeps skills. */
const inRepository = [".opencode/skills", ".opencode/skill", ".claude/skills", ".agents/skills"];
/** Where a user does. */
const inHome = [".config/opencode/skills", ".claude/skills", ".agents/skills"];

/**
 * Names of the skills that a task may ask for: those that come with the agents, and every folder with a `SKILL.md`
 * where the repository and the user keep theirs. Null when neither has such a place: any name may then be one.
 */
export function findSkills(root: string, home: string): readonly string[] | null {
  const folders = [
    ...inRepository.map((path) => join(root, path)),
    ...inHome.map((path) => join(home, path)),
  ];
  const found = folders.flatMap((folder) => skillsIn(folder) ?? []);
  if (folders.every((folder) => !existsSync(folder))) return null;
  return [...new Set([...builtInSkills, ...found])].sort();
}

/** Null for a folder that is not there or cannot be read. */
function skillsIn(folder: string): string[] | null {
  try {
    return readdirSync(folder).filter((name) => existsSync(join(folder, name, "SKILL.md")));
  } catch {
    return null;
  }
}
