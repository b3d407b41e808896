import type { RunLimits } from "../event.ts";
import { changeRun, changeTask } from "../state/change.ts";
import {
  type Checking,
  type Command,
  isUnderWay,
  type Running,
  type RunState,
  type TaskRecord,
} from "../state.ts";
import { withTasks } from "./agenda.ts";
import { anew, waitingFor } from "./records.ts";

/**
 * Takes over what a dead process left: what was under way waits for a place to go on, what failed gets a fresh
 * start, and what a person had time to act on is looked at anew.
 */
export function takeOverRun(
  state: RunState,
  limits: RunLimits,
  at: number,
): { state: RunState; commands: Command[] } {
  const commands: Command[] = [];
  const records: TaskRecord[] = [];
  for (const [id, record] of state.tasks) {
    const taken = takeOver(record);
    records.push(taken);
    const one = taken.state;
    if (one.name === "reopening") commands.push({ type: "untick", task: id });
    else if (one.name === "recovering")
      commands.push({ type: "recover", task: id, attempt: one.attempt, reason: "cut off in its recovery" });
    else if (isUnderWay(one)) commands.push({ type: "tick", task: id, notes: taken.notes });
    else if (one.name === "waiting" && one.notBefore !== null && one.notBefore > at)
      commands.push({ type: "wake", at: one.notBefore });
  }
  const resumed: RunState = changeRun(state, { phase: "running", limits, exhausted: null });
  return { state: withTasks(resumed, records), commands };
}

function takeOver(record: TaskRecord): TaskRecord {
  const { state, spec } = record;
  const later = (from: Running | Checking): TaskRecord =>
    changeTask(record, {
      state: waitingFor(from, "retry", { interrupted: true }),
    });
  switch (state.name) {
    case "running":
    case "checking":
      return later(state);
    case "awaiting":
      if (spec.claimed === "set-aside" || state.asks) return record;
      // The provider has had time to recover, and the user to do something about it.
      if (state.resume !== null) return { ...later(state.resume), backoffs: 0 };
      if (spec.final) return anew(record);
      return later({ name: "checking", attempt: record.attempt, session: null, round: 1 });
    case "failed":
    case "blocked":
      return anew(record);
    case "done":
      // The file may hold the task again.
      return changeTask(record, { state: { ...state, retrying: state.unticked !== null } });
    default:
      return record;
  }
}
