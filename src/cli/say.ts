import { randomBytes } from "node:crypto";
import type { PersonAction } from "../event.ts";
import { RunError } from "../run/errors.ts";
import { leaveWord } from "../run/inbox.ts";
import { happenedIn } from "../run/journal.ts";
import { runningRun } from "../run/lock.ts";
import { runPaths } from "../run/paths.ts";
import { fold } from "../schedule.ts";
import type { Context } from "./context.ts";
import { type ExitCode, exit } from "./exit.ts";
import { findRun, findTask } from "./find-run.ts";
import { writeProblem } from "./problem.ts";

/** What a command says to a run. */
export interface Said {
  readonly action: PersonAction;
  readonly file: string;
  readonly task?: string | undefined;
  readonly text?: string | undefined;
  /** As people count them, from 1. */
  readonly criterion?: string | undefined;
}

/**
 * `omo plan approve|reject|retry|waive|pause|resume|cancel`: leaves a word for the latest run of a plan. A process that
 * runs it takes it within a second; where none does, the next `--resume` does first of all.
 */
export async function say(said: Said, context: Context): Promise<ExitCode> {
  const refuse = (problem: string, help?: string) => {
    writeProblem(context, problem, help);
    return exit.usage;
  };
  try {
    const found = findRun(context, said.file);
    if ("problem" in found) return refuse(found.problem, found.help);
    const { root, run } = found;
    const state = fold(happenedIn(run.entries));
    const task = said.task === undefined ? null : findTask(said.file, said.task, [...state.tasks.keys()]);
    if (task !== null && typeof task !== "string") return refuse(task.problem);
    const criterion = said.criterion === undefined ? null : Number(said.criterion) - 1;
    if (criterion !== null && !(Number.isInteger(criterion) && criterion >= 0))
      return refuse(
        `--criterion takes a number from 1, not "${said.criterion}"`,
        "`omo plan status` lists them in order",
      );
    const count = task === null ? 0 : (state.tasks.get(task)?.results.length ?? 0);
    if (criterion !== null && count > 0 && criterion >= count)
      return refuse(
        `task ${task} has ${count === 1 ? "1 criterion" : `${count} criteria`}, and no number ${said.criterion}`,
      );
    const id = `${new Date().toISOString().replace(/[:.]/g, "-")}-${randomBytes(2).toString("hex")}`;
    leaveWord(runPaths(root, run.id).inbox, id, {
      action: said.action,
      task,
      text: said.text ?? "",
      criterion,
    });
    const isLive = runningRun(root, run.start.file) === run.id;
    const when = isLive ? "" : `; no run is going on: \`omo plan run ${said.file} --resume\` takes it up`;
    context.stdout.write(`said to run ${run.id}: ${said.action}${task === null ? "" : ` ${task}`}${when}\n`);
    return exit.done;
  } catch (error) {
    if (error instanceof RunError) return refuse(error.message, error.help);
    throw error;
  }
}
