import { summarizeLabels } from "../graph/labels.ts";
import { firstUnmet } from "../schedule/agenda.ts";
import { isUnderWay, type RunState, type TaskRecord } from "../state.ts";
import { clockText } from "./amounts.ts";
import { oneLine } from "./cells.ts";
import type { LiveState } from "./live-state.ts";

/**
 * What goes on for a task, or what it waits for, in pieces, the most telling first.
 * @param isWide there is room to say who works on it
 */
export function taskDetails(
  live: LiveState,
  record: TaskRecord,
  run: RunState,
  now: number,
  isWide: boolean,
): string[] {
  const { state } = record;
  if (isUnderWay(state)) return workDetails(live, record, now, isWide);
  switch (state.name) {
    case "waiting":
      return [waitText(record, run, now)];
    case "awaiting":
      return [`waits for a person: ${oneLine(state.reason)}`];
    case "blocked":
      return [`not started: ${state.on} is not done`];
    case "failed":
      return [`failed: ${oneLine(state.reason)}`];
    case "cancelled":
      return ["called off by a person"];
    default:
      return state.name === "done" && state.unticked !== null ? ["done, but not ticked"] : ["done"];
  }
}

function workDetails(live: LiveState, record: TaskRecord, now: number, isWide: boolean): string[] {
  const { spec, state, attempts, results } = record;
  const { since = now, agent = null, model = null, activity = null } = live.tasks.get(spec.id) ?? {};
  const criteria = live.criteria.get(spec.id) ?? 0;
  const isChecked = state.name === "checking" && criteria > 0;
  return [
    `${workWord(record)} ${clockText(now - since)}`,
    ...(isChecked ? [`${Math.min(results.length, criteria)} of ${criteria} criteria`] : []),
    ...(attempts > 1 ? [`attempt ${attempts}`] : []),
    ...(agent === null
      ? []
      : [`${isWide ? `${agent}, ` : ""}${model === null ? "default model" : shortModel(model)}`]),
    ...(activity === null ? [] : [activity]),
  ];
}

/** What is being done about a task, in a word or two. */
function workWord({ spec, state }: TaskRecord): string {
  switch (state.name) {
    case "running":
      return spec.final ? "in review" : state.session === null ? "starting" : "running";
    case "checking":
      return "checking";
    case "recovering":
      return "asking for advice";
    case "reopening":
      return "sent back";
    default:
      return "ticking";
  }
}

function waitText(record: TaskRecord, run: RunState, now: number): string {
  const { state, spec } = record;
  if (state.name === "waiting" && state.notBefore !== null && state.notBefore > now)
    return `waits for its provider until ${new Date(state.notBefore).toISOString().slice(11, 19)} UTC`;
  const position = run.tasks.position(spec.id);
  if (position !== undefined && firstUnmet(run, position) !== null) {
    const open = spec.dependsOn.filter((on) => !isBehind(run.tasks.get(on)));
    return `waits for ${oneLine(summarizeLabels(open).replaceAll("`", ""))}`;
  }
  if (run.phase !== "running") return "not started: the run stops";
  if (run.paused) return "not started: the run is paused";
  if (run.exhausted !== null) return `not started: the budget of ${run.exhausted} is spent`;
  if (!run.limits.keepGoing && run.agenda.counts.failed > 0) return "not started: another task has failed";
  return "waits for a place";
}

/** Nothing has to wait for it: it is done, or left out. */
function isBehind(record: TaskRecord | undefined): boolean {
  return record?.state.name === "done" || record?.state.name === "skipped";
}

/** A model without its provider: `openrouter/anthropic/claude-opus-5` → `claude-opus-5`. */
function shortModel(model: string): string {
  return oneLine(model.slice(model.lastIndexOf("/") + 1));
}
