import { toRunJson } from "../report/run-json.ts";
import { statusLines } from "../report/status.ts";
import { viewOf } from "../run/view.ts";
import { type Context, styleOf } from "./context.ts";
import type { ExitCode } from "./exit.ts";
import { findRun } from "./find-run.ts";
import { withRefusals } from "./refuse.ts";
import { exitOfView } from "./run-exit.ts";

/** The arguments of `omo plan status`. */
export interface StatusArguments {
  readonly file?: string | undefined;
  readonly json?: boolean | undefined;
  readonly watch?: boolean | undefined;
}

/**
 * `omo plan status [FILE]`: the latest run of a plan, or the latest run of all, from its journal alone. Exits as the
 * run did: 130 when it was cut off or interrupted, 4 when its budget was spent, 1 when a task has failed, 3 when
 * something waits for a person, else 0. With `--watch` it is shown until the run ends.
 */
export function run(args: StatusArguments, context: Context): Promise<ExitCode> {
  return withRefusals(context, async (refuse) => {
    if (args.json && args.watch)
      return refuse("--json tells of one moment, and --watch of many: leave one of them out");
    const found = findRun(context, args.file);
    if ("problem" in found) return refuse(found.problem, found.help);
    if (args.watch) {
      const { watchStatus } = await import("./status-watch.ts");
      return watchStatus(found, context);
    }
    const view = viewOf(found.run, found.running);
    const code = exitOfView(view);
    const lines = args.json
      ? [JSON.stringify(toRunJson(view, code), null, 2)]
      : statusLines(view, styleOf(context.stdout, context.env));
    for (const line of lines) context.stdout.write(`${line}\n`);
    return code;
  });
}
