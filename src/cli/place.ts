import { realpathSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { gitRoot } from "../run/git.ts";

/** Where a plan lies, for running it. */
export interface PlanPlace {
  /** The git root, links resolved. */
  readonly root: string;
  /** The plan file itself, absolute, links resolved: what is locked and ticked. */
  readonly planFile: string;
  /** Its path in the repository with `/`: what journals call it. That of the link when it leads outside. */
  readonly file: string;
}

/**
 * Finds the repository of a plan. A plan reached through links is the same plan: one lock, one history. The file
 * may be gone; its directory's nearest living one then tells the repository. Throws `RunError` outside git.
 */
export function findPlace(cwd: string, path: string): PlanPlace {
  const given = resolve(cwd, path);
  let folder = dirname(given);
  while (!statOrNull(folder)?.isDirectory()) folder = dirname(folder);
  const root = gitRoot(realpathSync(folder));
  const named = join(realpathSync(folder), relative(folder, dirname(given)), basename(given));
  const planFile = statOrNull(given) ? realpathSync(given) : named;
  const isInside = planFile.startsWith(`${root}${sep}`);
  return {
    root,
    planFile,
    file: relative(root, isInside ? planFile : named)
      .split(sep)
      .join("/"),
  };
}

/** Null for what is not there, or cannot be looked at: links in a circle, names too long, closed directories. */
function statOrNull(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
