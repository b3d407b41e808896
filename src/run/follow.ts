import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { RunError, systemCode } from "./errors.ts";
import { type JournalEntry, parseLine } from "./journal.ts";
import { runningRun } from "./lock.ts";
import { runPaths } from "./paths.ts";
import type { RecordedRun } from "./runs.ts";

/** How often a run is looked at from outside, in milliseconds. */
const pollInterval = 250;

/** What was written to a journal since the last look. */
export interface Look {
  readonly entries: readonly JournalEntry[];
  /** Whether a process works on the run; false in the last look only. */
  readonly running: boolean;
}

/**
 * Follows a run from its first entry for as long as a process works on it: all that there is at once, then what comes,
 * in looks that find nothing too. Throws `RunError` when the journal is damaged or has gone.
 */
export async function* followRun(root: string, { id, start }: RecordedRun): AsyncGenerator<Look, void> {
  const read = tailJournal(runPaths(root, id).journal);
  for (;;) {
    // Asked first: what is written before a process goes away is then read after it.
    const running = runningRun(root, start.file) === id;
    yield { entries: read(), running };
    if (!running) return;
    await setTimeout(pollInterval);
  }
}

/**
 * Reads a journal that another process writes: each call gives the entries since the one before. A line that is not
 * whole yet is left for the next call.
 */
export function tailJournal(path: string): () => JournalEntry[] {
  let offset = 0;
  let lines = 0;
  return () => {
    const bytes = readFrom(path, offset);
    const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
    offset += whole.length;
    return whole
      .toString("utf8")
      .split("\n")
      .slice(0, -1)
      .map((line) => parseLine(path, line, ++lines));
  };
}

function readFrom(path: string, offset: number): Buffer {
  let fd: number;
  try {
    fd = openSync(path, "r");
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
    throw new RunError(`${path} was deleted`, "something cleaned .omo/runs, such as `git clean -x`");
  }
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(fd).size - offset));
    return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, offset));
  } finally {
    closeSync(fd);
  }
}
