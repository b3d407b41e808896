import type { Notes } from "./notes.ts";
import type { Usage } from "./usage.ts";
import type { CriterionResult, Review } from "./verdict.ts";

/**
 * Everything that can happen in a run. The journal holds one a line, the scheduler folds them, reports show
 * them. An event states what the world did; what is to be done about it is decided by `schedule.ts` alone.
 */
export type Event =
  | RunStarted
  | RunResumed
  | RunInterrupted
  | RunEnded
  | ServerStarted
  | ServerStopped
  | TaskClaimed
  | SessionOpened
  | ModelFellBack
  | AttemptEnded
  | CriterionChecked
  | ChecksEnded
  | ReviewEnded
  | TickEnded
  | UsageCounted
  | EventRefused;

/** What the scheduler needs to know of a task; the rest stays in the plan's snapshot. */
export interface TaskSpec {
  readonly id: string;
  readonly title: string;
  readonly dependsOn: readonly string[];
  readonly final: boolean;
  /**
   * What was settled before the run began. `user`: its box was ticked, so it is done. `proof`: it has no box, and the
   * plan's run before has proved it. `set-aside`: its box is `[~]`, so it is neither done nor to be done. Null for a
   * task that is to be done.
   */
  readonly claimed: "user" | "proof" | "set-aside" | null;
}

/** Bounds of a run, as the user set them. */
export interface RunLimits {
  /** Tasks under way at once, at least 1. */
  readonly maxParallel: number;
  /** Attempts a task gets before it has failed, at least 1. */
  readonly maxAttempts: number;
  /** How many deaths of the server under one attempt do not count as the attempt's failure. */
  readonly maxServerDeaths: number;
}

/** First event of every journal. */
export interface RunStarted {
  readonly type: "run.started";
  readonly run: string;
  /** The plan's path relative to the git root. */
  readonly file: string;
  /** SHA-256 of the snapshot that lies beside the journal, all boxes taken as empty. */
  readonly sha256: string;
  readonly limits: RunLimits;
  readonly tasks: readonly TaskSpec[];
}

/** A later process took the run over, with the bounds its user set. */
export interface RunResumed {
  readonly type: "run.resumed";
  readonly limits: RunLimits;
}

/** A person or the system asked the run to stop. */
export interface RunInterrupted {
  readonly type: "run.interrupted";
  readonly signal: string;
}

/** Nothing is left to do, or nothing may be done; only `run.resumed` can follow. */
export interface RunEnded {
  readonly type: "run.ended";
  /** Tasks whose boxes were ticked in the file then, by whomever: who ticks one later is a person. */
  readonly ticked: readonly string[];
}

/** A server process lives from here on; a resume ends it if nobody else did. */
export interface ServerStarted {
  readonly type: "server.started";
  readonly pid: number;
  readonly startTime: string | null;
  readonly url: string;
}

/** The server is gone: closed by us, or dead with the reason. */
export interface ServerStopped {
  readonly type: "server.stopped";
  readonly pid: number;
  /** Null when the executor closed it. */
  readonly died: string | null;
}

/**
 * The box of a task that had failed or waited for a person was ticked after the run had ended: done on the user's
 * word. A box that was ticked while the run went on may be an agent's doing, and counts for nothing.
 */
export interface TaskClaimed {
  readonly type: "task.claimed";
  readonly task: string;
}

/** A session exists for the attempt; the prompt is sent only after this is on disk. */
export interface SessionOpened {
  readonly type: "session.opened";
  readonly task: string;
  readonly attempt: number;
  readonly session: string;
  readonly agent: string;
  /** `provider/model`; null for the runtime's default. */
  readonly model: string | null;
  readonly variant: string | null;
  /** Why this model, in a few words; empty in journals of before that was told. */
  readonly reason: string;
}

/** The provider of a model failed, and another model goes on: with an attempt, its judging or its review. */
export interface ModelFellBack {
  readonly type: "model.fell-back";
  readonly task: string;
  readonly attempt: number;
  /** The one that failed; null for the runtime's default. */
  readonly model: string | null;
  /** What is wrong with its provider, e.g. `rate-limit`. */
  readonly fault: string;
  /** What the provider said. */
  readonly message: string;
  /** Until when it is passed over where there is another; ISO 8601, UTC. */
  readonly until: string;
  /** The one that goes on. */
  readonly next: { readonly model: string | null; readonly variant: string | null; readonly reason: string };
}

/** How an attempt's session came to rest. */
export type AttemptEnd =
  | { readonly kind: "finished" }
  | { readonly kind: "failed"; readonly reason: string; readonly message: string };

/** An attempt is over: how it ended, and what it has used. */
export interface AttemptEnded {
  readonly type: "attempt.ended";
  readonly task: string;
  readonly attempt: number;
  readonly end: AttemptEnd;
  readonly usage: Usage;
  /** Its closing report, for those whose tasks build on this one; null where there is none that can be read. */
  readonly notes: Notes | null;
}

/** One criterion was put to the test. */
export interface CriterionChecked {
  readonly type: "criterion.checked";
  readonly task: string;
  readonly attempt: number;
  readonly result: CriterionResult;
}

/** All criteria of the attempt have a result that counts; `usage` is what judges cost. */
export interface ChecksEnded {
  readonly type: "checks.ended";
  readonly task: string;
  readonly attempt: number;
  readonly usage: Usage;
}

/** A final task's reviewer answered; null when there was no answer that could be read. */
export interface ReviewEnded {
  readonly type: "review.ended";
  readonly task: string;
  readonly attempt: number;
  readonly review: Review | null;
  /** Why there is no answer; empty when there is one. */
  readonly message: string;
  readonly usage: Usage;
}

/** What became of a task's box in the plan file. */
export interface TickEnded {
  readonly type: "tick.ended";
  readonly task: string;
  /** `lost`: the file no longer holds the task as the snapshot has it, or cannot be written. */
  readonly outcome: "ticked" | "already" | "no-box" | "lost";
  /** Why, for `lost`; else empty. */
  readonly message: string;
  /** Why what the task left could not be put into its plan's notepads; empty where it could, or there was nothing. */
  readonly notepad: string;
}

/** What a session took that was cut off when the run was stopped. */
export interface UsageCounted {
  readonly type: "usage.counted";
  readonly task: string;
  readonly usage: Usage;
}

/** An event arrived that the state has no place for, e.g. the late answer of a dead attempt; it had no effect. */
export interface EventRefused {
  readonly type: "event.refused";
  readonly refused: string;
  readonly task: string | null;
  readonly why: string;
}
