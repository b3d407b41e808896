import type { RunView } from "../run/view.ts";
import { criticalPath } from "./critical-path.ts";
import { summaryLines } from "./run.ts";
import type { Style } from "./style.ts";

/** Where a recorded run stands: when it began, whether it still goes on, and the state of each task. */
export function statusLines(view: RunView, style: Style): string[] {
  const { colors } = style;
  const { run, plan, standing, begun, lastEvent, entries, state } = view;
  return [
    `${colors.bold(plan)} ${colors.dim(`run ${run}`)} ${standingText(view, style)}`,
    colors.dim(`begun ${begun}, last event ${lastEvent}`),
    "",
    ...summaryLines(
      state,
      standing === "running",
      state.phase === "ended" ? criticalPath(entries) : null,
      style,
    ),
  ];
}

function standingText({ plan, standing, finished }: RunView, { colors }: Style): string {
  const goesOn = `\`omo plan run ${plan} --resume\` goes on`;
  switch (standing) {
    case "running":
      return colors.blue("running");
    case "cut-off":
      return colors.yellow(`cut off; ${goesOn}`);
    case "interrupted":
      return colors.yellow(`interrupted; ${goesOn}`);
    case "ended":
      return finished ? "ended" : colors.yellow(`ended before all was done; ${goesOn}`);
  }
}
