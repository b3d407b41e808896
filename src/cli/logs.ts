import { existsSync } from "node:fs";
import { relative } from "node:path";
import { TaskLog } from "../report/task-log.ts";
import { followRun } from "../run/follow.ts";
import { checkLog, runPaths } from "../run/paths.ts";
import { type Context, styleOf } from "./context.ts";
import { type ExitCode, exit } from "./exit.ts";
import { type FoundRun, findRun, findTask } from "./find-run.ts";
import { withRefusals } from "./refuse.ts";

/** The arguments of `omo plan logs`. */
export interface LogsArguments {
  readonly file: string;
  readonly task: string;
  readonly run?: string | undefined;
  readonly attempt?: string | undefined;
  readonly follow?: boolean | undefined;
}

/**
 * `omo plan logs FILE TASK`: all that the latest run of a plan, or the one that is named, knows of a task. With
 * `--follow` it goes on until the task is settled or no process works on the run any more.
 */
export function run(args: LogsArguments, context: Context): Promise<ExitCode> {
  return withRefusals(context, async (refuse) => {
    const attempt = args.attempt === undefined ? null : Number(args.attempt);
    if (attempt !== null && !(Number.isInteger(attempt) && attempt >= 1))
      return refuse(`--attempt takes a number from 1, not "${args.attempt}"`);
    const found = findRun(context, args.file, args.run);
    if ("problem" in found) return refuse(found.problem, found.help);
    const ids = found.run.start.tasks.map(({ id }) => id);
    const task = findTask(args.file, args.task, ids);
    if (typeof task !== "string") return refuse(task.problem);
    if (await tell(found, { task, attempt, follow: args.follow ?? false }, context)) return exit.done;
    return refuse(`task ${task} has no attempt ${attempt} in run ${found.run.id}`);
  });
}

/** Prints the log; whether there was anything to tell. */
async function tell(
  { root, run, running }: FoundRun,
  { task, attempt, follow }: { task: string; attempt: number | null; follow: boolean },
  context: Context,
): Promise<boolean> {
  const paths = runPaths(root, run.id);
  const outputFile = (of: number, index: number) => {
    const path = checkLog(paths, task, of, index);
    return existsSync(path) ? relative(root, path) : null;
  };
  const log = new TaskLog({ task, attempt, outputFile }, styleOf(context.stdout, context.env));
  const title = run.start.tasks.find(({ id }) => id === task)?.title ?? "";
  const print = (lines: readonly string[]) => {
    for (const line of lines) context.stdout.write(`${line}\n`);
  };
  const looks = follow ? followRun(root, run) : [{ entries: run.entries, running }];
  let isTold = false;
  let isAlive = running;
  for await (const look of looks) {
    isAlive = look.running;
    const lines = look.entries.flatMap((entry) => log.add(entry));
    if (!isTold && (lines.length > 0 || attempt === null)) {
      print(log.head(run.id, run.start.file, title));
      isTold = true;
    }
    print(lines);
    if (log.isSettled) break;
  }
  if (isTold) print(log.foot(isAlive));
  return isTold;
}
