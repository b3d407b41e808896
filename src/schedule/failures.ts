import type { RunLimits } from "../event.ts";
import { changeTask } from "../state/change.ts";
import type { Checking, Running, TaskRecord } from "../state.ts";
import { totalTokens } from "../usage.ts";
import { awaiting, become, type Changed, waitingFor } from "./records.ts";

/** First wait for a failing provider, and the longest; each is twice the one before. Milliseconds. */
const firstBackoff = 30_000;
const longestBackoff = 600_000;

/** What follows from a failure. */
export type Policy =
  /** The task's own: it is counted, and goes back to its session. */
  | "strike"
  /** Likewise, but the session cannot be gone on with. */
  | "strike-anew"
  /** Nobody's: it goes on where it was, at once. */
  | "go-on"
  /** A provider's: it goes on where it was after a while. */
  | "back-off"
  /** A person has to do something about it first. */
  | "person"
  /** It is done all the same, and a person is told. */
  | "tell";

/** Every way in which an attempt, its check or its integration can fail, and what follows. */
const policies: Readonly<Record<string, Policy>> = {
  "criterion-failed": "strike",
  // The agent gave up: it broke off, refused, or gave no answer.
  "cut-off": "strike",
  refused: "strike",
  "no-answer": "strike",
  stalled: "strike",
  "timed-out": "strike",
  "step-cap": "strike",
  "context-overflow": "strike-anew",
  "no-such-session": "strike-anew",
  "server-died": "go-on",
  "rate-limit": "back-off",
  server: "back-off",
  quota: "person",
  auth: "person",
  "unknown-model": "person",
  "could-not-check": "person",
  "could-not-integrate": "tell",
};

/** What follows from a failure, by its name in the journal. One that nobody knows is held against the task. */
export function policyOf(kind: string): Policy {
  return policies[kind] ?? "strike";
}

/**
 * A failure of the task itself. The first goes back with what came out; the second is told to try another way; the last
 * one stops the task: what it did is taken back, written up, and one more attempt is made with advice. What brings
 * nothing new (`evidence` as before) is not tried as it is once more, and counts twice.
 */
export function strike(
  limits: RunLimits,
  record: TaskRecord,
  state: Running | Checking,
  failure: { readonly reason: string; readonly evidence: string | null; readonly session: string | null },
): Changed {
  const { reason, evidence, session } = failure;
  const isNothingNew = evidence !== null && evidence === record.evidence;
  const strikes = record.strikes + (isNothingNew ? 2 : 1);
  const struck: TaskRecord = changeTask(record, { strikes, evidence, serverDeaths: 0, backoffs: 0 });
  if (record.recovered) return become(struck, { name: "failed", reason: `${reason}, after advice too` });
  const spent = overTaskBudget(limits, record);
  if (spent !== null) return become(struck, { name: "failed", reason: `${reason}; ${spent}` });
  if (record.attempts >= limits.maxAttempts)
    return become(struck, { name: "failed", reason: `${reason}, after ${attemptsText(record)}` });
  if (strikes >= limits.maxStrikes)
    return become(
      struck,
      { name: "recovering", attempt: state.attempt },
      { type: "recover", task: record.spec.id, attempt: state.attempt, reason },
    );
  const mode = strikes > 1 ? "adjust" : "retry";
  const resume: Running = { name: "running", attempt: state.attempt, session };
  return become(changeTask(struck, { attempts: record.attempts + 1 }), waitingFor(resume, mode));
}

/**
 * A provider's fault, which is not the task's failure: it waits, longer each time, and goes on where it was; what time
 * does not heal waits for a person.
 * @param resume where it goes on
 */
export function backOff(
  limits: RunLimits,
  record: TaskRecord,
  resume: Running | Checking,
  failure: { readonly fault: string; readonly message: string; readonly at: number },
): Changed {
  const { fault, message, at } = failure;
  const reason = `${fault}: ${message}`;
  if (policyOf(fault) === "person" || record.backoffs >= limits.maxBackoffs)
    return become(record, { ...awaiting(resume.attempt, reason), resume });
  const until = at + Math.min(firstBackoff * 2 ** record.backoffs, longestBackoff);
  const waiting = waitingFor(resume, "retry", { interrupted: true, notBefore: until });
  const trouble = `The model's provider failed (${reason}), and works again.`;
  return become(changeTask(record, { backoffs: record.backoffs + 1, trouble }), waiting, {
    type: "wake",
    at: until,
  });
}

function attemptsText({ attempts }: TaskRecord): string {
  return attempts === 1 ? "1 attempt" : `${attempts} attempts`;
}

/** Why a task may use no more; null where it may. */
export function overTaskBudget({ taskBudget }: RunLimits, { usage }: TaskRecord): string | null {
  const { tokens, money } = taskBudget;
  if (tokens !== null && totalTokens(usage) >= tokens) return "its budget of tokens is spent";
  if (money !== null && usage.cost >= money) return "its budget of money is spent";
  return null;
}
