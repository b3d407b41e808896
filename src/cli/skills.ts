import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Config } from "../config.ts";
import { type ConfigSearch, displayName, opencodeFolders, walkedFolders } from "./config-files.ts";

/** Where a repository keeps skills, the place that wins first. */
const inRepository = [".opencode/skills", ".opencode/skill", ".claude/skills", ".agents/skills"];
/** Where a user does, besides opencode's own folders. */
const inHome = [".claude/skills", ".agents/skills"];
/** Folders below one another that are looked through for skills. */
const deepest = 3;

/** A skill that was found, not yet read. */
export interface FoundSkill {
  readonly name: string;
  /** Absolute: its SKILL.md. */
  readonly path: string;
  /** As people are told of it. */
  readonly file: string;
  readonly from: "project" | "user" | "configuration" | "built-in";
}

/**
 * Every skill that a task may name, each name once: those of the repository, then the user's, then those of folders
 * that a configuration names, then those that come with omo. A skill is a folder with a `SKILL.md`.
 */
export function findSkills(search: ConfigSearch, { skills }: Pick<Config, "skills">): readonly FoundSkill[] {
  const found = new Map<string, FoundSkill>();
  for (const { folder, from, within } of skillFolders(search, skills.sources)) {
    for (const path of skillFiles(folder, deepest)) {
      const name = nameOf(path);
      if (found.has(name) || (within !== null && !leadsInto(path, within))) continue;
      const file = from === "built-in" ? `built-in skill ${name}` : displayName(path, search);
      found.set(name, { name, path, file, from });
    }
  }
  const isAmong = (name: string, names: readonly string[]) =>
    names.some((one) => one.toLowerCase() === name.toLowerCase());
  const isOn = ({ name }: FoundSkill) =>
    !isAmong(name, skills.disabled) && (skills.enabled === null || isAmong(name, skills.enabled));
  return [...found.values()].filter(isOn).sort((a, b) => a.name.localeCompare(b.name));
}

/** The names of skills for a look at plans; null where neither repository nor user keep any: any name may then be one. */
export function skillNames(skills: readonly FoundSkill[]): readonly string[] | null {
  return skills.every(({ from }) => from === "built-in") ? null : skills.map(({ name }) => name);
}

/** The text of a SKILL.md; null when it cannot be read. */
export function readSkillText({ path }: FoundSkill): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

interface SkillFolder {
  readonly folder: string;
  readonly from: FoundSkill["from"];
  /** What a repository keeps or names must lie in it, links resolved; null where it may lie anywhere. */
  readonly within: string | null;
}

function skillFolders(search: ConfigSearch, sources: Config["skills"]["sources"]): SkillFolder[] {
  const { root, env } = search;
  const home = env.HOME ?? root;
  const walked = walkedFolders(search)
    .filter((folder) => folder === root || folder.startsWith(`${root}${sep}`))
    .reverse();
  return [
    ...walked.flatMap((folder) =>
      inRepository.map((path) => ({ folder: join(folder, path), from: "project" as const, within: root })),
    ),
    ...opencodeFolders(env)
      .reverse()
      .flatMap((folder) => ["skills", "skill"].map((name) => join(folder, name)))
      .concat(inHome.map((path) => join(home, path)))
      .map((folder) => ({ folder, from: "user" as const, within: null })),
    ...sources.map(({ path, base, confined }) => ({
      folder: path.startsWith("~/") ? join(home, path.slice(2)) : isAbsolute(path) ? path : join(base, path),
      from: "configuration" as const,
      within: confined ? root : null,
    })),
    { folder: builtInFolder(), from: "built-in", within: null },
  ];
}

/** The SKILL.md files below a folder; a skill's own folder is not looked through for more. */
function skillFiles(folder: string, depth: number): string[] {
  const own = join(folder, "SKILL.md");
  if (existsSync(own)) return [own];
  if (depth === 0) return [];
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith(".") && name !== "node_modules")
      .sort()
      .flatMap((name) => skillFiles(join(folder, name), depth - 1));
  } catch {
    // Not there, not a folder, or not to be read.
    return [];
  }
}

function nameOf(path: string): string {
  return dirname(path).split(sep).at(-1) ?? path;
}

function leadsInto(path: string, folder: string): boolean {
  try {
    return realpathSync(path).startsWith(`${folder}${sep}`);
  } catch {
    return false;
  }
}

/** `skills` of the package that this program is part of, wherever in it the program lies. */
function builtInFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const skills = join(folder, "skills");
    if (existsSync(join(skills, "git-master")) || folder === dirname(folder)) return skills;
  }
}
