import type { JournalEntry } from "./journal.ts";
import { readRun, runIds } from "./runs.ts";

/** Runs that are looked at for how long tasks take, the newest. */
const mostRuns = 20;

/** How long a task is taken to be of which nothing is known, in milliseconds: all are then alike. */
export const unknownDuration = 60_000;

/**
 * How long done tasks took in earlier runs of a repository, in milliseconds in the mean, by category (`""` for none).
 * Runs that cannot be read tell nothing.
 */
export function measuredDurations(root: string): ReadonlyMap<string, number> {
  const sums = new Map<string, { total: number; count: number }>();
  for (const id of runIds(root).slice(0, mostRuns)) {
    for (const [category, duration] of durationsIn(entriesOf(root, id))) {
      const { total, count } = sums.get(category) ?? { total: 0, count: 0 };
      sums.set(category, { total: total + duration, count: count + 1 });
    }
  }
  return new Map([...sums].map(([category, { total, count }]) => [category, Math.max(1, total / count)]));
}

function entriesOf(root: string, id: string): readonly JournalEntry[] {
  try {
    return readRun(root, id)?.entries ?? [];
  } catch {
    return [];
  }
}

/** From the first session of a task to its tick; what was cut off in between says nothing. */
function durationsIn(entries: readonly JournalEntry[]): [category: string, duration: number][] {
  const categories = new Map<string, string>();
  const begun = new Map<string, number>();
  const found: [string, number][] = [];
  for (const { event, at } of entries) {
    if (event.type === "run.started")
      for (const { id, category, final } of event.tasks) if (!final) categories.set(id, category ?? "");
    if (event.type === "run.resumed") begun.clear();
    if (event.type === "session.opened" && !begun.has(event.task)) begun.set(event.task, Date.parse(at));
    const start = event.type === "tick.ended" ? begun.get(event.task) : undefined;
    if (event.type !== "tick.ended" || start === undefined) continue;
    const category = categories.get(event.task);
    if (category !== undefined) found.push([category, Date.parse(at) - start]);
  }
  return found;
}
