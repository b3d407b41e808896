import type { AttemptEnd, RunLimits } from "../event.ts";
import type { Checking, Running, TaskRecord } from "../state.ts";
import { overall } from "../verdict.ts";
import { backOff, strike } from "./failures.ts";
import {
  become,
  type Changed,
  countedResults,
  countOf,
  newCheck,
  type TaskEvent,
  untouched,
  waitingFor,
} from "./records.ts";

/** Rounds a check gets before doubt is a person's business. */
const maxCheckRounds = 2;
/** Answers a final reviewer may fail to give before it is a person's business. */
const maxReviewAttempts = 2;

/** What an event makes of the task that it is of; in words why it has no place, otherwise. `at`: milliseconds since 1970. */
export function applyToTask(
  limits: RunLimits,
  record: TaskRecord,
  event: TaskEvent,
  at: number,
): Changed | string {
  const { state } = record;
  switch (event.type) {
    case "usage.counted":
      return { record, commands: [] };
    case "task.claimed":
      return state.name === "failed" || state.name === "awaiting"
        ? become(record, { name: "done", by: "user", judged: false, unticked: null, retrying: false })
        : `the task is ${state.name}: no word of a person's settles it`;
    case "tick.ended":
      return afterTick(record, event.outcome === "lost" ? event.message : null);
    case "untick.ended":
      if (state.name !== "reopening") return `the task is ${state.name}, not reopening`;
      return become(
        { ...record, attempts: record.attempts + 1 },
        waitingFor({ name: "running", attempt: record.attempt, session: null }, "retry"),
      );
    default:
      return applyToAttempt(limits, record, event, at);
  }
}

/** Of an event that names an attempt only the live one's counts. */
function applyToAttempt(
  limits: RunLimits,
  record: TaskRecord,
  event: Extract<TaskEvent, { attempt: number }>,
  at: number,
): Changed | string {
  const { state } = record;
  if (!("attempt" in state) || state.attempt !== event.attempt || state.name === "awaiting")
    return "no such attempt is alive";
  switch (event.type) {
    case "session.opened":
      return state.name === "running"
        ? become(record, { ...state, session: event.session })
        : `the task is ${state.name}, not running`;
    case "model.fell-back":
      return state.name === "running" || state.name === "checking" || state.name === "recovering"
        ? { record, commands: [] }
        : `the task is ${state.name}: no model works on it`;
    case "work.cancelled":
      if (state.name === "running" || state.name === "checking")
        return become(record, waitingFor(state, "retry", { interrupted: true }));
      return state.name === "recovering"
        ? become(record, { name: "failed", reason: "called off in its recovery" })
        : `nothing goes on for the task: it is ${state.name}`;
    case "attempt.ended":
      if (state.name !== "running" || record.spec.final) return `the task is ${state.name}, not running`;
      return afterAttempt(
        limits,
        {
          ...record,
          notes: event.notes ?? record.notes,
          wrote: [...new Set([...record.wrote, ...event.wrote])],
        },
        state,
        event.end,
        at,
      );
    case "criterion.checked":
      if (state.name !== "checking" && !(state.name === "running" && record.spec.final))
        return `the task is ${state.name}, not checking`;
      return {
        record: { ...record, results: withResult(record.results, event.result) },
        commands: [],
      };
    case "checks.ended":
      if (state.name !== "checking") return `the task is ${state.name}, not checking`;
      if (event.fault !== null)
        return backOff(limits, record, state, {
          fault: event.fault,
          message: "its judge's provider fails",
          at,
        });
      return afterChecks(limits, record, state, event.evidence);
    case "review.ended":
      if (state.name !== "running" || !record.spec.final) return `the task is ${state.name}, not in review`;
      if (event.fault !== null)
        return backOff(limits, record, state, { fault: event.fault, message: event.message, at });
      return afterReview(limits, record, state, event);
    case "recovery.ended": {
      if (state.name !== "recovering") return `the task is ${state.name}, not recovering`;
      const { advice, report, message } = event;
      const told = { ...record, advice, report, recovered: true, trouble: "" };
      if (event.outcome === "stuck")
        return become(told, { name: "awaiting", attempt: state.attempt, reason: message, resume: null });
      const fresh: Running = { name: "running", attempt: state.attempt, session: null };
      return become({ ...told, attempts: record.attempts + 1, results: [] }, waitingFor(fresh, "advised"));
    }
  }
}

