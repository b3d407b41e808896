import { List } from "immutable";
import type { Advice, BudgetNeared, Event, RunLimits, TaskChange, TaskSpec } from "./event.ts";
import type { Notes } from "./notes.ts";
import type { Agenda, Outline } from "./state/agenda.ts";
import { Table } from "./state/table.ts";
import { noUsage, type Usage } from "./usage.ts";
import type { CriterionResult } from "./verdict.ts";

/** Where a task stands. Each name is a state of the machine; each change of it has an event. */
export type TaskState =
  | Waiting
  | Running
  | Checking
  /** Its proof is brought into the plan file. */
  | {
      readonly name: "integrating";
      readonly attempt: number;
      readonly by: "user" | "proof";
      readonly judged: boolean;
    }
  /** It has failed too often: it is stopped, taken back and written up, and advice is asked for. */
  | { readonly name: "recovering"; readonly attempt: number }
  /** Its box is ticked and must not be: it is emptied. */
  | {
      readonly name: "reopening";
      readonly attempt: number;
      /** What it is once that is done. */
      readonly after: TaskState;
    }
  | {
      readonly name: "done";
      /**
       * `user`: its box was ticked when the run started, or by the person it waited for. `proof`: its criteria
       * passed, or it was approved, in this run or, for a task without a box, in the one before.
       */
      readonly by: "user" | "proof";
      /** The proof rests, in part at least, on a judge's or reviewer's word. */
      readonly judged: boolean;
      /** Why the box could not be ticked; null when it is ticked or there is none. */
      readonly unticked: string | null;
      /** A resumed run tries once more to tick it. */
      readonly retrying: boolean;
    }
  | { readonly name: "failed"; readonly reason: string }
  /** Only a person can move it on. Attempt 0: the author has set the task aside, and nothing was tried. */
  | {
      readonly name: "awaiting";
      readonly attempt: number;
      readonly reason: string;
      /** Where it goes on; null where its criteria are looked at anew. */
      readonly resume: Running | Checking | null;
      /** It has asked a person something: nothing but an answer moves it on, and no resume by itself. */
      readonly asks: boolean;
    }
  /** Something it depends on failed, waits for a person, or is left out of the run. */
  | { readonly name: "blocked"; readonly on: string }
  /** Left out of this run by the user. */
  | { readonly name: "skipped" }
  /** Called off by a person. */
  | { readonly name: "cancelled" };

/** Not started, or to be gone on with. What it waits for follows from the rest of the state: see `whyNotRunning`. */
export interface Waiting {
  readonly name: "waiting";
  /** Where it had got to, and goes on from once there is a place; null from the beginning. */
  readonly resume: Running | Checking | null;
  /** How its next attempt is to be gone about, and whether the one before was cut off in the middle. */
  readonly mode: AttemptMode;
  readonly interrupted: boolean;
  /** It is not to go on before this moment, in milliseconds since 1970; null for none. */
  readonly notBefore: number | null;
}

/** A session works on it (or reviews, for a final task); `session` is null until one is open. */
export interface Running {
  readonly name: "running";
  readonly attempt: number;
  readonly session: string | null;
}

/** Its criteria are being put to the test; `round` counts from 1. */
export interface Checking {
  readonly name: "checking";
  readonly attempt: number;
  readonly session: string | null;
  readonly round: number;
}

/** A criterion that a person has let pass. */
export interface Waiver {
  /** Its position, as in results. */
  readonly index: number;
  readonly reason: string;
}

