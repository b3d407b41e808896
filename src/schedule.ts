import type { Event, RunLimits, TaskSpec } from "./event.ts";
import {
  type Checking,
  type Command,
  initialState,
  isStuck,
  isUnderWay,
  type Running,
  type RunState,
  type TaskRecord,
  type TaskState,
  takesPlace,
} from "./state.ts";
import { addUsage, noUsage } from "./usage.ts";
import { type CriterionResult, overall } from "./verdict.ts";

/**
 * The scheduler: `step(state, event) → [state, commands]`, pure and total. Events say what happened; the state
 * is their fold; commands say what the runner is to do next. To resume is to fold the journal and add `run.resumed`.
 */

/** Rounds a check gets before doubt is a person's business. */
const maxCheckRounds = 2;
/** Answers a final reviewer may fail to give before it is a person's business. */
const maxReviewAttempts = 2;

/** A task nobody has touched. */
const fresh = {
  state: { name: "waiting", resume: null },
  results: [],
  trouble: "",
  serverDeaths: 0,
  attempts: 0,
  notes: null,
  usage: noUsage,
} as const;

/** Where a task stands when its run begins. */
function stateAtFirst({ claimed }: TaskSpec): TaskState {
  switch (claimed) {
    case null:
      return fresh.state;
    case "set-aside":
      // No attempt has been made, and none is until a person has decided.
      return { name: "awaiting", attempt: 0, reason: "set aside in the plan, `[~]`" };
    default:
      return doneBefore(claimed);
  }
}

/** Done without anything this run did for it. */
function doneBefore(by: "user" | "proof"): TaskState {
  return { name: "done", by, judged: false, unticked: null, retrying: false };
}

/** A dependency that is not in the run can never be done. */
const unknown: TaskState = { name: "failed", reason: "not in the run" };

/** Takes one event into the state and says what follows from it. Never throws, whatever the order of events. */
export function step(state: RunState, event: Event): [RunState, Command[]] {
  if (event.type === "event.refused") return [state, []];
  const next = apply(state, event);
  if (typeof next === "string") return [state, [{ type: "refuse", event, why: next }]];
  if (event.type === "run.resumed") return resume(next, event.limits);
  // What a claim sets free is started by the resume that follows it.
  if (event.type === "task.claimed") return [next.state, []];
  return advance(next.state, next.commands);
}

/** The state after all of a journal's events; the commands they once caused are not repeated. */
export function fold(events: Iterable<Event>): RunState {
  let state = initialState;
  for (const event of events) [state] = step(state, event);
  return state;
}

interface Applied {
  readonly state: RunState;
  readonly commands: readonly Command[];
}

/** The direct effect of an event, or why there is none. */
function apply(state: RunState, event: Exclude<Event, { type: "event.refused" }>): Applied | string {
  switch (event.type) {
    case "run.started": {
      if (state.phase !== "new") return "the run has started already";
      const tasks = event.tasks.map((spec): [string, TaskRecord] => [
        spec.id,
        { ...fresh, spec, state: stateAtFirst(spec) },
      ]);
      return {
        state: { phase: "running", limits: event.limits, tasks: new Map(tasks), resting: new Map() },
        commands: [],
      };
    }
    case "run.resumed":
      return state.phase === "new" ? "the run has not started" : { state, commands: [] };
    case "run.interrupted":
      return state.phase === "running"
        ? { state: { ...state, phase: "stopping" }, commands: [] }
        : "nothing runs";
    case "run.ended":
      return state.phase === "running" || state.phase === "stopping"
        ? { state: { ...state, phase: "ended" }, commands: [] }
        : "nothing runs";
    case "server.started":
    case "server.stopped":
      return { state, commands: [] };
    default: {
      const open = state.phase === "running" || state.phase === "stopping";
      if (!open && !(event.type === "task.claimed" && state.phase === "ended")) return "nothing runs";
      const record = state.tasks.get(event.task);
      if (!record) return "no such task";
      const changed = applyToTask(state.limits, withUsage(record, event), event);
      if (typeof changed === "string") return changed;
      const tasks = new Map(state.tasks).set(event.task, changed.record);
      const resting =
        event.type === "model.fell-back"
          ? new Map(state.resting).set(event.model ?? "", Date.parse(event.until))
          : state.resting;
      return { state: { ...state, tasks, resting }, commands: changed.commands };
    }
  }
}

type TaskEvent = Extract<Event, { task: string }>;
type Changed = { readonly record: TaskRecord; readonly commands: readonly Command[] };

