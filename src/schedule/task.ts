import type { AttemptEnd, AttemptEnded, RunLimits } from "../event.ts";
import { changeTask } from "../state/change.ts";
import type { Checking, Running, TaskRecord, TaskState } from "../state.ts";
import { overall } from "../verdict.ts";
import { backOff, overTaskBudget, policyOf, strike } from "./failures.ts";
import {
  awaiting,
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
      return become(record, state.after);
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
        ? become(record, { name: "running", attempt: state.attempt, session: event.session })
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
        changeTask(record, {
          notes: event.notes ?? record.notes,
          wrote: [...new Set([...record.wrote, ...event.wrote])],
          open: event.open,
        }),
        state,
        { end: event.end, open: event.open, asks: event.asks, stoppedBefore: record.open },
        at,
      );
    case "criterion.checked":
      if (state.name !== "checking" && !(state.name === "running" && record.spec.final))
        return `the task is ${state.name}, not checking`;
      return {
        record: changeTask(record, { results: withResult(record.results, event.result) }),
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
      const told = changeTask(record, { advice, report, recovered: true, trouble: "" });
      if (event.outcome === "stuck") return become(told, awaiting(state.attempt, message));
      const fresh: Running = { name: "running", attempt: state.attempt, session: null };
      return become(
        changeTask(told, { attempts: record.attempts + 1, results: [] }),
        waitingFor(fresh, "advised"),
      );
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
  { end, open, asks, stoppedBefore }: Ended,
  at: number,
): Changed {
  if (end.kind === "failed") return afterFailure(limits, record, state, end, at);
  const calm: TaskRecord = changeTask(record, { serverDeaths: 0, backoffs: 0 });
  if (asks !== null) return become(calm, { ...awaiting(state.attempt, asks), resume: state, asks: true });
  // Sent on for the same as before, it would stop at the same again: then its criteria tell what is wrong.
  const isFurther = record.sentOn === 0 || open.join("\n") !== stoppedBefore.join("\n");
  const mayGoOn = record.sentOn < limits.maxRounds && overTaskBudget(limits, record) === null;
  if (open.length > 0 && isFurther && mayGoOn)
    return become(
      changeTask(calm, { sentOn: record.sentOn + 1, trouble: "" }),
      waitingFor(state, "continue"),
    );
  return newCheck(calm, { name: "checking", attempt: state.attempt, session: state.session, round: 1 }, null);
}

/** How an attempt ended, and what the one before had left undone. */
interface Ended extends Pick<AttemptEnded, "end" | "open" | "asks"> {
  readonly stoppedBefore: readonly string[];
}

function afterFailure(
  limits: RunLimits,
  record: TaskRecord,
  state: Running,
  { reason: kind, fault, message }: Extract<AttemptEnd, { kind: "failed" }>,
  at: number,
): Changed {
  const trouble = `The attempt ended early (${kind}): ${message}`;
  if (fault !== null) return backOff(limits, record, state, { fault, message, at });
  const policy = policyOf(kind);
  if (policy === "go-on" && record.serverDeaths < limits.maxServerDeaths)
    return become(
      changeTask(record, { serverDeaths: record.serverDeaths + 1, trouble }),
      waitingFor(state, "retry", { interrupted: true }),
    );
  const session = policy === "strike-anew" ? null : state.session;
  const reason = `${kind}: ${message}`;
  return strike(limits, changeTask(record, { trouble }), state, { reason, evidence: null, session });
}

function afterChecks(limits: RunLimits, record: TaskRecord, state: Checking, evidence: string): Changed {
  if (record.stale) return newCheck(changeTask(record, { stale: false }), { ...state, round: 1 }, null);
  const counted = countedResults(record);
  // With every criterion waived nothing is left to hold it against, on a person's word.
  const verdict = counted.length === 0 && record.waivers.length > 0 ? "pass" : overall(counted);
  if (record.claim !== null && verdict !== "pass") return disprove(record, state, record.claim);
  switch (verdict) {
    case "pass": {
      const judged = counted.some(({ by }) => by === "judge");
      return become(
        changeTask(record, { claim: null }),
        { name: "integrating", attempt: state.attempt, by: "proof", judged },
        { type: "tick", task: record.spec.id, notes: record.notes },
      );
    }
    case "fail": {
      const failed = counted.filter((result) => result.verdict === "fail").length;
      const failure = { reason: `${countOf(failed)} not met`, evidence, session: state.session };
      return strike(limits, changeTask(record, { trouble: "" }), state, failure);
    }
    case "unsure": {
      const doubtful = counted.filter((result) => result.verdict === "unsure");
      if (state.round < maxCheckRounds)
        return newCheck(
          record,
          { ...state, round: state.round + 1 },
          doubtful.map(({ index }) => index),
        );
      // Nobody could check it, which no other attempt would change.
      return become(record, awaiting(state.attempt, `no verdict on ${countOf(doubtful.length)}`));
    }
  }
}

/** A box was ticked of a task whose criteria do not hold, by whomever: it is emptied, and all is as before. */
function disprove(record: TaskRecord, { attempt }: Checking, after: TaskState): Changed {
  return become(
    changeTask(record, { claim: null, results: [] }),
    { name: "reopening", attempt, after },
    { type: "untick", task: record.spec.id },
  );
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
    if (record.rounds >= limits.maxReviewRounds) return become(record, awaiting(state.attempt, reason));
    // What is sent back is done again first: this waits for it as for everything else.
    return become(changeTask(record, { rounds: record.rounds + 1, results: [] }), untouched);
  }
  if (record.attempts >= maxReviewAttempts)
    return become(record, awaiting(state.attempt, `no verdict from the reviewer: ${message}`));
  return become(
    changeTask(record, { attempts: record.attempts + 1 }),
    waitingFor({ ...state, session: null }, "retry"),
  );
}

function withResult(
  results: TaskRecord["results"],
  result: TaskRecord["results"][number],
): TaskRecord["results"] {
  return [...results.filter((one) => one.index !== result.index), result].sort((a, b) => a.index - b.index);
}
