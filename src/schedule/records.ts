import type { Event, TaskSpec } from "../event.ts";
import { changeTask } from "../state/change.ts";
import type { AttemptMode, Checking, Command, Running, TaskRecord, TaskState, Waiting } from "../state.ts";
import { noUsage } from "../usage.ts";
import type { CriterionResult } from "../verdict.ts";

/** An event of one task. */
export type TaskEvent = Extract<Event, { task: string }>;

/** What an event makes of a task, and what is to be done next. */
export interface Changed {
  readonly record: TaskRecord;
  readonly commands: readonly Command[];
}

/** Nothing begun yet. */
export const untouched: Waiting = waitingFor(null, "first");

/** To be gone on with, once there is a place and nothing forbids it. */
export function waitingFor(
  resume: Running | Checking | null,
  mode: AttemptMode,
  more: { readonly interrupted?: boolean; readonly notBefore?: number | null } = {},
): Waiting {
  return {
    name: "waiting",
    resume,
    mode,
    interrupted: more.interrupted ?? false,
    notBefore: more.notBefore ?? null,
  };
}

/** A task nobody has touched, whose text is still to be named. */
const fresh: TaskRecord = {
  spec: {
    id: "",
    title: "",
    dependsOn: [],
    final: false,
    claimed: null,
    category: null,
    weight: 0,
    asked: false,
  },
  revision: 1,
  state: untouched,
  results: [],
  waivers: [],
  trouble: "",
  attempt: 0,
  attempts: 0,
  strikes: 0,
  recovered: false,
  advice: null,
  report: null,
  wrote: [],
  evidence: null,
  serverDeaths: 0,
  backoffs: 0,
  rounds: 0,
  open: [],
  sentOn: 0,
  revised: false,
  stale: false,
  claim: null,
  notes: null,
  usage: noUsage,
};

/** The record of a task when its run begins. */
export function firstRecord(spec: TaskSpec): TaskRecord {
  return changeTask(fresh, { spec, state: stateAtFirst(spec) });
}

/** What a task is that nobody has touched in this run. */
export function stateAtFirst({ claimed }: TaskSpec): TaskState {
  switch (claimed) {
    case null:
      return untouched;
    case "set-aside":
      // No attempt has been made, and none is until a person has decided.
      return {
        name: "awaiting",
        attempt: 0,
        reason: "set aside in the plan, `[~]`",
        resume: null,
        asks: false,
      };
    case "skipped":
      return { name: "skipped" };
    default:
      return { name: "done", by: claimed, judged: false, unticked: null, retrying: false };
  }
}

/** The same task from nothing: its failures are forgotten, what it has used and what was waived is not. */
export function anew(record: TaskRecord, trouble = ""): TaskRecord {
  const { spec, revision, usage, waivers, attempt, wrote } = record;
  return changeTask(fresh, { spec, revision, usage, waivers, attempt, wrote, trouble });
}

/** Only a person can move it on; its criteria are looked at anew by a resume. */
export function awaiting(attempt: number, reason: string): Extract<TaskState, { name: "awaiting" }> {
  return { name: "awaiting", attempt, reason, resume: null, asks: false };
}

/** The record in another state. */
export function become(record: TaskRecord, state: TaskState, ...commands: Command[]): Changed {
  return { record: changeTask(record, { state }), commands };
}

/** An attempt of its own number, as the task waited for it. */
export function newAttempt(record: TaskRecord, { resume, mode, interrupted }: Waiting): Changed {
  const session = resume?.session ?? null;
  const attempt = record.attempt + 1;
  const state: Running = { name: "running", attempt, session };
  const next = changeTask(record, { attempt, state, revised: false });
  const command: Command = record.spec.final
    ? { type: "review", task: record.spec.id, attempt }
    : {
        type: "attempt",
        task: record.spec.id,
        attempt,
        mode,
        session,
        interrupted,
        trouble: record.trouble,
        // One that is sent on has been told already.
        failed: mode === "continue" ? [] : record.results.filter(({ verdict }) => verdict === "fail"),
        open: record.open,
        revised: record.revised,
        advice: record.advice,
      };
  return { record: next, commands: [command] };
}

/** All criteria, or some, are put to the test. */
export function newCheck(record: TaskRecord, state: Checking, only: readonly number[] | null): Changed {
  return {
    record: changeTask(record, { state, sentOn: 0, ...(only === null ? { results: [] } : {}) }),
    commands: [
      {
        type: "check",
        task: record.spec.id,
        attempt: state.attempt,
        only,
        waived: record.waivers.map(({ index }) => index),
      },
    ],
  };
}

/** What the results come to; a waived criterion is none. */
export function countedResults({ results, waivers }: TaskRecord): readonly CriterionResult[] {
  return results.filter(({ index }) => !waivers.some((waiver) => waiver.index === index));
}

/** Bells for the tasks that are not to go on before a moment: the ones set before may have rung while there was no place. */
export function wakesOf(records: Iterable<TaskRecord>): Command[] {
  return [...records].flatMap(({ state }): Command[] =>
    state.name === "waiting" && state.notBefore !== null ? [{ type: "wake", at: state.notBefore }] : [],
  );
}

/** In words: `1 criterion`. */
export function countOf(criteria: number): string {
  return criteria === 1 ? "1 criterion" : `${criteria} criteria`;
}
