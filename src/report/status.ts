import { happenedIn } from "../run/journal.ts";
import { isFinished, type RecordedRun } from "../run/runs.ts";
import { fold } from "../schedule.ts";
import { criticalPath } from "./critical-path.ts";
import { summaryLines } from "./run.ts";
import type { Style } from "./style.ts";

/**
 * Where a recorded run stands: when it began, whether it still goes on, and the state of each task.
 * @param running whether a living process holds the plan's lock for this very run
 */
export function statusLines(run: RecordedRun, running: boolean, style: Style): string[] {
  const { colors } = style;
  const state = fold(happenedIn(run.entries));
  const first = run.entries[0]?.at ?? "";
  const last = run.entries.at(-1)?.at ?? "";
  const goesOn = `\`omo plan run ${run.start.file} --resume\` goes on`;
  const phase = running
    ? colors.blue("running")
    : state.phase !== "ended"
      ? colors.yellow(`cut off; ${goesOn}`)
      : isFinished(run)
        ? "ended"
        : colors.yellow(`interrupted; ${goesOn}`);
  return [
    `${colors.bold(run.start.file)} ${colors.dim(`run ${run.id}`)} ${phase}`,
    colors.dim(`begun ${first}, last event ${last}`),
    "",
    ...summaryLines(state, running, state.phase === "ended" ? criticalPath(run.entries) : null, style),
  ];
}
