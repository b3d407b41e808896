import type { Event } from "../event.ts";
import type { JournalEntry } from "../run/journal.ts";
import type { Standing } from "../run/view.ts";

/** What there is to say of tasks beside the scheduler's reasons. */
export interface Known {
  /** The plan's path, as a command takes it. */
  readonly plan: string;
  /** Null where there is no run yet: then it is told what a new one would do. */
  readonly standing: Standing | null;
  readonly entries: readonly JournalEntry[];
  /** When each task came into its state, and the moment of asking; milliseconds since 1970. */
  readonly since: ReadonlyMap<string, number>;
  readonly now: number;
  /** Slots that the run waits for. */
  readonly slots: readonly AwaitedSlot[];
}

/** A slot that the process of the run waits for. */
export interface AwaitedSlot {
  /** `model:<provider/model>`, `provider:<provider>` or `default`. */
  readonly key: string;
  readonly limit: number;
  /** Who has them, in words. */
  readonly holders: readonly string[];
}

/** What is said of a task: the rest of a sentence that begins with it, and what is to be said below. */
export interface Phrase {
  readonly text: string;
  readonly details: readonly string[];
}

/** The latest event of a task that is of one type. */
export function latest<T extends Event["type"]>(
  { entries }: Known,
  task: string,
  type: T,
): Extract<Event, { type: T }> | undefined {
  return entries.findLast(({ event }) => event.type === type && "task" in event && event.task === task)
    ?.event as Extract<Event, { type: T }> | undefined;
}
