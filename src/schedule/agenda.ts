import { List } from "immutable";
import { type Agenda, byMoment, byTurn, type Counts, type Watchers } from "../state/agenda.ts";
import { changeRun, changeTask } from "../state/change.ts";
import { push } from "../state/heap.ts";
import { Table } from "../state/table.ts";
import { isStuck, isUnderWay, type RunState, type TaskRecord, type TaskState, takesPlace } from "../state.ts";
import { outlineOf } from "./order.ts";
import { untouched } from "./records.ts";

/** The state with these tasks, whatever it held before: what follows from them is worked out from the beginning. */
export function withTasks(state: RunState, records: readonly TaskRecord[]): RunState {
  const tasks = Table.of(records.map((record): [string, TaskRecord] => [record.spec.id, record]));
  const outline = outlineOf(records.map(({ spec }) => spec));
  let counts = none;
  for (const record of records) counts = counted(counts, record.state, 1);
  const watched = List<Watchers>(records.map(() => null));
  const next: RunState = changeRun(state, {
    tasks,
    outline,
    agenda: { ready: null, later: null, watched, counts },
  });
  return settleAll(
    next,
    records.map((_, task) => ({ task, hasTurn: false })),
  );
}

/**
 * The state with another record of a task, and all that follows for those that wait for it: what can no longer run is
 * blocked, what was blocked by it alone is free again. Starts nothing.
 */
export function put(state: RunState, record: TaskRecord): RunState {
  const position = state.tasks.position(record.spec.id);
  if (position === undefined) return state;
  const unsettled: Unsettled[] = [];
  const next = replace(state, position, record, unsettled);
  return settleAll(next, unsettled);
}

/** A task for which something has changed; with a turn, it has been put where its turn comes, or looks at another. */
interface Unsettled {
  readonly task: number;
  readonly hasTurn: boolean;
}

/** A loop and no recursion: one failure may block thousands of tasks, one behind the other. */
function settleAll(state: RunState, unsettled: Unsettled[]): RunState {
  let next = state;
  for (let one = unsettled.pop(); one !== undefined; one = unsettled.pop())
    next = settle(next, one, unsettled);
  return next;
}

/** Another record for a task; adds those to `unsettled` for whom that makes a difference. */
function replace(state: RunState, position: number, record: TaskRecord, unsettled: Unsettled[]): RunState {
  const before = state.tasks.at(position).state;
  const after = record.state;
  const tasks = state.tasks.with(position, record);
  // Most events change what is known of a task, and not where it stands.
  if (after === before) return changeRun(state, { tasks });
  const counts = counted(counted(state.agenda.counts, before, -1), after, 1);
  let { watched } = state.agenda;
  if (isStuck(before) !== isStuck(after) || isLeftOut(before) !== isLeftOut(after))
    for (const task of state.outline.dependents[position] ?? []) unsettled.push({ task, hasTurn: true });
  const mayDo = (state: TaskState) => state.name === "done" || isLeftOut(state);
  if (mayDo(after) && !mayDo(before)) {
    for (let rest = watched.get(position); rest; rest = rest.next)
      unsettled.push({ task: rest.task, hasTurn: false });
    watched = watched.set(position, null);
  }
  if (after.name === "waiting") unsettled.push({ task: position, hasTurn: false });
  const { ready, later } = state.agenda;
  return changeRun(state, { tasks, agenda: { ready, later, watched, counts } });
}

/** Finds the place of a task that waits or is blocked: blocked, looking at what it waits for, or where its turn comes. */
function settle(state: RunState, { task, hasTurn }: Unsettled, unsettled: Unsettled[]): RunState {
  const record = state.tasks.at(task);
  const one = record.state;
  if (one.name !== "waiting" && one.name !== "blocked") return state;
  const unmet = firstUnmet(state, task);
  if (unmet?.isStuck) {
    const on = unmet.task === -1 ? unknownOf(state, record) : state.tasks.at(unmet.task).spec.id;
    if (one.name === "blocked" && one.on === on) return state;
    return replace(state, task, changeTask(record, { state: { name: "blocked", on } }), unsettled);
  }
  if (one.name === "blocked")
    return replace(state, task, changeTask(record, { state: untouched }), unsettled);
  if (hasTurn) return state;
  const agenda = unmet === null ? enlist(state, task, one.notBefore) : watch(state.agenda, unmet.task, task);
  return changeRun(state, { agenda });
}

/** Whether all that a task depends on is done, or left out on the user's word; else the first that is not. */
export function firstUnmet(
  { tasks, outline }: RunState,
  position: number,
): { readonly task: number; readonly isStuck: boolean } | null {
  const { asked } = tasks.at(position).spec;
  let unmet: number | null = null;
  for (const on of outline.dependencies[position] ?? []) {
    // What is not in the run can never be done.
    if (on === -1) return { task: on, isStuck: true };
    const { state } = tasks.at(on);
    if (isMet(asked, state)) continue;
    if (isStuck(state)) return { task: on, isStuck: true };
    unmet ??= on;
  }
  return unmet === null ? null : { task: unmet, isStuck: false };
}

/** Whether a dependency keeps a task no longer: it is done, or left out, and the task itself was asked for. */
export function isMet(asked: boolean, state: TaskState): boolean {
  return state.name === "done" || (asked && isLeftOut(state));
}

/** Lets a task that waits look at one that it waits for. */
export function watch(agenda: Agenda, on: number, task: number): Agenda {
  return {
    ...agenda,
    watched: agenda.watched.update(on, null, (next) => ({ task, next: next ?? null })),
  };
}

/** Puts a task that waits for no other task where its turn comes, now or at a moment. */
export function enlist({ tasks, outline, agenda }: RunState, task: number, notBefore: number | null): Agenda {
  const { state } = tasks.at(task);
  if (notBefore !== null)
    return { ...agenda, later: push(agenda.later, { task, state, at: notBefore }, byMoment) };
  const begun = state.name === "waiting" && state.resume !== null;
  const turn = { task, state, begun, rank: outline.ranks[task] ?? 0 };
  return { ...agenda, ready: push(agenda.ready, turn, byTurn) };
}

/** Nothing of the run's own making: the user has left it out, or its author has set it aside. */
function isLeftOut(state: TaskState): boolean {
  return state.name === "skipped" || (state.name === "awaiting" && state.attempt === 0);
}

function unknownOf({ tasks }: RunState, { spec }: TaskRecord): string {
  return spec.dependsOn.find((on) => !tasks.has(on)) ?? "";
}

const none: Counts = { underWay: 0, places: 0, failed: 0, awaiting: 0 };

function counted(counts: Counts, state: TaskState, by: 1 | -1): Counts {
  return {
    underWay: counts.underWay + (isUnderWay(state) ? by : 0),
    // What is about to be done keeps its place for what waits for it, which may be more urgent than all else.
    places: counts.places + (takesPlace(state) || state.name === "integrating" ? by : 0),
    failed: counts.failed + (state.name === "failed" ? by : 0),
    awaiting: counts.awaiting + (state.name === "awaiting" ? by : 0),
  };
}
