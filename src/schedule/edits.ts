import type { PlanEdited, TaskChange, TaskSpec } from "../event.ts";
import { changeRun, changeTask } from "../state/change.ts";
import {
  type Command,
  type HeldChange,
  isUnderWay,
  type RunState,
  type TaskRecord,
  type TaskState,
} from "../state.ts";
import { withTasks } from "./agenda.ts";
import { anew, firstRecord, stateAtFirst, untouched, waitingFor, wakesOf } from "./records.ts";

interface Applied {
  readonly state: RunState;
  readonly commands: Command[];
}

/**
 * What an edit of the plan makes of a run; in words why it has no place, otherwise. Tasks that nobody has begun are
 * taken as they are now. What has been begun, or is done, stays as it was until a person adopts the edit: an agent that
 * could change what it is held against would hold it against nothing. A tick is a claim, and put to the test.
 */
export function applyEdit(state: RunState, { revision, problem, changes }: PlanEdited): Applied | string {
  if (revision <= state.revision) return "a later text of the plan is known";
  const seen: RunState = changeRun(state, { revision, problem });
  if (problem !== null) return { state: seen, commands: [] };
  const records = new Map(state.tasks);
  const held = new Map<string, HeldChange>();
  for (const change of changes) {
    const record = records.get(change.task);
    const edited = editOf(record, change, revision);
    if (edited === "held") held.set(change.task, { ...change, revision });
    else if (edited === null) records.delete(change.task);
    else records.set(change.task, edited);
  }
  return { state: withRecords(changeRun(seen, { held }), records), commands: wakesOf(records.values()) };
}

/**
 * The state with the tasks that there are now. What is no longer one of them holds up nobody, not even a task that keeps
 * its old text; what it has written stays, and is not another task's to take back.
 */
function withRecords(before: RunState, records: ReadonlyMap<string, TaskRecord>): RunState {
  const gone = [...before.tasks].filter(([id]) => !records.has(id));
  if (gone.length === 0) return withTasks(before, [...records.values()]);
  const names = new Set(gone.map(([id]) => id));
  const remaining = [...records.values()].map((record) => {
    const dependsOn = record.spec.dependsOn.filter((id) => !names.has(id));
    if (dependsOn.length === record.spec.dependsOn.length) return record;
    return changeTask(record, { spec: { ...record.spec, dependsOn } });
  });
  const orphans = new Set([...before.orphans, ...gone.flatMap(([, { wrote }]) => wrote)]);
  return withTasks(changeRun(before, { orphans }), remaining);
}

/** What an edit makes of a task: another record, none, or something that waits for a person. */
function editOf(
  record: TaskRecord | undefined,
  { kind, spec }: TaskChange,
  revision: number,
): TaskRecord | "held" | null {
  if (record === undefined) {
    if (spec === null) return null;
    const added = { ...firstRecord({ ...spec, claimed: unproved(spec) }), revision };
    return spec.claimed === "user" ? claim(added) : added;
  }
  switch (kind) {
    case "added":
    case "changed":
      return isBegun(record) ? "held" : adoptedEarly(record, spec, revision);
    case "removed":
      return isBegun(record) ? "held" : null;
    case "moved":
      return isBegun(record) ? record : adoptedEarly(record, spec, revision);
    case "emptied":
      return "held";
    case "ticked":
      // What it waits for may have changed in the same edit.
      return claim(isBegun(record) ? record : adoptedEarly(record, spec, revision));
  }
}

/** A person takes over edits that wait: of one task, or all. */
export function adopt(state: RunState, task: string | null): Applied | string {
  const chosen = [...state.held.values()].filter((change) => task === null || change.task === task);
  if (chosen.length === 0) return task === null ? "no edit of the plan waits" : "no edit of the task waits";
  const records = new Map(state.tasks);
  const held = new Map(state.held);
  const commands: Command[] = [];
  for (const change of chosen) {
    const record = records.get(change.task);
    // Its box is changed at this moment; it can be said again in the next one.
    if (record?.state.name === "integrating") continue;
    held.delete(change.task);
    if (record === undefined) continue;
    const { state: one, spec } = record;
    if (change.kind === "removed" || change.spec === null) {
      records.delete(change.task);
      if (isUnderWay(one) && "attempt" in one)
        commands.push({ type: "abort", task: spec.id, attempt: one.attempt });
      continue;
    }
    const next = adopted(
      changeTask(record, { spec: merged(spec, change.spec), revision: change.revision }),
      change,
    );
    records.set(change.task, next);
    if (next.state.name === "reopening" && one.name === "done")
      commands.push({ type: "untick", task: spec.id });
  }
  if (held.size === state.held.size) return "the task is integrating";
  commands.push(...wakesOf(records.values()));
  return { state: withRecords(changeRun(state, { held }), records), commands };
}

/** A begun task that goes by another text from now on. */
function adopted(record: TaskRecord, { kind }: TaskChange): TaskRecord {
  const { state, attempt } = record;
  switch (state.name) {
    case "running":
      return changeTask(record, { revised: true });
    case "checking":
      return changeTask(record, { stale: true, revised: true });
    case "recovering":
    case "reopening":
      return record;
    case "done": {
      if (kind === "emptied") return anew(record);
      // A person has said that it is done, and says now how it reads.
      if (state.by === "user") return record;
      // Its tick must not stand for what nobody has proved.
      const after = waitingFor({ name: "checking", attempt, session: null, round: 1 }, "retry");
      return changeTask(record, { state: { name: "reopening", attempt, after }, revised: true });
    }
    default:
      return anew(record);
  }
}

/** The box of a task was found ticked. Its criteria tell whether that is so; of what goes on already, they do anyway. */
function claim(record: TaskRecord): TaskRecord {
  const { state, spec, attempt } = record;
  const isOpen =
    (state.name === "waiting" && state.resume === null) ||
    state.name === "blocked" ||
    state.name === "failed";
  if (!isOpen || spec.final) return record;
  const before: TaskState = state.name === "blocked" ? untouched : state;
  const check = waitingFor({ name: "checking", attempt, session: null, round: 1 }, "first");
  return changeTask(record, { claim: before, state: check });
}

/** Somebody has worked on it, or it is done or about to be: its text is what that was about. */
function isBegun({ attempt, state }: TaskRecord): boolean {
  return attempt > 0 || state.name === "done" || state.name === "integrating";
}

function adoptedEarly(record: TaskRecord, spec: TaskSpec | null, revision: number): TaskRecord {
  if (spec === null) return record;
  const next = changeTask(record, { spec: merged(record.spec, spec), revision });
  // Its author may have set it aside just now, or taken that back; what a person has said of it since stands.
  const wasAside = record.spec.claimed === "set-aside";
  const isSettledAnew =
    wasAside !== (next.spec.claimed === "set-aside") &&
    !isUnderWay(record.state) &&
    record.state.name !== "cancelled";
  return isSettledAnew ? changeTask(next, { state: stateAtFirst(next.spec) }) : next;
}

/** What the plan says of the task now, and what the user has said of this run. */
function merged(before: TaskSpec, now: TaskSpec): TaskSpec {
  const claimed = before.claimed === "skipped" ? "skipped" : unproved(now);
  return { ...now, claimed, asked: before.asked };
}

/** A tick proves nothing of a task. */
function unproved({ claimed }: TaskSpec): TaskSpec["claimed"] {
  return claimed === "user" || claimed === "proof" ? null : claimed;
}
