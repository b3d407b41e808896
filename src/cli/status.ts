import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { statusLines } from "../report/status.ts";
import { RunError } from "../run/errors.ts";
import { gitRoot } from "../run/git.ts";
import { happenedIn } from "../run/journal.ts";
import { runningRun } from "../run/lock.ts";
import { isFinished, latestRun } from "../run/runs.ts";
import { fold } from "../schedule.ts";
import { type Context, styleOf } from "./context.ts";
import { type ExitCode, exit } from "./exit.ts";
import { findPlace } from "./place.ts";
import { writeProblem } from "./problem.ts";
import { exitOf } from "./run-exit.ts";

/** The arguments of `omo plan status`. */
export interface StatusArguments {
  readonly file?: string | undefined;
}

/**
 * `omo plan status [FILE]`: the latest run of a plan, or the latest run of all, from its journal alone. Exits
 * as the run did: 130 when it was cut off, 1 when a task has failed, 3 when something waits for a person, else 0.
 */
export async function run(args: StatusArguments, context: Context): Promise<ExitCode> {
  try {
    const { root, file } =
      args.file === undefined
        ? { root: gitRoot(context.cwd), file: null }
        : findPlace(context.cwd, args.file);
    const latest = latestRun(root, file);
    if (!latest) {
      const isThere = args.file !== undefined && existsSync(resolve(context.cwd, args.file));
      const what =
        file === null
          ? "no plan has been run here; `omo plan run FILE` runs one"
          : isThere
            ? `${file} has not been run; \`omo plan run ${file}\` runs it`
            : `${args.file}: no such file, and no run of it`;
      writeProblem(context, what);
      return exit.usage;
    }
    const running = runningRun(root, latest.start.file) === latest.id;
    for (const line of statusLines(latest, running, styleOf(context.stdout, context.env)))
      context.stdout.write(`${line}\n`);
    const isCutOff = !running && !isFinished(latest);
    return exitOf(fold(happenedIn(latest.entries)), isCutOff);
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    writeProblem(context, error.message, error.help);
    return exit.usage;
  }
}
