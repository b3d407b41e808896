import type { Notes } from "./notes.ts";
import type { Usage } from "./usage.ts";
import type { CriterionResult, Review } from "./verdict.ts";

/**
 * Everything that can happen in a run. The journal holds one a line, the scheduler folds them, reports show
 * them. An event states what the world did; what is to be done about it is decided by `schedule.ts` alone.
 */
export type Event =
  | RunStarted
  | RunReopened
  | RunResumed
  | RunInterrupted
  | RunEnded
  | ClockRang
  | PersonSaid
  | PlanEdited
  | BudgetNeared
  | ServerStarted
  | ServerStopped
  | TaskClaimed
  | SessionOpened
  | ModelFellBack
  | AttemptEnded
  | CriterionChecked
  | ChecksEnded
  | ReviewEnded
  | RecoveryEnded
  | TickEnded
  | UntickEnded
  | UsageCounted
  | WorkCancelled
  | EventRefused;

/** What the scheduler needs to know of a task; the rest stays in the plan's snapshot. */
export interface TaskSpec {
  readonly id: string;
  readonly title: string;
  readonly dependsOn: readonly string[];
  readonly final: boolean;
  /**
   * What was settled before the run began. `user`: its box was ticked, so it is done. `proof`: it has no box, and the
   * plan's run before has proved it. `set-aside`: its box is `[~]`, so it is neither done nor to be done. `skipped`:
   * left out of this run by the user. Null for a task that is to be done.
   */
  readonly claimed: "user" | "proof" | "set-aside" | "skipped" | null;
  /** What picks its model, as the plan names it; null for none. Runs to come learn from it how long such tasks take. */
  readonly category: string | null;
  /** How long it is expected to take, in milliseconds, more than 0: what decides is done first on the longest way. */
  readonly weight: number;
  /** The user has asked for this very task: what it depends on and is left out of the run need not be done. */
  readonly asked: boolean;
}

/** Bounds of a run, as the user set them. */
export interface RunLimits {
  /** Tasks under way at once, at least 1. */
  readonly maxParallel: number;
  /** Failures of a task before it is stopped, written up, and given one more attempt with advice; at least 1. */
  readonly maxStrikes: number;
  /** Attempts a task gets in all, faults of providers and deaths of servers not counted; at least 1. */
  readonly maxAttempts: number;
  /** How often a session that stops before its work is done is sent on, in one attempt; at least 0. */
  readonly maxRounds: number;
  /** How often a task waits for a failing provider before it waits for a person. */
  readonly maxBackoffs: number;
  /** How often a final review may send tasks back before it waits for a person. */
  readonly maxReviewRounds: number;
  /** Whether other tasks start once one has failed. */
  readonly keepGoing: boolean;
  /** Whether the run stays while it waits for a person. */
  readonly wait: boolean;
  readonly budget: Budget;
  /** Bounds of what one task may use. */
  readonly taskBudget: Pick<Budget, "tokens" | "money">;
  /** How many deaths of the server under one attempt do not count as the attempt's failure. */
  readonly maxServerDeaths: number;
}

/** What a run may use; null for no bound. At the bound nothing new starts, and what runs may end. */
export interface Budget {
  /** Milliseconds during which a process works on it. */
  readonly time: number | null;
  /** Tokens of all kinds. */
  readonly tokens: number | null;
  /** US dollars. */
  readonly money: number | null;
  /** At the bound of time, tokens or money what runs is ended too. */
  readonly hard: boolean;
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
  /** The git tree of all files as they were when the run began; null where git could not tell. */
  readonly base: string | null;
}

