import type { Event } from "../event.ts";
import { happenedIn, type JournalEntry } from "../run/journal.ts";
import { step } from "../schedule.ts";
import { type Command, initialState, isUnderWay, type RunState } from "../state.ts";

/** The chain of tasks that a run's end waited for, as it really was. */
export interface CriticalPath {
  /** In order of time; empty where nothing was done about any task. None begins before the one before it has ended. */
  readonly links: readonly CriticalLink[];
  /** Milliseconds that the run took: those during which a process worked on it. */
  readonly elapsed: number;
  /** Milliseconds that its tasks took, all added up. */
  readonly work: number;
}

/** A stretch of time during which something was done about a task without a break. */
export interface CriticalLink {
  readonly task: string;
  /** Milliseconds of the run's own time, in which nobody counts while no process works on it. */
  readonly begin: number;
  readonly end: number;
  /**
   * What it began with. `start`: nothing was in its way. `dependency`: the end of the link before, which it depends
   * on. `place`: the end of the link before, which made room. `wait`: a person's word, the end of a wait for a provider,
   * or another that is no task's doing.
   */
  readonly after: "start" | "dependency" | "place" | "wait";
}

/** A link, and the positions of the entries with which it began and ended. */
interface Stint extends Omit<CriticalLink, "after"> {
  readonly first: number;
  readonly last: number;
}

/**
 * Walks from the task that ended last back to what it began after, and so on: the dependency that was done last, or
 * the task whose end made room for it. Waits for a slot of a model count as the task's own time, since no entry tells
 * of them.
 * @param entries the whole journal of a run
 */
export function criticalPath(entries: readonly JournalEntry[]): CriticalPath {
  const { stints, state } = stintsOf(entries);
  const links: CriticalLink[] = [];
  let stint = stints.at(-1);
  while (stint) {
    const { task, begin, end }: Stint = stint;
    const before = causeOf(stint, stints, state);
    links.unshift({ task, begin, end, after: before?.how ?? "start" });
    stint = before?.stint;
  }
  const work = stints.reduce((sum, { begin, end }) => sum + end - begin, 0);
  return { links, elapsed: state.elapsed, work };
}

/** All stints of a run in the order in which they ended, and the state it came to. */
function stintsOf(entries: readonly JournalEntry[]): { stints: Stint[]; state: RunState } {
  const stints: Stint[] = [];
  const open = new Map<string, { first: number; begin: number }>();
  const close = (task: string, last: number, end: number) => {
    const begun = open.get(task);
    if (begun && open.delete(task)) stints.push({ task, ...begun, last, end });
  };
  let state = initialState;
  for (const [position, { event, at }] of happenedIn(entries).entries()) {
    const [after, commands] = step(state, event, at);
    for (const task of touchedBy(event, commands, state, after)) {
      const record = after.tasks.get(task);
      if (record === undefined || !isUnderWay(record.state)) close(task, position, after.elapsed);
      else if (!open.has(task)) open.set(task, { first: position, begin: after.elapsed });
    }
    state = after;
  }
  for (const task of [...open.keys()]) close(task, entries.length, state.elapsed);
  return { stints, state };
}

/**
 * The tasks about which something may begin or end with an event: the one that it is of, and those of which it commands
 * something. Events of the whole run may touch all.
 */
function touchedBy(
  event: Event,
  commands: readonly Command[],
  before: RunState,
  after: RunState,
): Iterable<string> {
  if (event.type === "criterion.checked") return [];
  if ("task" in event && event.task !== null)
    return [event.task, ...commands.flatMap((command) => ("task" in command ? command.task : []))];
  return new Set([...before.tasks.keys(), ...after.tasks.keys()]);
}

/** What a stint began after; null where nothing was in its way. */
function causeOf(
  { task, first }: Stint,
  stints: readonly Stint[],
  state: RunState,
): { stint: Stint; how: CriticalLink["after"] } | null {
  const dependsOn = state.tasks.get(task)?.spec.dependsOn ?? [];
  // What the scheduler starts it starts with the entry that made it possible.
  const ended = stints.filter(({ last }) => last === first);
  const dependency = ended.find((one) => dependsOn.includes(one.task));
  if (dependency) return { stint: dependency, how: "dependency" };
  const [other] = ended;
  if (other) return { stint: other, how: "place" };
  const earlier = stints.findLast(
    (one) => one.last < first && (one.task === task || dependsOn.includes(one.task)),
  );
  return earlier ? { stint: earlier, how: "wait" } : null;
}
