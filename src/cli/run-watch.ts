import { oneLine } from "../report/cells.ts";
import { plural } from "../report/lint.ts";
import { progressLines } from "../report/run.ts";
import type { Style } from "../report/style.ts";
import type { RunWatcher } from "../run/request.ts";

/** Prints what happens in a run, a line each, and tells its id as soon as it has one. */
export function watchRun(
  print: (lines: readonly string[]) => void,
  style: Style,
  file: string,
  tellRun: (run: string) => void,
): RunWatcher {
  const { colors } = style;
  // What happens while the server starts is told below the heading.
  let held: string[] | null = [];
  return {
    onOpen: tellRun,
    onStart({ run, resumed, leftovers, plan }) {
      const verb = resumed ? "resumes" : "runs";
      print([`${colors.bold(file)} ${verb} as ${run}: ${plural(plan.specs.length, "task")}`]);
      if (leftovers > 0)
        print([
          colors.dim(
            `ended ${leftovers === 1 ? "1 process" : `${leftovers} processes`} that an earlier run had left alive`,
          ),
        ]);
      print(held ?? []);
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
  };
}