function applyToTask(limits: RunLimits, record: TaskRecord, event: TaskEvent): Changed | string {
  const { state } = record;
  const become = (next: TaskState, ...commands: Command[]): Changed => ({
    record: { ...record, state: next },
    commands,
  });
  if (event.type === "usage.counted") return { record, commands: [] };
  if (event.type === "task.claimed")
    return state.name === "failed" || state.name === "awaiting"
      ? become(doneBefore("user"))
      : `the task is ${state.name}: no word of a person's settles it`;
  if (event.type === "tick.ended") {
    const unticked = event.outcome === "lost" ? event.message : null;
    if (state.name === "done" && state.retrying) return become({ ...state, unticked, retrying: false });
    if (state.name !== "ticking") return `the task is ${state.name}, not ticking`;
    return become({ name: "done", by: "proof", judged: state.judged, unticked, retrying: false });
  }
  if (!("attempt" in state) || state.attempt !== event.attempt) return "no such attempt is alive";
  switch (event.type) {
    case "session.opened":
      return state.name === "running"
        ? become({ ...state, session: event.session })
        : `the task is ${state.name}, not running`;
    case "model.fell-back":
      return state.name === "running" || state.name === "checking"
        ? { record, commands: [] }
        : `the task is ${state.name}: no model works on it`;
    case "attempt.ended":
      if (state.name !== "running") return `the task is ${state.name}, not running`;
      return afterAttempt(limits, { ...record, notes: event.notes ?? record.notes }, state, event.end);
    case "criterion.checked":
      if (state.name !== "checking" && !(state.name === "running" && record.spec.final))
        return `the task is ${state.name}, not checking`;
      return { record: { ...record, results: withResult(record.results, event.result) }, commands: [] };
    case "checks.ended":
      if (state.name !== "checking") return `the task is ${state.name}, not checking`;
      return afterChecks(limits, record, state);
    case "review.ended": {
      if (state.name !== "running" || !record.spec.final) return `the task is ${state.name}, not in review`;
      if (event.review?.verdict === "APPROVE")
        return become(
          { name: "ticking", attempt: state.attempt, judged: true },
          { type: "tick", task: event.task, notes: null },
        );
      if (event.review)
        return become({ name: "failed", reason: `rejected: ${event.review.reasons.join("; ")}` });
      if (state.attempt >= maxReviewAttempts)
        return become({
          name: "awaiting",
          attempt: state.attempt,
          reason: `no verdict from the reviewer: ${event.message}`,
        });
      const attempt = state.attempt + 1;
      return {
        record: { ...record, attempts: attempt, state: { name: "running", attempt, session: null } },
        commands: [{ type: "review", task: event.task, attempt }],
      };
    }
  }
}

function afterAttempt(
  limits: RunLimits,
  record: TaskRecord,
  state: Running,
  end: { kind: "finished" } | { kind: "failed"; reason: string; message: string },
): Changed {
  const task = record.spec.id;
  if (end.kind === "finished")
    return {
      record: {
        ...record,
        state: { name: "checking", attempt: state.attempt, session: state.session, round: 1 },
        results: [],
        serverDeaths: 0,
      },
      commands: [{ type: "check", task, attempt: state.attempt, only: null }],
    };
  const trouble = `The attempt ended early (${end.reason}): ${end.message}`;
  if (end.reason === "server-died" && record.serverDeaths < limits.maxServerDeaths)
    return withAttempt({ ...record, serverDeaths: record.serverDeaths + 1, trouble }, state, true);
  return again(limits, { ...record, trouble }, state, `${end.reason}: ${end.message}`);
}

function afterChecks(limits: RunLimits, record: TaskRecord, state: Checking): Changed {
  const task = record.spec.id;
  switch (overall(record.results)) {
    case "pass": {
      const judged = record.results.some((r) => r.by === "judge");
      return {
        record: { ...record, state: { name: "ticking", attempt: state.attempt, judged } },
        commands: [{ type: "tick", task, notes: record.notes }],
      };
    }
    case "fail": {
      const failed = record.results.filter((r) => r.verdict === "fail").length;
      return again(limits, { ...record, trouble: "" }, state, `${countOf(failed)} not met`);
    }
    case "unsure": {
      const doubtful = record.results.filter((r) => r.verdict === "unsure");
      if (state.round < maxCheckRounds)
        return {
          record: { ...record, state: { ...state, round: state.round + 1 } },
          commands: [{ type: "check", task, attempt: state.attempt, only: doubtful.map((r) => r.index) }],
        };
      const reason = `no verdict on ${countOf(doubtful.length)}`;
      return {
        record: { ...record, state: { name: "awaiting", attempt: state.attempt, reason } },
        commands: [],
      };
    }
  }
}

function countOf(criteria: number): string {
  return criteria === 1 ? "1 criterion" : `${criteria} criteria`;
}

