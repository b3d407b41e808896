import type { PersonSaid } from "../event.ts";
import { changeRun, changeTask } from "../state/change.ts";
import { type Command, isUnderWay, type RunState, type TaskRecord } from "../state.ts";
import { put, withTasks } from "./agenda.ts";
import { adopt } from "./edits.ts";
import { anew, become, type Changed, waitingFor, wakesOf } from "./records.ts";

/** What a person's word makes of a run; in words why it has no place, otherwise. */
export function applyWord(
  state: RunState,
  word: PersonSaid,
): { state: RunState; commands: Command[] } | string {
  if (state.said.has(word.id)) return "this has been said already";
  const heard = changeRun(state, { said: new Set(state.said).add(word.id) });
  if (word.action === "adopt") return adopt(heard, word.task);
  if (word.task === null) return wholeRun(heard, word);
  const record = state.tasks.get(word.task);
  if (record === undefined) return "no such task";
  const changed = oneTask(record, word);
  if (typeof changed === "string") return changed;
  return { state: put(heard, changed.record), commands: [...changed.commands] };
}

function wholeRun(
  state: RunState,
  { action }: PersonSaid,
): { state: RunState; commands: Command[] } | string {
  if (action === "pause") return { state: changeRun(state, { paused: true }), commands: [] };
  if (action === "resume") return { state: changeRun(state, { paused: false }), commands: [] };
  if (action !== "cancel") return `no task is named to ${action}`;
  const commands: Command[] = [];
  const records = [...state.tasks.values()].map((record) => {
    const changed = cancel(record);
    if (typeof changed === "string") return record;
    commands.push(...changed.commands);
    return changed.record;
  });
  return { state: withTasks(state, records), commands: [...commands, ...wakesOf(records)] };
}

function oneTask(record: TaskRecord, word: PersonSaid): Changed | string {
  const { state, spec } = record;
  switch (word.action) {
    case "approve":
      if (!["awaiting", "failed", "blocked", "cancelled"].includes(state.name)) return notNow(record);
      return become(
        record,
        { name: "integrating", attempt: record.attempt, by: "user", judged: false },
        { type: "tick", task: spec.id, notes: record.notes },
      );
    case "reject":
      if (state.name !== "awaiting") return notNow(record);
      return become(record, {
        name: "failed",
        reason: `rejected by a person: ${word.text || "no reason given"}`,
      });
    case "retry": {
      if (!["awaiting", "failed", "cancelled", "skipped"].includes(state.name)) return notNow(record);
      // It has asked: the answer goes to the session that waits for it.
      if (state.name === "awaiting" && state.asks && word.text !== "")
        return become(
          changeTask(record, { trouble: `A person answers: ${word.text}` }),
          waitingFor(state.resume, "retry"),
        );
      const again = anew(record, word.text === "" ? "" : `A person advises: ${word.text}`);
      // What was left out, or set aside, is asked for now, whatever else was left out before it.
      if (spec.claimed !== "skipped" && spec.claimed !== "set-aside") return { record: again, commands: [] };
      return { record: changeTask(again, { spec: { ...spec, asked: true } }), commands: [] };
    }
    case "waive":
      return waive(record, word);
    case "cancel":
      return cancel(record);
    case "adopt":
      return "its edit is none that waits";
    case "pause":
    case "resume":
      return "only a whole run can be paused";
  }
}

/** A criterion that need not hold. A task that stands still because of its criteria is checked again without it. */
function waive(record: TaskRecord, { criterion, text }: PersonSaid): Changed | string {
  const { state } = record;
  if (criterion === null) return "no criterion is named";
  if (record.spec.final) return "a final task is reviewed as a whole: approve it, or have it tried again";
  if (state.name === "done" || state.name === "integrating") return notNow(record);
  const waivers = [
    ...record.waivers.filter(({ index }) => index !== criterion),
    { index: criterion, reason: text },
  ];
  const waived = changeTask(record, { waivers });
  // What fails keeps the check from looking at the rest: without that, the rest is still to be looked at.
  if (state.name === "checking") return { record: changeTask(waived, { stale: true }), commands: [] };
  // One that waits for its provider goes on where it was, and is checked then.
  if (state.name === "awaiting" && state.resume !== null) return { record: waived, commands: [] };
  if ((state.name !== "awaiting" && state.name !== "failed") || record.attempt === 0)
    return { record: waived, commands: [] };
  const resume = { name: "checking", attempt: record.attempt, session: null, round: 1 } as const;
  return become(waived, waitingFor(resume, "retry"));
}

function cancel(record: TaskRecord): Changed | string {
  const { state, spec } = record;
  // What was left out stays so: it holds up nobody.
  if (["done", "integrating", "cancelled", "skipped"].includes(state.name)) return notNow(record);
  const isRunning = isUnderWay(state) && "attempt" in state;
  const commands: Command[] = isRunning ? [{ type: "abort", task: spec.id, attempt: state.attempt }] : [];
  return { record: changeTask(record, { state: { name: "cancelled" } }), commands };
}

function notNow({ state }: TaskRecord): string {
  return `the task is ${state.name}`;
}
