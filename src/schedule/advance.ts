import {
  type Command,
  isStuck,
  isUnderWay,
  type RunState,
  type TaskRecord,
  type TaskState,
  takesPlace,
} from "../state.ts";
import { reachedBound } from "./budget.ts";
import { type Changed, newAttempt, newCheck, untouched } from "./records.ts";

/** A dependency that is not in the run can never be done. */
const unknown: TaskState = { name: "failed", reason: "not in the run" };

/** Blocks what can no longer run, starts what can, and says when nothing is left. `at`: milliseconds since 1970. */
export function advance(before: RunState, caused: readonly Command[], at: number): [RunState, Command[]] {
  if (before.phase !== "running") return [before, []];
  const tasks = blockStuck(before.tasks);
  const commands = [...caused];
  const exhausted = before.exhausted ?? reachedBound(before);
  if (exhausted !== null && before.exhausted === null && before.limits.budget.hard)
    for (const [id, { state }] of tasks)
      if (takesPlace(state) && "attempt" in state)
        commands.push({ type: "abort", task: id, attempt: state.attempt });
  const state: RunState = { ...before, tasks, exhausted };
  if (mayStart(state)) startReady(state, tasks, commands, at);
  if (isOver(state, tasks, at)) commands.push({ type: "finish" });
  return [state, commands];
}

/** Whether anything new may start at all. */
function mayStart({ paused, exhausted, limits, tasks }: RunState): boolean {
  if (paused || exhausted !== null) return false;
  return limits.keepGoing || ![...tasks.values()].some(({ state }) => state.name === "failed");
}

function blockStuck(before: RunState["tasks"]): Map<string, TaskRecord> {
  const tasks = new Map(before);
  // What was blocked may be free again: what it waited for has been moved on by a person.
  for (const [id, record] of before)
    if (record.state.name === "blocked") tasks.set(id, { ...record, state: untouched });
  let changed = true;
  while (changed) {
    changed = false;
    for (const [id, record] of tasks) {
      if (record.state.name !== "waiting") continue;
      const on = record.spec.dependsOn.find((one) => holdsUp(record, tasks.get(one)?.state ?? unknown));
      if (on === undefined) continue;
      tasks.set(id, { ...record, state: { name: "blocked", on } });
      changed = true;
    }
  }
  return tasks;
}

function holdsUp({ spec }: TaskRecord, state: TaskState): boolean {
  return isStuck(state) && !(spec.asked && isLeftOut(state));
}

/** Nothing of the run's own making: the user has left it out, or its author has set it aside. */
function isLeftOut(state: TaskState): boolean {
  return state.name === "skipped" || (state.name === "awaiting" && state.attempt === 0);
}

/** A task that is about to be done keeps its place for what waits for it, which may be more urgent than all else. */
function holdsPlace(state: TaskState): boolean {
  return takesPlace(state) || state.name === "integrating";
}

/** Whether all that a task depends on is done, or left out on the user's word. */
export function isFree({ spec }: TaskRecord, tasks: RunState["tasks"]): boolean {
  return spec.dependsOn.every((one) => {
    const state = tasks.get(one)?.state ?? unknown;
    return state.name === "done" || (spec.asked && isLeftOut(state));
  });
}

/** What was begun is gone on with before anything else starts; then what is furthest from the end of the plan. */
function startReady(state: RunState, tasks: Map<string, TaskRecord>, commands: Command[], at: number): void {
  let free =
    state.limits.maxParallel - [...tasks.values()].filter((record) => holdsPlace(record.state)).length;
  if (free <= 0) return;
  const ready = [...tasks].filter(
    ([, record]) =>
      record.state.name === "waiting" && (record.state.notBefore ?? 0) <= at && isFree(record, tasks),
  );
  const rankOf = (id: string) => state.ranks.get(id) ?? 0;
  const isBegun = ({ state: one }: TaskRecord) => (one.name === "waiting" && one.resume !== null ? 1 : 0);
  ready.sort(([a, one], [b, other]) => isBegun(other) - isBegun(one) || rankOf(b) - rankOf(a));
  for (const [id, record] of ready) {
    if (free-- <= 0) break;
    const begun = start(record);
    tasks.set(id, begun.record);
    commands.push(...begun.commands);
  }
}

/** Takes a task out of waiting: its first attempt, or what it had got to. */
function start(record: TaskRecord): Changed {
  const waiting = record.state.name === "waiting" ? record.state : untouched;
  if (waiting.resume?.name === "checking") return newCheck(record, { ...waiting.resume, round: 1 }, null);
  const attempts = waiting.resume === null ? record.attempts + 1 : record.attempts;
  return newAttempt({ ...record, attempts }, waiting);
}

/** Nothing goes on, and nothing will by itself. */
function isOver(state: RunState, tasks: ReadonlyMap<string, TaskRecord>, at: number): boolean {
  const records = [...tasks.values()];
  if (records.some((record) => isUnderWay(record.state))) return false;
  const waitsForClock = records.some(
    ({ state: one }) => one.name === "waiting" && one.notBefore !== null && one.notBefore > at,
  );
  if (waitsForClock && mayStart({ ...state, tasks })) return false;
  const waitsForPerson = state.paused || records.some(({ state: one }) => one.name === "awaiting");
  return !(state.limits.wait && waitsForPerson && state.exhausted === null);
}