/** A later process has opened the run. It goes on with it once it knows that it can: what comes between is no work of the run's. */
export interface RunReopened {
  readonly type: "run.reopened";
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
  | {
      readonly kind: "failed";
      readonly reason: string;
      /** What is wrong with the provider, where that is the reason. */
      readonly fault: string | null;
      readonly message: string;
    };

/** An attempt is over: how it ended, and what it has used. */
export interface AttemptEnded {
  readonly type: "attempt.ended";
  readonly task: string;
  readonly attempt: number;
  readonly end: AttemptEnd;
  readonly usage: Usage;
  /** Files that the session has written with its tools, relative to the git root. */
  readonly wrote: readonly string[];
  /** Its closing report, for those whose tasks build on this one; null where there is none that can be read. */
  readonly notes: Notes | null;
  /** What it has left undone: its own open todos, and files that its criteria name and it has not touched. A line each. */
  readonly open: readonly string[];
  /** What it asks a person, without whom it cannot go on; null where it asks nothing. */
  readonly asks: string | null;
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
  /** Digest of what the attempt changed and of what failed: the same again is no new evidence. */
  readonly evidence: string;
  /** What kept a judge from answering, where it was the provider; null where nothing did. */
  readonly fault: string | null;
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
  /** What kept the reviewer from answering, where it was the provider; null where nothing did. */
  readonly fault: string | null;
}

/** A task that had failed too often was stopped: its changes taken back, its failures written up, advice asked for. */
export interface RecoveryEnded {
  readonly type: "recovery.ended";
  readonly task: string;
  readonly attempt: number;
  /** `stuck`: its changes cannot be taken back without touching those of others. */
  readonly outcome: "recovered" | "stuck";
  /** What was taken back, or why not. */
  readonly message: string;
  /** Where the failures are written up, relative to the git root. */
  readonly report: string;
  /** What the adviser answered; null where there was no answer that could be read. */
  readonly advice: Advice | null;
  readonly usage: Usage;
}

/** What an adviser says about a task that resists. */
export interface Advice {
  readonly conclusion: string;
  readonly plan: readonly string[];
  readonly effort: "Quick" | "Short" | "Medium" | "Large";
  readonly risks: readonly string[];
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

/** What became of the box of a task that a final review has sent back. */
export interface UntickEnded {
  readonly type: "untick.ended";
  readonly task: string;
  readonly outcome: "unticked" | "already" | "no-box" | "lost";
  /** Why, for `lost`; else empty. */
  readonly message: string;
}

/** What went on for a task was called off, and has ended without a result. */
export interface WorkCancelled {
  readonly type: "work.cancelled";
  readonly task: string;
  readonly attempt: number;
}

/** A moment that something waits for has come. */
export interface ClockRang {
  readonly type: "clock.rang";
}

/** What a person can say of a run or of a task in it. */
export type PersonAction = "approve" | "reject" | "retry" | "waive" | "adopt" | "pause" | "resume" | "cancel";

/**
 * The plan file no longer holds what the run goes by. What of it counts, and when, is the scheduler's to say: an agent
 * may have edited it. Lists all that differs at this moment, whatever was told before.
 */
export interface PlanEdited {
  readonly type: "plan.edited";
  /** Names the text, which lies beside the journal; from 2, 1 being the plan as the run was started with. */
  readonly revision: number;
  /** Why the text cannot be gone by, and the run goes on with what it has; null where it can. */
  readonly problem: string | null;
  /** Empty where nothing differs any more, or there is a problem. */
  readonly changes: readonly TaskChange[];
}

/** What has become of a task in the plan file. */
export interface TaskChange {
  readonly task: string;
  /**
   * `added`, `removed`, `changed`: in what it says. `moved`: only in what it waits for, or in its title's place.
   * `emptied`: its box, though it is done. `ticked`: its box, though it is not.
   */
  readonly kind: "added" | "removed" | "changed" | "moved" | "emptied" | "ticked";
  /** As the text has it now; null where it is gone. */
  readonly spec: TaskSpec | null;
}

/** Most of one of the run's budgets is used. */
export interface BudgetNeared {
  readonly type: "budget.neared";
  readonly budget: "time" | "tokens" | "money";
  /** The part that is used, from 0.8. */
  readonly share: number;
}

/** A person has said something, from another terminal or between two processes. */
export interface PersonSaid {
  readonly type: "person.said";
  /** Tells one word from another: none is taken twice. */
  readonly id: string;
  readonly action: PersonAction;
  /** Null for the whole run. */
  readonly task: string | null;
  /** Advice or a reason; may be empty. */
  readonly text: string;
  /** Position of the criterion that is waived, from 0; null for the other actions. */
  readonly criterion: number | null;
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
