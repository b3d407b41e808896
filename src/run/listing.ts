import { relative } from "node:path";
import { RunError, systemCode } from "./errors.ts";
import { type JournalEntry, readFirstEvent, readJournal } from "./journal.ts";
import { runPaths } from "./paths.ts";
import { type RecordedRun, runIds } from "./runs.ts";

/** A run whose journal cannot be read. */
export interface DamagedRun {
  readonly id: string;
  /** The plan's path relative to the root; null where the journal's beginning does not tell any more. */
  readonly plan: string | null;
  /** What is wrong with it; paths are relative to the root. */
  readonly problem: string;
}

/**
 * The runs of a repository, newest first. Those without a single event are left out: nothing is known of them.
 * @param file only those of this plan, relative to the root, and those of which nobody can tell the plan; null for all
 */
export function listRuns(root: string, file: string | null): (RecordedRun | DamagedRun)[] {
  return runIds(root).flatMap((id) => {
    const listed = listRun(root, id);
    if (listed === null) return [];
    const plan = "problem" in listed ? listed.plan : listed.start.file;
    return file === null || plan === null || plan === file ? [listed] : [];
  });
}

function listRun(root: string, id: string): RecordedRun | DamagedRun | null {
  const { journal } = runPaths(root, id);
  const damaged = (problem: string): DamagedRun => ({
    id,
    plan: planOf(journal),
    problem: problem.replaceAll(journal, relative(root, journal)),
  });
  let entries: readonly JournalEntry[];
  try {
    entries = readJournal(journal);
  } catch (error) {
    if (error instanceof RunError) return damaged(error.message);
    const code = systemCode(error);
    if (code === undefined) throw error;
    return code === "ENOENT" ? null : damaged(`${journal}: cannot be read (${code})`);
  }
  const [first] = entries;
  if (first === undefined) return null;
  return first.event.type === "run.started"
    ? { id, start: first.event, entries }
    : damaged(`${journal}:1: the journal is damaged (it begins with ${first.event.type})`);
}

function planOf(journal: string): string | null {
  try {
    const first = readFirstEvent(journal);
    return first?.type === "run.started" ? first.file : null;
  } catch {
    return null;
  }
}