function afterTick(record: TaskRecord, unticked: string | null): Changed | string {
  const { state } = record;
  if (state.name === "done" && state.retrying) return become(record, { ...state, unticked, retrying: false });
  if (state.name !== "integrating") return `the task is ${state.name}, not integrating`;
  const { by, judged } = state;
  return become(record, { name: "done", by, judged, unticked, retrying: false });
}

function afterAttempt(
  limits: RunLimits,
  record: TaskRecord,
  state: Running,
  end: AttemptEnd,
  at: number,
): Changed {
  if (end.kind === "finished") {
    const checking: Checking = { ...state, name: "checking", round: 1 };
    return newCheck({ ...record, serverDeaths: 0, backoffs: 0 }, checking, null);
  }
  const trouble = `The attempt ended early (${end.reason}): ${end.message}`;
  if (end.reason === "server-died" && record.serverDeaths < limits.maxServerDeaths)
    return become(
      { ...record, serverDeaths: record.serverDeaths + 1, trouble },
      waitingFor(state, "retry", { interrupted: true }),
    );
  if (end.fault !== null)
    return backOff(limits, record, state, { fault: end.fault, message: end.message, at });
  const reason = `${end.reason}: ${end.message}`;
  // A session that is full of itself cannot be gone on with.
  const session = end.reason === "context-overflow" ? null : state.session;
  return strike(limits, { ...record, trouble }, state, { reason, evidence: null, session });
}

function afterChecks(limits: RunLimits, record: TaskRecord, state: Checking, evidence: string): Changed {
  const counted = countedResults(record);
  // With every criterion waived nothing is left to hold it against, on a person's word.
  const verdict = counted.length === 0 && record.waivers.length > 0 ? "pass" : overall(counted);
  switch (verdict) {
    case "pass": {
      const judged = counted.some(({ by }) => by === "judge");
      return become(
        record,
        { name: "integrating", attempt: state.attempt, by: "proof", judged },
        { type: "tick", task: record.spec.id, notes: record.notes },
      );
    }
    case "fail": {
      const failed = counted.filter((result) => result.verdict === "fail").length;
      const failure = { reason: `${countOf(failed)} not met`, evidence, session: state.session };
      return strike(limits, { ...record, trouble: "" }, state, failure);
    }
    case "unsure": {
      const doubtful = counted.filter((result) => result.verdict === "unsure");
      if (state.round < maxCheckRounds)
        return newCheck(
          record,
          { ...state, round: state.round + 1 },
          doubtful.map(({ index }) => index),
        );
      const reason = `no verdict on ${countOf(doubtful.length)}`;
      return become(record, { name: "awaiting", attempt: state.attempt, reason, resume: null });
    }
  }
}

function afterReview(
  limits: RunLimits,
  record: TaskRecord,
  state: Running,
  { review, message }: Extract<TaskEvent, { type: "review.ended" }>,
): Changed {
  if (review?.verdict === "APPROVE")
    return become(
      record,
      { name: "integrating", attempt: state.attempt, by: "proof", judged: true },
      { type: "tick", task: record.spec.id, notes: null },
    );
  if (review) {
    const reason = `rejected: ${review.reasons.join("; ")}`;
    if (review.reopen.length === 0) return become(record, { name: "failed", reason });
    if (record.rounds >= limits.maxReviewRounds)
      return become(record, { name: "awaiting", attempt: state.attempt, reason, resume: null });
    // What is sent back is done again first: this waits for it as for everything else.
    return become({ ...record, rounds: record.rounds + 1, results: [] }, untouched);
  }
  if (record.attempts >= maxReviewAttempts)
    return become(record, {
      name: "awaiting",
      attempt: state.attempt,
      reason: `no verdict from the reviewer: ${message}`,
      resume: null,
    });
  return become(
    { ...record, attempts: record.attempts + 1 },
    waitingFor({ ...state, session: null }, "retry"),
  );
}

function withResult(
  results: TaskRecord["results"],
  result: TaskRecord["results"][number],
): TaskRecord["results"] {
  return [...results.filter((one) => one.index !== result.index), result].sort((a, b) => a.index - b.index);
}