/** A task's part of the state. */
export interface TaskRecord {
  readonly spec: TaskSpec;
  readonly state: TaskState;
  /** Results of the latest check, one per criterion; they stay until the next check begins. */
  readonly results: readonly CriterionResult[];
  readonly waivers: readonly Waiver[];
  /** What the next attempt must be told of the one before; empty at first. */
  readonly trouble: string;
  /** Number of the latest attempt: each has its own, whatever it ended by, so that no late word is taken for another's. */
  readonly attempt: number;
  /** Attempts that count, since the task last started from nothing. */
  readonly attempts: number;
  /** Failures since then. */
  readonly strikes: number;
  /** The failures were one too many, and it has had its recovery. */
  readonly recovered: boolean;
  readonly advice: Advice | null;
  /** Where its failures are written up; null where they are not. */
  readonly report: string | null;
  /** Files that its sessions have written with their tools, relative to the git root. */
  readonly wrote: readonly string[];
  /** Digest of what the last failing attempt came to. */
  readonly evidence: string | null;
  /** Servers that died, and waits for a provider, one after the other without anything between. */
  readonly serverDeaths: number;
  readonly backoffs: number;
  /** How often it has sent tasks back, for a final one. */
  readonly rounds: number;
  /** What its latest session has left undone; a line each. */
  readonly open: readonly string[];
  /** How often its session was sent on, in this attempt, because it had stopped before its work was done. */
  readonly sentOn: number;
  /** Which text of the plan it goes by, from 1: see `PlanEdited`. */
  readonly revision: number;
  /** Its text has changed since its session was last told. */
  readonly revised: boolean;
  /** Its text, or what of it must hold, has changed while it was checked: the check does not count. */
  readonly stale: boolean;
  /** What it was before its box was found ticked, while that is put to the test; null otherwise. */
  readonly claim: TaskState | null;
  /** What its latest attempt has left for those that build on it. */
  readonly notes: Notes | null;
  /** What its sessions, judges included, took in this run. */
  readonly usage: Usage;
}

/** All that is known of a run. */
export interface RunState {
  /** `stopping`: interrupted, or opened by a later process that has not resumed it yet; nothing new starts. */
  readonly phase: "new" | "running" | "stopping" | "ended";
  readonly limits: RunLimits;
  /** In document order. */
  readonly tasks: Table<TaskRecord>;
  readonly outline: Outline;
  /** What follows from the states of all tasks. */
  readonly agenda: Agenda;
  /** Until when models are passed over whose provider has failed, in milliseconds since 1970; `""` is the runtime's default. */
  readonly resting: ReadonlyMap<string, number>;
  /** The latest text of the plan that was seen, from 1, and why it cannot be gone by; null where it can. */
  readonly revision: number;
  readonly problem: string | null;
  /** Edits of tasks that had been begun, by task: they wait for a person, since an agent may have made them. */
  readonly held: ReadonlyMap<string, HeldChange>;
  /** Files that tasks have written which the plan no longer has, relative to the git root. */
  readonly orphans: ReadonlySet<string>;
  /** Budgets that a warning was given of. */
  readonly neared: ReadonlySet<BudgetKind>;
  /** A person has asked that nothing new starts. */
  readonly paused: boolean;
  /** Words of people that were taken. */
  readonly said: ReadonlySet<string>;
  /** Milliseconds during which a process worked on the run, and the moment up to which they are counted. */
  readonly elapsed: number;
  readonly at: number;
  /** What the run has used. */
  readonly usage: Usage;
  /** What has ended the run before its work was: null while nothing has. */
  readonly exhausted: BudgetKind | null;
}

/** What a run can run out of. */
export type BudgetKind = BudgetNeared["budget"];

/** An edit that waits for a person, and in which text of the plan it stands. */
export interface HeldChange extends TaskChange {
  readonly revision: number;
}

/** How an attempt is to be gone about. */
export type AttemptMode =
  /** From the brief. */
  | "first"
  /** With what came out of the one before. */
  | "retry"
  /** The same has failed twice: another way is to be tried. */
  | "adjust"
  /** The session has stopped before its work was done: it is sent on. */
  | "continue"
  /** In a fresh session, after all was taken back, with advice. */
  | "advised";

/** What one prompt of a task's session needs. */
export interface AttemptCommand {
  readonly type: "attempt";
  readonly task: string;
  readonly attempt: number;
  readonly mode: AttemptMode;
  /** Null for a new session. */
  readonly session: string | null;
  /** The session was cut off in the middle of this attempt: it is to go on, not to start over. */
  readonly interrupted: boolean;
  /** How the attempt before ended, when it did not end well; else empty. */
  readonly trouble: string;
  /** Criteria that did not hold after the attempt before. */
  readonly failed: readonly CriterionResult[];
  /** What the session, or the one before it, has left undone. */
  readonly open: readonly string[];
  /** The task's text has changed since the session was told. */
  readonly revised: boolean;
  readonly advice: Advice | null;
}

