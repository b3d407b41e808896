import type { Event } from "./event.ts";
import { advance } from "./schedule/advance.ts";
import { put, withTasks } from "./schedule/agenda.ts";
import { applyEdit } from "./schedule/edits.ts";
import { applyWord } from "./schedule/person.ts";
import { firstRecord, type TaskEvent, waitingFor } from "./schedule/records.ts";
import { takeOverRun } from "./schedule/resume.ts";
import { applyToTask } from "./schedule/task.ts";
import { changeRun, changeTask } from "./state/change.ts";
import { type Command, initialState, type RunState, type TaskRecord } from "./state.ts";
import { addUsage, isNothing } from "./usage.ts";

/*
 * The scheduler: `step(state, event, at) → [state, commands]`, pure and total. Events say what happened; the state is
 * their fold; commands say what the runner is to do next. To resume is to fold the journal and add `run.resumed`.
 */

/** An event, and when it happened in milliseconds since 1970: all that the scheduler knows of time. */
export interface Happened {
  readonly event: Event;
  readonly at: number;
}

/** Takes one event into the state and says what follows from it. Never throws, whatever the order of events. */
export function step(state: RunState, event: Event, at: number): [RunState, Command[]] {
  if (event.type === "event.refused") return [state, []];
  const timed = withTime(state, event, at);
  const next = apply(timed, event, at);
  if (typeof next === "string") {
    const refused: Command = { type: "refuse", event, why: next };
    // What was used was used, whoever it was for.
    const spent = "usage" in event ? withProviders(state, event) : state;
    return spent === state ? [state, [refused]] : advance(spent, [refused], at);
  }
  // What a claim sets free is started by the resume that follows it.
  if (event.type === "task.claimed") return [next.state, []];
  return advance(next.state, next.commands, at);
}

/** The state after all that happened; the commands it once caused are not repeated. */
export function fold(entries: Iterable<Happened>): RunState {
  let state = initialState;
  for (const { event, at } of entries) [state] = step(state, event, at);
  return state;
}

interface Applied {
  readonly state: RunState;
  readonly commands: readonly Command[];
}

/** The direct effect of an event, or why there is none. */
function apply(
  state: RunState,
  event: Exclude<Event, { type: "event.refused" }>,
  at: number,
): Applied | string {
  switch (event.type) {
    case "run.started": {
      if (state.phase !== "new") return "the run has started already";
      const begun: RunState = changeRun(state, { phase: "running", limits: event.limits });
      const started = withTasks(begun, event.tasks.map(firstRecord));
      return { state: started, commands: wakes(started, at) };
    }
    case "run.reopened":
      if (state.phase === "new") return "the run has not started";
      // What a process left under way goes on when the run does, and nothing begins before.
      return {
        state: changeRun(state, { phase: state.phase === "running" ? "stopping" : state.phase }),
        commands: [],
      };
    case "run.resumed": {
      if (state.phase === "new") return "the run has not started";
      const { state: taken, commands } = takeOverRun(state, event.limits, at);
      return { state: taken, commands: [...commands, ...wakes(taken, at)] };
    }
    case "run.interrupted":
      return state.phase === "running"
        ? { state: changeRun(state, { phase: "stopping" }), commands: [] }
        : "nothing runs";
    case "run.ended":
      return state.phase === "running" || state.phase === "stopping"
        ? { state: changeRun(state, { phase: "ended" }), commands: [] }
        : "nothing runs";
    case "server.started":
    case "server.stopped":
    case "clock.rang":
    case "budget.neared":
      return { state, commands: [] };
    case "plan.edited":
      return state.phase === "running" || state.phase === "stopping"
        ? applyEdit(state, event)
        : "nothing runs";
    case "person.said":
      return state.phase === "new" ? "the run has not started" : applyWord(state, event);
    default: {
      const open = state.phase === "running" || state.phase === "stopping";
      if (!open && !(event.type === "task.claimed" && state.phase === "ended")) return "nothing runs";
      return applyTaskEvent(state, event, at);
    }
  }
}

function applyTaskEvent(state: RunState, event: TaskEvent, at: number): Applied | string {
  const record = state.tasks.get(event.task);
  if (!record)
    return event.type === "usage.counted"
      ? { state: withProviders(state, event), commands: [] }
      : "no such task";
  const changed = applyToTask(state.limits, withUsage(record, event), event, at);
  if (typeof changed === "string") return changed;
  const next = put(withProviders(state, event), changed.record);
  return event.type === "review.ended" && event.review?.verdict === "REJECT"
    ? reopen(next, changed.record, event.review, changed.commands)
    : { state: next, commands: changed.commands };
}

/** What an event tells of models and their providers: what they have used, and which of them rest. */
function withProviders(state: RunState, event: TaskEvent): RunState {
  if ("usage" in event)
    return isNothing(event.usage) ? state : changeRun(state, { usage: addUsage(state.usage, event.usage) });
  if (event.type !== "model.fell-back") return state;
  const resting = new Map(state.resting).set(event.model ?? "", Date.parse(event.until));
  return changeRun(state, { resting });
}

/** Sends back the tasks that a final review has named, unless it has run out of rounds. */
function reopen(
  state: RunState,
  reviewer: TaskRecord,
  review: { readonly reasons: readonly string[]; readonly reopen: readonly string[] },
  caused: readonly Command[],
): Applied {
  if (reviewer.state.name !== "waiting") return { state, commands: caused };
  let next = state;
  const commands = [...caused];
  const trouble = `The final review ${reviewer.spec.id} has sent this task back:\n${review.reasons.map((reason) => `- ${reason}`).join("\n")}`;
  for (const id of review.reopen) {
    const record = next.tasks.get(id);
    // What is done on a person's word is not a reviewer's to undo.
    if (record?.state.name !== "done" || record.state.by === "user" || record.spec.final) continue;
    const { attempt } = record;
    const again = waitingFor({ name: "running", attempt, session: null }, "retry");
    next = put(
      next,
      changeTask(record, {
        state: { name: "reopening", attempt, after: again },
        attempts: record.attempts + 1,
        trouble,
        results: [],
        strikes: 0,
        recovered: false,
        evidence: null,
      }),
    );
    commands.push({ type: "untick", task: id });
  }
  const named = [...next.tasks.values()].some((record) => record.state.name === "reopening");
  if (named) return { state: next, commands };
  // It has named none that could be sent back: that is a rejection like any other.
  const reason = `rejected: ${review.reasons.join("; ")}`;
  return { state: put(next, changeTask(reviewer, { state: { name: "failed", reason } })), commands };
}

/** The bell for the end of the run's time. */
function wakes({ limits, elapsed }: RunState, at: number): Command[] {
  const { time } = limits.budget;
  return time === null ? [] : [{ type: "wake", at: at + Math.max(0, time - elapsed) }];
}

/** Counts the time during which a process works on the run: none between a cut-off and what begins the next one. */
function withTime(state: RunState, event: Event, at: number): RunState {
  const isGap = event.type === "run.started" || event.type === "run.reopened";
  const isWorked = state.phase === "running" || state.phase === "stopping";
  // A clock that was set back takes no time away.
  const worked = isWorked && !isGap ? Math.max(0, at - state.at) : 0;
  if (worked === 0 && at <= state.at) return state;
  return changeRun(state, { at: Math.max(state.at, at), elapsed: state.elapsed + worked });
}

function withUsage(record: TaskRecord, event: TaskEvent): TaskRecord {
  return "usage" in event ? changeTask(record, { usage: addUsage(record.usage, event.usage) }) : record;
}
