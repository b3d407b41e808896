import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { describeReadError } from "./files.ts";

/** Folders where plans are kept, relative to the root of the repository. */
export const planFolders = ["plans", ".omo/plans", ".sisyphus/plans"];

/** Lists what is not to be looked at, in the form of a `.gitignore`; lies in the root of the repository. */
const ignoreFile = ".omoignore";

/** Never looked into: what is in them is not the user's. */
const foreignFolders: ReadonlySet<string> = new Set([".git", "node_modules"]);

/** Files to look at, and what was named but cannot be. */
export interface FoundPlans {
  readonly files: readonly FoundPlan[];
  readonly problems: readonly string[];
}

/** A file to look at. */
export interface FoundPlan {
  /** As the user gave it, or relative to the working directory. */
  readonly file: string;
  /** The user named this very file; otherwise it was found in a folder or by a glob, and may be no plan at all. */
  readonly named: boolean;
}

/**
 * Finds the files that the arguments stand for, each once, in their order: a file is itself, a folder all Markdown
 * files below it, a glob what it matches. Without arguments the folders where plans are kept.
 *
 * What is found, rather than named, is left out when `.omoignore` says so. `.gitignore` does not count: drafts of
 * plans are often kept out of git, and are what is to be looked at.
 */
export async function findPlans(named: readonly string[], root: string, cwd: string): Promise<FoundPlans> {
  const problems: string[] = [];
  const found: FoundPlan[] = [];
  const kept = planFolders.map((folder) => relative(cwd, join(root, folder)));
  for (const argument of named.length > 0 ? named : kept.filter((folder) => isDirectory(folder, cwd))) {
    const told = problems.length;
    const files = isDirectory(argument, cwd)
      ? walk(argument, cwd, problems)
      : isGlob(argument, cwd)
        ? await expand(argument, cwd)
        : null;
    if (files === null) found.push({ file: argument, named: true });
    else if (files.length === 0 && named.length > 0 && problems.length === told)
      problems.push(
        `${argument}: ${isDirectory(argument, cwd) ? "holds no Markdown file" : "matches no file"}`,
      );
    else found.push(...files.map((file) => ({ file, named: false })));
  }
  const isIgnored = await readIgnoreFile(root);
  const seen = new Set<string>();
  const files = found.filter(({ file, named }) => {
    const path = resolve(cwd, file);
    if (seen.has(path) || (!named && isIgnored(path))) return false;
    seen.add(path);
    return true;
  });
  return { files, problems };
}

function isDirectory(path: string, cwd: string): boolean {
  try {
    return statSync(resolve(cwd, path), { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    // Whoever reads it says what is wrong.
    return false;
  }
}

function isGlob(argument: string, cwd: string): boolean {
  return /[*?[\]{}]/.test(argument) && !existsSync(resolve(cwd, argument));
}

async function expand(pattern: string, cwd: string): Promise<string[]> {
  const { glob } = await import("tinyglobby");
  const ignore = [...foreignFolders].map((folder) => `**/${folder}/**`);
  const found = await glob(pattern, {
    cwd,
    dot: true,
    expandDirectories: false,
    followSymbolicLinks: false,
    ignore,
  });
  return found.sort();
}

/** The Markdown files below a folder, sorted. A folder in it that cannot be read is a problem, and no more. */
function walk(folder: string, cwd: string, problems: string[]): string[] {
  try {
    const entries = readdirSync(resolve(cwd, folder), { withFileTypes: true });
    return entries
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return foreignFolders.has(entry.name) ? [] : walk(path, cwd, problems);
        return entry.name.endsWith(".md") ? [path] : [];
      });
  } catch (error) {
    problems.push(`${folder}: ${describeReadError(error, folder, cwd)}`);
    return [];
  }
}

/** What the ignore file says of a path; nothing outside of the repository is ignored. */
async function readIgnoreFile(root: string): Promise<(path: string) => boolean> {
  const file = join(root, ignoreFile);
  if (!existsSync(file)) return () => false;
  const { default: ignore } = await import("ignore");
  const rules = ignore().add(readFileSync(file, "utf8"));
  return (path) => {
    const inside = relative(root, path).split(sep).join("/");
    return inside !== "" && !inside.startsWith("../") && rules.ignores(inside);
  };
}
