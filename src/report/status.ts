import type { RecordedRun } from "../run/runs.ts";
import { fold } from "../schedule.ts";
import { isUnderWay, type RunState } from "../state.ts";
import { summaryLines } from "./run.ts";
import type { Style } from "./style.ts";

/**
 * Where a recorded run stands: when it began, whether it still goes on, and the state of each task.
 * @param running whether a living process holds the plan's lock for this very run
 */
export function statusLines(run: RecordedRun, running: boolean, style: Style): string[] {
  const { colors } = style;
  const state = fold(run.entries.map((entry) => entry.event));
  const first = run.entries[0]?.at ?? "";
  const last = run.entries.at(-1)?.at ?? "";
  const goesOn = `\`omo plan run ${run.start.file} --resume\` goes on`;
  const phase = running
    ? colors.blue("running")
    : state.phase !== "ended"
      ? colors.yellow(`cut off; ${goesOn}`)
      : isFinished(state)
        ? "ended"
        : colors.yellow(`interrupted; ${goesOn}`);
  return [
    `${colors.bold(run.start.file)} ${colors.dim(`run ${run.id}`)} ${phase}`,
    colors.dim(`begun ${first}, last event ${last}`),
    "",
    ...summaryLines(state, timeSpent(run), style),
  ];
}

/** Whether a run that has ended had nothing left to do, rather than being stopped before. */
function isFinished(state: RunState): boolean {
  return [...state.tasks.values()].every((r) => r.state.name !== "waiting" && !isUnderWay(r.state));
}

/** Milliseconds during which a process worked on the run: the time between a cut-off and its resume is none. */
function timeSpent({ entries }: RecordedRun): number {
  let spent = 0;
  for (const [i, entry] of entries.entries()) {
    const before = entries[i - 1];
    if (before && entry.event.type !== "run.resumed" && entry.event.type !== "task.claimed")
      spent += Date.parse(entry.at) - Date.parse(before.at);
  }
  return spent;
}
