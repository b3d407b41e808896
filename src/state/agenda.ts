import type { List } from "immutable";
import type { Heap } from "./heap.ts";

/*
 * What follows from the states of all tasks and is needed at each step, kept up to date rather than worked out anew:
 * with thousands of tasks every look at all of them would be paid for at every event. Tasks are named by their
 * position in the plan.
 */

/** The plan's dependencies, which stay as they are from one edit of the plan to the next. */
export interface Outline {
  /** By task, what it waits for; -1 for a task that is not in the run. */
  readonly dependencies: readonly (readonly number[])[];
  /** By task, what waits for it. */
  readonly dependents: readonly (readonly number[])[];
  /** By task, the longest way to the end of the plan, itself included; milliseconds as expected. */
  readonly ranks: readonly number[];
}

/** Who may start, who waits for what, and how many tasks there are of those that matter. */
export interface Agenda {
  /**
   * Tasks that wait for nothing but a place, those first that are to be started first. One that has moved on since stays
   * in it until it is its turn: whoever takes it out looks whether it still applies.
   */
  readonly ready: Heap<Turn>;
  /** Tasks that are not to go on before a moment, the earliest first; likewise. */
  readonly later: Heap<Moment>;
  /** By task, those that look at it: of all that a task waits for it looks at one that is not done. */
  readonly watched: List<Watchers>;
  readonly counts: Counts;
}

/** Tasks that look at one, as a chain. */
export type Watchers = { readonly task: number; readonly next: Watchers } | null;

/** A task's place in the order of starts. */
export interface Turn {
  readonly task: number;
  /** The very state that it waits in: in any other it has moved on, and this turn is no longer its. */
  readonly state: object;
  /** It was begun before, and is gone on with before anything new starts. */
  readonly begun: boolean;
  readonly rank: number;
}

/** A task, and when it may go on; milliseconds since 1970. */
export interface Moment {
  readonly task: number;
  /** As for a turn. */
  readonly state: object;
  readonly at: number;
}

/** How many tasks are in states that decide what the run may do. */
export interface Counts {
  /** Something is done about them just now. */
  readonly underWay: number;
  /** They hold a place. */
  readonly places: number;
  readonly failed: number;
  readonly awaiting: number;
}

/** What was begun, then what is furthest from the end of the plan, then as the plan has them. */
export function byTurn(a: Turn, b: Turn): number {
  if (a.begun !== b.begun) return a.begun ? -1 : 1;
  return b.rank - a.rank || a.task - b.task;
}

/** The earliest, then as the plan has them. */
export function byMoment(a: Moment, b: Moment): number {
  return a.at - b.at || a.task - b.task;
}