/** What the runner is to do. Each is answered by an event, in time. */
export type Command =
  /** Send the task to a session: the one named, or a new one. Answered by `attempt.ended`. */
  | AttemptCommand
  /** Put criteria to the test: all (null), or those listed by index. Answered by `checks.ended`. */
  | {
      readonly type: "check";
      readonly task: string;
      readonly attempt: number;
      readonly only: readonly number[] | null;
      /** Positions of criteria that a person has let pass. */
      readonly waived: readonly number[];
    }
  /** Have a final task reviewed. Answered by `review.ended`. */
  | { readonly type: "review"; readonly task: string; readonly attempt: number }
  /** Take a task's changes back, write its failures up, ask for advice. Answered by `recovery.ended`. */
  | { readonly type: "recover"; readonly task: string; readonly attempt: number; readonly reason: string }
  /** Put down what the task has left for others, and tick its box. Answered by `tick.ended`. */
  | { readonly type: "tick"; readonly task: string; readonly notes: Notes | null }
  /** Empty the task's box. Answered by `untick.ended`. */
  | { readonly type: "untick"; readonly task: string }
  /** End what goes on for a task. What it was answers, or nothing does any more. */
  | { readonly type: "abort"; readonly task: string; readonly attempt: number }
  /** Ring at a moment, in milliseconds since 1970. Answered by `clock.rang`. */
  | { readonly type: "wake"; readonly at: number }
  /** Most of a budget is used. Answered by `budget.neared`. */
  | { readonly type: "warn"; readonly budget: BudgetKind; readonly share: number }
  /** Nothing is left to run. Answered by `run.ended`. */
  | { readonly type: "finish" }
  /** The event had no place in the state. Answered by `event.refused`. */
  | { readonly type: "refuse"; readonly event: Event; readonly why: string };

/** No bound, where a journal begins with none. */
export const noLimits: RunLimits = {
  maxParallel: 1,
  maxStrikes: 1,
  maxAttempts: 1,
  maxServerDeaths: 0,
  maxRounds: 0,
  maxBackoffs: 0,
  maxReviewRounds: 0,
  keepGoing: true,
  wait: false,
  budget: { time: null, tokens: null, money: null, hard: false },
  taskBudget: { tokens: null, money: null },
};

/** The state before the first event. */
export const initialState: RunState = {
  phase: "new",
  limits: noLimits,
  tasks: Table.of<TaskRecord>([]),
  outline: { dependencies: [], dependents: [], ranks: [] },
  agenda: {
    ready: null,
    later: null,
    watched: List(),
    counts: { underWay: 0, places: 0, failed: 0, awaiting: 0 },
  },
  resting: new Map(),
  revision: 1,
  problem: null,
  held: new Map(),
  orphans: new Set(),
  neared: new Set(),
  paused: false,
  said: new Set(),
  elapsed: 0,
  at: 0,
  usage: noUsage,
  exhausted: null,
};

/** The longest way from a task to the end of the plan, itself included; milliseconds as expected, 0 for no such task. */
export function rankOf({ tasks, outline }: Pick<RunState, "tasks" | "outline">, task: string): number {
  return outline.ranks[tasks.position(task) ?? -1] ?? 0;
}

/** Something is done about it just now: the run cannot end. */
export function isUnderWay(state: TaskState): boolean {
  return (
    takesPlace(state) ||
    state.name === "integrating" ||
    state.name === "reopening" ||
    (state.name === "done" && state.retrying)
  );
}

/** Counts against the parallel limit. A change of the plan file is over at once and does not. */
export function takesPlace(state: TaskState): boolean {
  return state.name === "running" || state.name === "checking" || state.name === "recovering";
}

/** Keeps what depends on it from ever starting, unless a person or a resume moves it on. */
export function isStuck(state: TaskState): boolean {
  return ["failed", "awaiting", "blocked", "skipped", "cancelled"].includes(state.name);
}
