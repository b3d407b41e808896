import { readdirSync } from "node:fs";
import { basename } from "node:path";
import type { RunStarted } from "../event.ts";
import { fold } from "../schedule.ts";
import { isUnderWay, type RunState } from "../state.ts";
import { RunError, systemCode } from "./errors.ts";
import { happenedIn, type JournalEntry, readFirstEvent, readJournal } from "./journal.ts";
import { locksDirectory, runPaths, runsDirectory } from "./paths.ts";

/** A run as its journal tells it. */
export interface RecordedRun {
  readonly id: string;
  readonly start: RunStarted;
  readonly entries: readonly JournalEntry[];
}

/** Ids of all runs of a repository, newest first. */
export function runIds(root: string): string[] {
  try {
    return readdirSync(runsDirectory(root), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== basename(locksDirectory(root)))
      .map((entry) => entry.name)
      .sort()
      .reverse();
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return [];
    throw error;
  }
}

/** One run; null when its journal is missing or was cut off before its first event. Throws `RunError` for a damaged one. */
export function readRun(root: string, id: string): RecordedRun | null {
  const entries = absentAsNull(() => readJournal(runPaths(root, id).journal)) ?? [];
  const start = entries[0]?.event;
  return start?.type === "run.started" ? { id, start, entries } : null;
}

/**
 * The newest run of a plan, or of any plan when `file` (relative to the root) is null. Runs of other plans may be
 * damaged as they like; the run that is looked for throws `RunError` if it is.
 */
export function latestRun(root: string, file: string | null): RecordedRun | null {
  for (const id of runIds(root)) {
    const first = absentAsNull(() => readFirstEvent(runPaths(root, id).journal));
    if (first?.type === "run.started" && (file === null || first.file === file)) return readRun(root, id);
  }
  return null;
}

/** The plan's newest run, as far as it helps a new one: a damaged one does not, and does not hinder either. */
export function earlierRun(root: string, file: string): RecordedRun | null {
  try {
    return latestRun(root, file);
  } catch (error) {
    if (error instanceof RunError) return null;
    throw error;
  }
}

/** Whether nothing is left to do in a run, for better or worse. */
export function isFinished({ entries }: Pick<RecordedRun, "entries">): boolean {
  return isFinishedState(fold(happenedIn(entries)));
}

/** The same of a run that has been folded already. */
export function isFinishedState({ phase, tasks }: RunState): boolean {
  return (
    phase === "ended" && [...tasks.values()].every((r) => r.state.name !== "waiting" && !isUnderWay(r.state))
  );
}

function absentAsNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
}
