import { oneLine } from "../report/cells.ts";
import { dryRunLines } from "../report/dry-run.ts";
import { plural } from "../report/lint.ts";
import { liveLines } from "../report/live.ts";
import { type LiveState, newLive, seeActivity, seeEntry, seePlan } from "../report/live-state.ts";
import { progressLines, summaryLines } from "../report/run.ts";
import { type Context, styleOf } from "./context.ts";
import { type Painter, startPainter } from "./live-painter.ts";
import type { RunOutput } from "./run-output.ts";

/**
 * Tells a run to people: a line for what happens, and in the lower part of a terminal the tasks as they stand.
 * @param file the plan, relative to the git root
 * @param isPlain lines alone, in a terminal too
 */
export function tellRun(
  { stdout, terminal, env }: Pick<Context, "stdout" | "terminal" | "env">,
  file: string,
  isPlain: boolean,
): RunOutput {
  const style = styleOf(stdout, env);
  const { colors } = style;
  let live: LiveState | null = null;
  let painter: Painter | null = null;
  // What happens while the server starts is told below the heading.
  let held: string[] | null = [];
  const print = (lines: readonly string[]) => {
    if (painter) painter.print(lines);
    else for (const line of lines) stdout.write(`${line}\n`);
  };
  const see = (change: (seen: LiveState) => LiveState) => {
    live = live && change(live);
  };
  return {
    watcher: {
      onOpen() {
        if (terminal === null || isPlain) return;
        live = newLive(file, Date.now());
        painter = startPainter(terminal, (width, height) =>
          live ? liveLines(live, Date.now(), { colors, width }, height) : [],
        );
      },
      onStart({ run, resumed, leftovers, plan }) {
        see((seen) => seePlan(seen, plan));
        const verb = resumed ? "resumes" : "runs";
        const ended = leftovers === 1 ? "1 process" : `${leftovers} processes`;
        print([
          `${colors.bold(file)} ${verb} as ${run}: ${plural(plan.specs.length, "task")}`,
          ...(leftovers > 0 ? [colors.dim(`ended ${ended} that an earlier run had left alive`)] : []),
          ...(held ?? []),
        ]);
        held = null;
      },
      onEntry(entry, state) {
        see((seen) => seeEntry(seen, entry, state));
        const lines = progressLines(entry, state, style);
        if (held) held.push(...lines);
        else print(lines);
      },
      onActivity(task, activity) {
        if (live) return see((seen) => seeActivity(seen, task, activity));
        const mark = activity.kind === "retry" ? colors.yellow("…") : "·";
        print([colors.dim(`  ${mark} ${task} ${oneLine(activity.text)}`)]);
      },
    },
    showSandbox: (text) => print([colors.dim(text)]),
    showNotice: (text) => print([colors.yellow(text)]),
    showPlanned: (plan) => print(dryRunLines(plan, style)),
    showOmitted: (reason) => print([`${file}: ${reason}`]),
    showEnding: ({ state, path }) => print(["", ...summaryLines(state, false, path, style)]),
    showBreak: () => {},
    close() {
      painter?.close();
      painter = null;
    },
  };
}
