import { byMoment, byTurn } from "../state/agenda.ts";
import { changeRun, changeTask } from "../state/change.ts";
import { pop } from "../state/heap.ts";
import { type Command, type RunState, type TaskRecord, takesPlace } from "../state.ts";
import { enlist, firstUnmet, put, watch } from "./agenda.ts";
import { nearedBudgets, reachedBound } from "./budget.ts";
import { type Changed, newAttempt, newCheck, untouched } from "./records.ts";

/** Starts what can start, and says when nothing is left. `at`: milliseconds since 1970. */
export function advance(before: RunState, caused: readonly Command[], at: number): [RunState, Command[]] {
  if (before.phase !== "running") return [before, []];
  const commands = [...caused];
  const exhausted = before.exhausted ?? reachedBound(before);
  if (exhausted !== null && before.limits.budget.hard)
    commands.push(...(before.exhausted === null ? abortsOfAll(before) : abortsOf(caused)));
  let state: RunState = exhausted === before.exhausted ? before : changeRun(before, { exhausted });
  const neared = nearedBudgets(state);
  if (neared.length > 0) {
    state = changeRun(state, { neared: new Set([...state.neared, ...neared.map(({ kind }) => kind)]) });
    for (const { kind, share } of neared) commands.push({ type: "warn", budget: kind, share });
  }
  if (mayStart(state)) state = startReady(withDue(state, at), commands);
  if (isOver(state)) commands.push({ type: "finish" });
  return [state, commands];
}

/** Ends all that goes on. */
function abortsOfAll({ tasks }: RunState): Command[] {
  return [...tasks].flatMap(([task, { state }]): Command[] =>
    takesPlace(state) && "attempt" in state ? [{ type: "abort", task, attempt: state.attempt }] : [],
  );
}

/** Ends what is about to begin: one step of a task may have followed from another at the very end. */
function abortsOf(caused: readonly Command[]): Command[] {
  return caused.flatMap((command): Command[] =>
    command.type !== "abort" && "attempt" in command
      ? [{ type: "abort", task: command.task, attempt: command.attempt }]
      : [],
  );
}

/** Whether anything new may start at all. */
function mayStart({ paused, exhausted, limits, agenda }: RunState): boolean {
  return !paused && exhausted === null && (limits.keepGoing || agenda.counts.failed === 0);
}

/** Lets those go on whose moment has come, and forgets moments that nobody waits for any more. */
function withDue(before: RunState, at: number): RunState {
  let state = before;
  for (let { later } = state.agenda; later !== null; later = state.agenda.later) {
    const { task, state: one, at: moment } = later.first;
    const applies = state.tasks.at(task).state === one;
    if (applies && moment > at) break;
    const agenda = { ...state.agenda, later: pop(later, byMoment) };
    state = changeRun(state, { agenda });
    if (applies) state = changeRun(state, { agenda: enlist(state, task, null) });
  }
  return state;
}

/** What was begun is gone on with before anything else starts; then what is furthest from the end of the plan. */
function startReady(before: RunState, commands: Command[]): RunState {
  let state = before;
  while (state.agenda.ready !== null && state.agenda.counts.places < state.limits.maxParallel) {
    const { ready } = state.agenda;
    const { task, state: one } = ready.first;
    state = changeRun(state, { agenda: { ...state.agenda, ready: pop(ready, byTurn) } });
    const record = state.tasks.at(task);
    // It has moved on since it was put here.
    if (record.state !== one) continue;
    const unmet = firstUnmet(state, task);
    if (unmet !== null) {
      // What it waits for was done, and is to be done again.
      state = changeRun(state, { agenda: watch(state.agenda, unmet.task, task) });
      continue;
    }
    const begin = start(record);
    state = put(state, begin.record);
    commands.push(...begin.commands);
  }
  return state;
}

/** Takes a task out of waiting: its first attempt, or what it had got to. */
function start(record: TaskRecord): Changed {
  const waiting = record.state.name === "waiting" ? record.state : untouched;
  if (waiting.resume?.name === "checking") {
    // What nobody has attempted is checked as an attempt of its own.
    const attempt = record.claim === null ? waiting.resume.attempt : record.attempt + 1;
    return newCheck(changeTask(record, { attempt }), { ...waiting.resume, attempt, round: 1 }, null);
  }
  const attempts = waiting.resume === null ? record.attempts + 1 : record.attempts;
  return newAttempt(changeTask(record, { attempts }), waiting);
}

/** Nothing goes on, and nothing will by itself. */
function isOver(state: RunState): boolean {
  const { counts, later } = state.agenda;
  if (counts.underWay > 0) return false;
  // Those whose moment has come have started, where anything may.
  if (later !== null && mayStart(state)) return false;
  const waitsForPerson = state.paused || counts.awaiting > 0 || state.held.size > 0;
  return !(state.limits.wait && waitsForPerson && state.exhausted === null);
}
