import type { Event } from "../src/event.ts";
import { findMarked } from "../src/host/process-tree.ts";
import { type JournalEntry, readJournal } from "../src/run/journal.ts";
import { runPaths } from "../src/run/paths.ts";
import { runIds } from "../src/run/runs.ts";

/** The journal of a repository's newest run; empty where there is no run yet. */
export function entriesOf(repository: string): JournalEntry[] {
  const [run] = runIds(repository);
  return run ? readJournal(runPaths(repository, run).journal) : [];
}

/** Events of the newest run, in order. */
export function eventsOf(repository: string): Event[] {
  return entriesOf(repository).map((entry) => entry.event);
}

/** Events of one type. */
export function only<T extends Event["type"]>(
  events: readonly Event[],
  type: T,
): Extract<Event, { type: T }>[] {
  return events.filter((event): event is Extract<Event, { type: T }> => event.type === type);
}

/** Processes of the newest run that are still alive, those of its server and its checks. */
export function survivors(repository: string): number[] {
  const [run] = runIds(repository);
  return run ? findMarked("OMO_RUN", run) : [];
}
