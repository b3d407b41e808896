import type { Event, RunLimits, TaskSpec } from "./event.ts";
import type { Notes } from "./notes.ts";
import type { Usage } from "./usage.ts";
import type { CriterionResult } from "./verdict.ts";

/** Where a task stands. Each name is a state of the machine; each change of it has an event. */
export type TaskState =
  | {
      readonly name: "waiting";
      /** Where a run that was cut off had got to with it: taken up from there once there is a place; or null. */
      readonly resume: Running | Checking | null;
    }
  | Running
  | Checking
  | { readonly name: "ticking"; readonly attempt: number; readonly judged: boolean }
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
  | { readonly name: "awaiting"; readonly attempt: number; readonly reason: string }
  /** Something it depends on failed or waits for a person. */
  | { readonly name: "blocked"; readonly on: string };

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

/** A task's part of the state. */
export interface TaskRecord {
  readonly spec: TaskSpec;
  readonly state: TaskState;
  /** Results of the latest check, one per criterion; they stay until the next check begins. */
  readonly results: readonly CriterionResult[];
  /** What the next attempt must be told of the one before; empty at first. */
  readonly trouble: string;
  /** Servers that died under the present attempt. */
  readonly serverDeaths: number;
  /** Attempts begun since the task last started from nothing. */
  readonly attempts: number;
  /** What its latest attempt has left for those that build on it. */
  readonly notes: Notes | null;
  /** What its sessions, judges included, took in this run. */
  readonly usage: Usage;
}

/** All that is known of a run. */
export interface RunState {
  /** `stopping`: interrupted, nothing new starts. */
  readonly phase: "new" | "running" | "stopping" | "ended";
  readonly limits: RunLimits;
  /** In document order. */
  readonly tasks: ReadonlyMap<string, TaskRecord>;
  /** Until when models are passed over whose provider has failed, in milliseconds since 1970; `""` is the runtime's default. */
  readonly resting: ReadonlyMap<string, number>;
}

/** What one prompt of a task's session needs. */
export interface AttemptCommand {
  readonly type: "attempt";
  readonly task: string;
  readonly attempt: number;
  /** Null for a new session. */
  readonly session: string | null;
  /** The session was cut off in the middle of this attempt: it is to go on, not to start over. */
  readonly interrupted: boolean;
  /** How the attempt before ended, when it did not end well; else empty. */
  readonly trouble: string;
  /** Criteria that did not hold after the attempt before. */
  readonly failed: readonly CriterionResult[];
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
    }
  /** Have a final task reviewed. Answered by `review.ended`. */
  | { readonly type: "review"; readonly task: string; readonly attempt: number }
  /** Put down what the task has left for others, and tick its box. Answered by `tick.ended`. */
  | { readonly type: "tick"; readonly task: string; readonly notes: Notes | null }
  /** Nothing is left to run. Answered by `run.ended`. */
  | { readonly type: "finish" }
  /** The event had no place in the state. Answered by `event.refused`. */
  | { readonly type: "refuse"; readonly event: Event; readonly why: string };

const noLimits: RunLimits = { maxParallel: 1, maxAttempts: 1, maxServerDeaths: 0 };

/** The state before the first event. */
export const initialState: RunState = {
  phase: "new",
  limits: noLimits,
  tasks: new Map(),
  resting: new Map(),
};

/** Something is done about it just now: the run cannot end. */
export function isUnderWay(state: TaskState): boolean {
  return takesPlace(state) || state.name === "ticking" || (state.name === "done" && state.retrying);
}

/** Counts against the parallel limit. A tick is over at once and does not. */
export function takesPlace(state: TaskState): boolean {
  return state.name === "running" || state.name === "checking";
}

/** Keeps what depends on it from ever starting, unless a person or a resume moves it on. */
export function isStuck(state: TaskState): boolean {
  return state.name === "failed" || state.name === "awaiting" || state.name === "blocked";
}
