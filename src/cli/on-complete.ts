import { spawn } from "node:child_process";
import { startTimeOf, terminateTree } from "../host/process-tree.ts";
import { timeText } from "../report/amounts.ts";
import { toRunJson } from "../report/run-json.ts";
import { RunError } from "../run/errors.ts";
import { readRun } from "../run/runs.ts";
import { viewOf } from "../run/view.ts";
import type { Context } from "./context.ts";
import type { ExitCode } from "./exit.ts";
import { writeProblem } from "./problem.ts";

/** How long the command may take, in milliseconds. */
const defaultPatience = 300_000;

/** A run that has ended. */
export interface EndedRun {
  /** The git root. */
  readonly root: string;
  readonly run: string;
  readonly exitCode: ExitCode;
}

/**
 * Runs the user's own command once a run has ended, in whatever way: by bash, in the git root, in the environment of
 * omo, with the run as `omo plan status --json` prints it on standard input. What it prints goes to standard error, as
 * does what goes wrong with it: nothing of it changes how the run has come out. It is ended, with all that it has
 * started, when it takes longer than `patience` milliseconds, and by Ctrl-C.
 */
export async function runOnComplete(
  command: string,
  { root, run, exitCode }: EndedRun,
  context: Context,
  patience = defaultPatience,
): Promise<void> {
  const tell = (problem: string) => writeProblem(context, `--on-complete: ${problem}`);
  let input: string;
  try {
    const recorded = readRun(root, run);
    if (recorded === null) return tell("the command is not run, since the run's journal is gone");
    input = `${JSON.stringify(toRunJson(viewOf(recorded, false), exitCode))}\n`;
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    return tell(`the command is not run: ${error.message}`);
  }
  const problem = await runCommand(command, input, { root, run, patience, env: context.env });
  if (problem !== null) tell(problem);
}

interface Surroundings {
  readonly root: string;
  readonly run: string;
  readonly patience: number;
  readonly env: Context["env"];
}

/** What went wrong with the command, in words; null where nothing did. */
async function runCommand(
  command: string,
  input: string,
  { root, run, patience, env }: Surroundings,
): Promise<string | null> {
  // By the mark all that the command has started is found, wherever it hides.
  const mark = { name: "OMO_ON_COMPLETE", value: run };
  // Of a group of its own: else the terminal's Ctrl-C would reach it and us.
  const child = spawn("bash", ["-c", command], {
    cwd: root,
    env: { ...env, [mark.name]: mark.value },
    stdio: ["pipe", 2, 2],
    detached: true,
  });
  let stopped: { why: string; ended: Promise<void> } | null = null;
  const stop = (why: string) => {
    const { pid } = child;
    const tree = pid === undefined ? null : { pid, startTime: startTimeOf(pid) };
    stopped ??= { why, ended: terminateTree(tree, mark) };
  };
  const onSignal = (signal: string) => stop(`the command was ended (${signal})`);
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, onSignal);
  const timer = setTimeout(
    () => stop(`the command was ended: it was not done after ${timeText(patience)}`),
    patience,
  );
  try {
    // It need not read what it is given.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
    const failure = await new Promise<string | null>((resolve) => {
      child.once("error", (error) => resolve(`bash could not be started: ${error.message}`));
      child.once("exit", (status, signal) => {
        const how = signal === null ? `exited with ${status}` : `was ended by ${signal}`;
        resolve(status === 0 ? null : `the command ${how}`);
      });
    });
    const end = stopped as { why: string; ended: Promise<void> } | null;
    await end?.ended;
    return end?.why ?? failure;
  } finally {
    clearTimeout(timer);
    for (const signal of signals) process.off(signal, onSignal);
  }
}