/** Another attempt in the same session, or the end of them. */
function again(limits: RunLimits, record: TaskRecord, state: Running | Checking, reason: string): Changed {
  if (state.attempt >= limits.maxAttempts)
    return { record: { ...record, state: { name: "failed", reason } }, commands: [] };
  const next: Running = { name: "running", attempt: state.attempt + 1, session: state.session };
  return withAttempt({ ...record, state: next, attempts: next.attempt, serverDeaths: 0 }, next, false);
}

/** The record, and the command for the attempt it stands at. */
function withAttempt(record: TaskRecord, state: Running, interrupted: boolean): Changed {
  const command: Command = {
    type: "attempt",
    task: record.spec.id,
    attempt: state.attempt,
    session: state.session,
    interrupted,
    trouble: record.trouble,
    failed: record.results.filter((r) => r.verdict === "fail"),
  };
  return { record, commands: [command] };
}

function withUsage(record: TaskRecord, event: TaskEvent): TaskRecord {
  return "usage" in event ? { ...record, usage: addUsage(record.usage, event.usage) } : record;
}

function withResult(results: readonly CriterionResult[], result: CriterionResult): CriterionResult[] {
  return [...results.filter((r) => r.index !== result.index), result].sort((a, b) => a.index - b.index);
}

/** Takes a task out of waiting: its first attempt, or what a run that was cut off had got to. */
function start(record: TaskRecord, resume: Running | Checking | null): Changed {
  if (resume?.name === "checking")
    return {
      record: { ...record, state: { ...resume, round: 1 }, results: [] },
      commands: [{ type: "check", task: record.spec.id, attempt: resume.attempt, only: null }],
    };
  const state: Running = resume ?? { name: "running", attempt: 1, session: null };
  const begun = { ...record, attempts: state.attempt, state };
  return record.spec.final
    ? { record: begun, commands: [{ type: "review", task: record.spec.id, attempt: state.attempt }] }
    : withAttempt(begun, state, resume !== null);
}

/**
 * Takes over what a dead process left: what was under way waits for a place to go on, what failed gets a fresh
 * start, and what a person had time to act on is looked at anew.
 */
function resume({ state }: Applied, limits: RunLimits): [RunState, Command[]] {
  const commands: Command[] = [];
  const tasks = new Map<string, TaskRecord>();
  for (const [id, record] of state.tasks) {
    const taken = takeOver(record);
    tasks.set(id, taken);
    if (isUnderWay(taken.state)) commands.push({ type: "tick", task: id, notes: taken.notes });
  }
  return advance({ phase: "running", limits, tasks, resting: state.resting }, commands);
}

function takeOver(record: TaskRecord): TaskRecord {
  const { state, spec } = record;
  const anew: TaskRecord = { ...fresh, spec, usage: record.usage };
  const later = (from: Running | Checking): TaskRecord => ({
    ...record,
    state: { name: "waiting", resume: from },
  });
  switch (state.name) {
    case "running":
    case "checking":
      return later(state);
    case "awaiting":
      if (spec.claimed === "set-aside") return record;
      if (spec.final) return anew;
      return later({ name: "checking", attempt: state.attempt, session: null, round: 1 });
    case "failed":
    case "blocked":
      return anew;
    case "done":
      // The file may hold the task again.
      return { ...record, state: { ...state, retrying: state.unticked !== null } };
    default:
      return record;
  }
}

/** Blocks what can no longer run, starts what can, and says when nothing is left. */
function advance(state: RunState, caused: readonly Command[]): [RunState, Command[]] {
  if (state.phase !== "running") return [state, []];
  const tasks = new Map(state.tasks);
  const commands = [...caused];
  let changed = true;
  while (changed) {
    changed = false;
    for (const [id, record] of tasks) {
      if (record.state.name !== "waiting") continue;
      const on = record.spec.dependsOn.find((d) => isStuck(tasks.get(d)?.state ?? unknown));
      if (on === undefined) continue;
      tasks.set(id, { ...record, state: { name: "blocked", on } });
      changed = true;
    }
  }
  let free = state.limits.maxParallel - [...tasks.values()].filter((r) => takesPlace(r.state)).length;
  // What was begun is finished before anything else is.
  for (const begunBefore of [true, false]) {
    for (const [id, record] of tasks) {
      if (free <= 0) break;
      if (record.state.name !== "waiting" || (record.state.resume !== null) !== begunBefore) continue;
      if (!record.spec.dependsOn.every((d) => tasks.get(d)?.state.name === "done")) continue;
      const begun = start(record, record.state.resume);
      tasks.set(id, begun.record);
      commands.push(...begun.commands);
      free--;
    }
  }
  const next = { ...state, tasks };
  if (![...tasks.values()].some((r) => isUnderWay(r.state))) commands.push({ type: "finish" });
  return [next, commands];
}
