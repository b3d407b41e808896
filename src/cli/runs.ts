import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { toRunsJson } from "../report/run-json.ts";
import { runsLines } from "../report/runs.ts";
import { listRuns } from "../run/listing.ts";
import { runningRun } from "../run/lock.ts";
import { viewOf } from "../run/view.ts";
import { type Context, styleOf } from "./context.ts";
import { type ExitCode, exit } from "./exit.ts";
import { findRuns, neverRun } from "./find-run.ts";
import { withRefusals } from "./refuse.ts";
import { exitOfView } from "./run-exit.ts";

/** The arguments of `omo plan runs`. */
export interface RunsArguments {
  readonly file?: string | undefined;
  readonly json?: boolean | undefined;
}

/**
 * `omo plan runs [FILE]`: the runs of a plan, or of all plans of the repository, newest first. One whose journal
 * cannot be read is a line like any other.
 */
export function run(args: RunsArguments, context: Context): Promise<ExitCode> {
  return withRefusals(context, async (refuse) => {
    const { root, file } = findRuns(context.cwd, args.file);
    const listed = listRuns(root, file);
    if (listed.length === 0) {
      const { problem } = neverRun(context.cwd, args.file, file);
      if (args.file !== undefined && !existsSync(resolve(context.cwd, args.file))) return refuse(problem);
      if (!args.json) {
        context.stdout.write(`${problem}\n`);
        return exit.done;
      }
    }
    const runs = listed.map((one) =>
      "problem" in one ? one : viewOf(one, runningRun(root, one.start.file) === one.id),
    );
    const lines = args.json
      ? [JSON.stringify(toRunsJson(runs, exitOfView), null, 2)]
      : runsLines(runs, styleOf(context.stdout, context.env));
    for (const line of lines) context.stdout.write(`${line}\n`);
    return exit.done;
  });
}
