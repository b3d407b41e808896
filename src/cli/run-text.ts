import { oneLine } from "../report/cells.ts";
import { dryRunLines } from "../report/dry-run.ts";
import { plural } from "../report/lint.ts";
import { progressLines, summaryLines } from "../report/run.ts";
import { type Context, styleOf } from "./context.ts";
import type { RunOutput } from "./run-output.ts";

/**
 * Tells a run to people: a line for what happens.
 * @param file the plan, relative to the git root
 */
export function tellRun({ stdout, env }: Pick<Context, "stdout" | "env">, file: string): RunOutput {
  const style = styleOf(stdout, env);
  const { colors } = style;
  // What happens while the server starts is told below the heading.
  let held: string[] | null = [];
  const print = (lines: readonly string[]) => {
    for (const line of lines) stdout.write(`${line}\n`);
  };
  return {
    watcher: {
      onOpen: () => {},
      onStart({ run, resumed, leftovers, plan }) {
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
        const lines = progressLines(entry, state, style);
        if (held) held.push(...lines);
        else print(lines);
      },
      onActivity(task, activity) {
        const mark = activity.kind === "retry" ? colors.yellow("…") : "·";
        print([colors.dim(`  ${mark} ${task} ${oneLine(activity.text)}`)]);
      },
    },
    showNotice: (text) => print([colors.yellow(text)]),
    showPlanned: (plan) => print(dryRunLines(plan, style)),
    showOmitted: (reason) => print([`${file}: ${reason}`]),
    showEnding: ({ state, elapsed, path }) =>
      print(["", ...summaryLines(state, elapsed, false, path, style)]),
    showBreak: () => {},
    close: () => {},
  };
}
