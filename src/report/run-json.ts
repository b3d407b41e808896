import type { DamagedRun } from "../run/listing.ts";
import type { RunView } from "../run/view.ts";
import type { TaskRecord, TaskState } from "../state.ts";
import { totalTokens } from "../usage.ts";
// Types only: what is printed needs no validation at run time, and zod takes time to load.
import type { RunJson, RunsJson } from "./run-schema.ts";

/** What a run exits with, as `RunJson` names it. */
export type Outcome = Exclude<RunJson["outcome"], null>;

const outcomes: Readonly<Record<number, Outcome>> = {
  0: "done",
  1: "failed",
  2: "error",
  3: "waiting",
  4: "budget",
  130: "interrupted",
};

/**
 * A run as `omo plan status --json` prints it.
 * @param exitCode what it exits with, once no process works on it
 */
export function toRunJson(view: RunView, exitCode: number): RunJson {
  const { paused, exhausted, tasks } = view.state;
  return {
    version: 1,
    ...summaryOf(view, exitCode),
    paused,
    exhausted,
    tasks: [...tasks.values()].map(toTaskJson),
  };
}

/**
 * Runs as `omo plan runs --json` prints them, in the same order.
 * @param exitCodeOf what a run exits with, once no process works on it
 */
export function toRunsJson(
  runs: readonly (RunView | DamagedRun)[],
  exitCodeOf: (view: RunView) => number,
): RunsJson {
  return {
    version: 1,
    runs: runs.map((one) =>
      "problem" in one
        ? { run: one.id, plan: one.plan, state: "damaged", problem: one.problem }
        : summaryOf(one, exitCodeOf(one)),
    ),
  };
}

function summaryOf(
  view: RunView,
  exitCode: number,
): Omit<RunJson, "version" | "paused" | "exhausted" | "tasks"> {
  const { run, plan, standing, begun, lastEvent, elapsed, state } = view;
  const ended = standing !== "running";
  const states: RunJson["totals"]["states"] = {};
  for (const { state: one } of state.tasks.values()) states[one.name] = (states[one.name] ?? 0) + 1;
  return {
    run,
    plan,
    state: standing,
    outcome: ended ? (outcomes[exitCode] ?? "error") : null,
    exitCode: ended ? exitCode : null,
    begun,
    lastEvent,
    elapsed,
    totals: {
      tasks: state.tasks.size,
      states,
      tokens: totalTokens(state.usage),
      cost: dollars(state.usage.cost),
    },
  };
}

function toTaskJson({ spec, state, attempts, waivers, report, usage }: TaskRecord): RunJson["tasks"][number] {
  return {
    id: spec.id,
    title: spec.title,
    final: spec.final,
    state: state.name,
    reason: reasonOf(state),
    by: state.name === "done" ? state.by : null,
    judged: state.name === "done" && state.judged,
    attempts,
    waived: waivers.map(({ index, reason }) => ({ criterion: index + 1, reason })),
    writeUp: report,
    tokens: totalTokens(usage),
    cost: dollars(usage.cost),
  };
}

/** Without what adding up binary fractions leaves behind the sixth decimal. */
function dollars(cost: number): number {
  return Math.round(cost * 1e6) / 1e6;
}

function reasonOf(state: TaskState): string | null {
  switch (state.name) {
    case "failed":
    case "awaiting":
      return state.reason;
    case "blocked":
      return `${state.on} is not done`;
    case "done":
      return state.unticked;
    default:
      return null;
  }
}
