import { readdirSync } from "node:fs";
import type { RunStarted } from "../event.ts";
import { systemCode } from "./errors.ts";
import { type JournalEntry, readJournal } from "./journal.ts";
import { runPaths, runsDirectory } from "./paths.ts";

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
      .filter((entry) => entry.isDirectory())
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
  let entries: JournalEntry[];
  try {
    entries = readJournal(runPaths(root, id).journal);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
  const start = entries[0]?.event;
  return start?.type === "run.started" ? { id, start, entries } : null;
}

/** The newest run of a plan, or of any plan when `file` (relative to the root) is null. */
export function latestRun(root: string, file: string | null): RecordedRun | null {
  for (const id of runIds(root)) {
    const run = readRun(root, id);
    if (run && (file === null || run.start.file === file)) return run;
  }
  return null;
}
