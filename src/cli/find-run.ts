import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { gitRoot } from "../run/git.ts";
import { runningRun } from "../run/lock.ts";
import { latestRun, type RecordedRun, readRun, runIds } from "../run/runs.ts";
import { closest } from "../suggest.ts";
import type { Context } from "./context.ts";
import { findPlace } from "./place.ts";

/** A recorded run that a command tells of, and where it is. */
export interface FoundRun {
  /** The git root. */
  readonly root: string;
  readonly run: RecordedRun;
  /** Whether a living process works on it. */
  readonly running: boolean;
}

/** Why a command has nothing to tell of, and what to do. */
export interface NotFound {
  readonly problem: string;
  readonly help?: string;
}

/** Where runs are looked for: the git root, and the plan's path in it; null for all plans. Throws `RunError` outside of git. */
export function findRuns(
  cwd: string,
  file: string | undefined,
): { readonly root: string; readonly file: string | null } {
  return file === undefined ? { root: gitRoot(cwd), file: null } : findPlace(cwd, file);
}

/**
 * The run that a command tells of. Throws `RunError` outside of git, and for a damaged journal.
 * @param file the plan as the user named it; undefined for the plan that was run last
 * @param id the run as the user named it; undefined for the latest
 */
export function findRun({ cwd }: Context, file: string | undefined, id?: string): FoundRun | NotFound {
  const place = findRuns(cwd, file);
  const { root } = place;
  if (id !== undefined && !runIds(root).includes(id)) {
    const meant = closest(id, runIds(root));
    const help = "`omo plan runs` lists them";
    return { problem: `there is no run ${id}${meant === null ? "" : `; did you mean ${meant}?`}`, help };
  }
  const run = id === undefined ? latestRun(root, place.file) : readRun(root, id);
  if (run === null)
    return id === undefined
      ? neverRun(cwd, file, place.file)
      : { problem: `run ${id} was cut off before it began: nothing is known of it` };
  if (place.file !== null && run.start.file !== place.file)
    return { problem: `run ${run.id} is of ${run.start.file}, not of ${place.file}` };
  return { root, run, running: runningRun(root, run.start.file) === run.id };
}

/**
 * Why there is no run of a plan.
 * @param given the plan as the user named it
 * @param file the same relative to the git root; null where none was named
 */
export function neverRun(cwd: string, given: string | undefined, file: string | null): NotFound {
  if (given === undefined) return { problem: "no plan has been run here; `omo plan run FILE` runs one" };
  if (!existsSync(resolve(cwd, given))) return { problem: `${given}: no such file, and no run of it` };
  return { problem: `${file} has not been run; \`omo plan run ${file}\` runs it` };
}

/** The id of the task that a label names, in any case; or why it names none. */
export function findTask(file: string, label: string, ids: readonly string[]): string | NotFound {
  const found = ids.find((id) => id.toLowerCase() === label.toLowerCase());
  if (found !== undefined) return found;
  const meant = closest(label, ids);
  return { problem: `${file} has no task ${label}${meant === null ? "" : `; did you mean ${meant}?`}` };
}
