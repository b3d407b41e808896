import { statSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { fold } from "../schedule.ts";
import type { RunState } from "../state.ts";
import { happenedIn, type JournalEntry, readJournal, rewriteJournal } from "./journal.ts";

/** Journals smaller than this are left as they are, in bytes. */
const worthIt = 1_000_000;

/** The most that stays of what a command printed whose result no longer counts, in UTF-16 units. */
const mostOutput = 200;

/**
 * A journal with what nobody needs any more taken out: refused events, and what commands printed whose results later
 * ones have replaced (the whole of it lies in files of its own). Null where that is not worth it, or where the state
 * would not be the same: a journal is never made another one.
 * @param bytes how large it is
 */
export function compactEntries(entries: readonly JournalEntry[], bytes: number): JournalEntry[] | null {
  if (bytes < worthIt) return null;
  const counting = countingResults(entries);
  const kept: JournalEntry[] = [];
  for (const entry of entries) {
    if (entry.event.type === "event.refused") continue;
    const event = counting.has(entry.seq) ? entry.event : shortened(entry.event);
    kept.push({ ...entry, seq: kept.length + 1, event });
  }
  const before = essence(fold(happenedIn(entries)));
  return isDeepStrictEqual(essence(fold(happenedIn(kept))), before) ? kept : null;
}

/** Makes a journal that has grown large smaller. Nobody may have it open; whoever calls holds the plan's lock. */
export function compactJournal(path: string): void {
  const { size } = statSync(path);
  if (size < worthIt) return;
  const compacted = compactEntries(readJournal(path), size);
  if (compacted !== null) rewriteJournal(path, compacted);
}

/** Positions of the results that the state still holds: the last of each criterion, and what came with it. */
function countingResults(entries: readonly JournalEntry[]): ReadonlySet<number> {
  const last = new Map<string, number>();
  for (const { seq, event } of entries)
    if (event.type === "criterion.checked") last.set(`${event.result.index} ${event.task}`, seq);
  return new Set(last.values());
}

function shortened(event: JournalEntry["event"]): JournalEntry["event"] {
  if (event.type !== "criterion.checked" || event.result.output.length <= mostOutput) return event;
  const output = `${event.result.output.slice(0, mostOutput)}\n[left out: a later check has replaced this one]\n`;
  return { ...event, result: { ...event.result, output } };
}

/** All of a state but what is kept only to be quick about it. */
function essence({ tasks, agenda: _, outline: __, ...rest }: RunState): unknown {
  return { ...rest, tasks: [...tasks.values()] };
}
