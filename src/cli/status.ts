import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { statusLines } from "../report/status.ts";
import { RunError } from "../run/errors.ts";
import { gitRoot } from "../run/git.ts";
import { runningRun } from "../run/lock.ts";
import { latestRun } from "../run/runs.ts";
import { type Context, styleOf } from "./context.ts";
import { type ExitCode, exit } from "./exit.ts";

/** The arguments of `omo plan status`. */
export interface StatusArguments {
  readonly file?: string | undefined;
}

/** `omo plan status [FILE]`: the latest run of a plan, or the latest run of all, from its journal alone. */
export async function run(args: StatusArguments, context: Context): Promise<ExitCode> {
  try {
    const place = args.file === undefined ? null : resolve(context.cwd, args.file);
    const root = gitRoot(place !== null && existsSync(dirname(place)) ? dirname(place) : context.cwd);
    const file = place === null ? null : fileOf(root, place);
    const latest = latestRun(root, file);
    if (!latest) {
      const what = file === null ? "no plan has been run here" : `${file} has not been run`;
      context.stderr.write(`omo plan status: ${what}; \`omo plan run ${file ?? "FILE"}\` runs it\n`);
      return exit.usage;
    }
    const running = runningRun(root, latest.start.file) === latest.id;
    for (const line of statusLines(latest, running, styleOf(context.stdout, context.env)))
      context.stdout.write(`${line}\n`);
    return exit.done;
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    context.stderr.write(`omo plan status: ${error.message}\n  ${error.help}\n`);
    return exit.usage;
  }
}

/** The plan's path as journals have it. The file itself may be gone: its runs are still told. */
function fileOf(root: string, place: string): string {
  const directory = existsSync(dirname(place)) ? realpathSync(dirname(place)) : dirname(place);
  return relative(root, join(directory, basename(place)))
    .split(sep)
    .join("/");
}
