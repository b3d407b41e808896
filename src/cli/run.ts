import { statSync } from "node:fs";
import { resolve } from "node:path";
import { type Config, defaultConfig } from "../config.ts";
import { oneLine } from "../report/cells.ts";
import { dryRunLines } from "../report/dry-run.ts";
import { lintFrames, lintPretty, plural } from "../report/lint.ts";
import { progressLines, summaryLines } from "../report/run.ts";
import type { Style } from "../report/style.ts";
import { compilePlan, type RunnablePlan } from "../run/compile.ts";
import { RunError } from "../run/errors.ts";
import { executePlan } from "../run/execute.ts";
import { runningRun } from "../run/lock.ts";
import type { RunRequest, RunWatcher } from "../run/request.ts";
import { earlierRun, isFinished, readRun, timeSpent } from "../run/runs.ts";
import { LaunchError } from "../runtime/launch-error.ts";
import type { Source } from "../source.ts";
import { loadConfig } from "./configuration.ts";
import { type Context, styleOf } from "./context.ts";
import { type ExitCode, exit } from "./exit.ts";
import { readSource } from "./files.ts";
import { lintOptions } from "./lint-options.ts";
import { findPlace } from "./place.ts";
import { writeProblem } from "./problem.ts";
import { exitOf } from "./run-exit.ts";
import { type RunArguments, type RunOptions, readRunOptions } from "./run-options.ts";
import { withSignals } from "./signals.ts";

/** `omo plan run FILE`: executes a plan, or says what it would do. */
export async function run(args: RunArguments, context: Context): Promise<ExitCode> {
  const refuse = (problem: string, help?: string) => {
    writeProblem(context, problem, help);
    return exit.usage;
  };
  const options = readRunOptions(args);
  if (!options.ok) return refuse(options.problem);
  if (isPipe(resolve(context.cwd, args.file)))
    return refuse(`${args.file}: is no regular file, so no box in it can be ticked`);
  const read = readSource(args.file, context.cwd);
  if (!read.ok) return refuse(read.problem);
  try {
    return await runSource(args, options.options, read.source, context, refuse);
  } catch (error) {
    if (error instanceof RunError || error instanceof LaunchError) return refuse(error.message, error.help);
    throw error;
  }
}

/** Whether a path leads to something that can be read from, but has no bytes in places. */
function isPipe(path: string): boolean {
  try {
    const stats = statSync(path);
    return !stats.isFile() && !stats.isDirectory();
  } catch {
    // Whoever reads it says what is wrong.
    return false;
  }
}

async function runSource(
  args: RunArguments,
  options: RunOptions,
  source: Source,
  context: Context,
  refuse: (problem: string, help?: string) => ExitCode,
): Promise<ExitCode> {
  const style = styleOf(context.stdout, context.env);
  const print = (lines: readonly string[]) => {
    for (const line of lines) context.stdout.write(`${line}\n`);
  };
  const { root, planFile, file } = findPlace(context.cwd, args.file);
  const config = await configOf(root, context, refuse);
  if (config === null) return exit.usage;

  const earlier = args.resume ? null : earlierRun(root, file);
  const asLint = lintOptions(config, args["allow-human"] ?? false, root, context.env);
  const plan = compilePlan(args.file, source.text, config, earlier, asLint);
  if (plan.blockers.length > 0 && !args.resume) {
    writeBlockers(args.file, plan, context);
    return exit.failed;
  }
  if (args["dry-run"]) {
    print(dryRunLines(plan, style));
    return exit.done;
  }
  if (!args.resume && plan.specs.every((spec) => spec.claimed)) {
    const aside = plan.specs.filter((spec) => spec.claimed === "set-aside").length;
    if (aside === 0) {
      print([`${args.file}: all ${plural(plan.specs.length, "task")} done; nothing to run`]);
      return exit.done;
    }
    print([`${args.file}: nothing to run: ${plural(aside, "task")} set aside, all others done`]);
    return exit.waiting;
  }
  if (earlier && !isFinished(earlier) && runningRun(root, file) !== earlier.id) {
    const hint = `an earlier run (${earlier.id}) did not finish; --resume goes on with it, this one starts anew`;
    print([style.colors.dim(hint)]);
  }
  let run: string | null = null;
  const { launchOpencode } = await import("../runtime/opencode/runtime.ts");
  const request: Omit<RunRequest, "signal"> = {
    root,
    planFile,
    file,
    text: source.text,
    config,
    limits: options.limits,
    promptLimits: options.promptLimits,
    checkTimeout: options.checkTimeout,
    resume: args.resume ?? false,
    launch: (id, signal) =>
      launchOpencode({ directory: root, run: id, port: options.port, env: context.env, signal }),
    watcher: watch(print, style, file, (id) => {
      run = id;
    }),
  };
  const report = await withSignals(
    context,
    () => run,
    (signal) => executePlan({ ...request, signal }),
  );
  const recorded = readRun(root, report.run);
  print(["", ...summaryLines(report.state, recorded ? timeSpent(recorded) : 0, false, style)]);
  return exitOf(report.state, report.interrupted !== null);
}

/** Shows what keeps a plan from being run. Those that lint was told to keep quiet about must not come as a surprise. */
function writeBlockers(file: string, { source, blockers, silenced }: RunnablePlan, context: Context): void {
  const frames = lintFrames([{ source, diagnostics: blockers }], styleOf(context.stderr, context.env));
  context.stderr.write(frames);
  const which = silenced.length < blockers.length ? `${silenced.length} of them` : "this";
  const help = `lint is told to keep quiet about ${which}, but a plan that has such an error cannot be run`;
  const problem = `${file} is not run: it has ${plural(blockers.length, "error")}`;
  writeProblem(context, problem, silenced.length > 0 ? help : undefined);
}

async function configOf(
  root: string,
  context: Context,
  refuse: (problem: string) => ExitCode,
): Promise<Config | null> {
  const loaded = await loadConfig(root, context.cwd);
  if (loaded === null) return defaultConfig;
  if (!loaded.ok) {
    refuse(loaded.problem);
    return null;
  }
  const { report } = loaded;
  if (report.diagnostics.length > 0)
    context.stderr.write(lintPretty([report], styleOf(context.stderr, context.env)));
  return report.diagnostics.some((d) => d.severity === "error") ? null : loaded.config;
}

function watch(
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
