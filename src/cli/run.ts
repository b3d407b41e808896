import { realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { type Config, defaultConfig } from "../config.ts";
import { dryRunLines } from "../report/dry-run.ts";
import { lintPretty, plural } from "../report/lint.ts";
import { progressLines, summaryLines } from "../report/run.ts";
import type { Style } from "../report/style.ts";
import { compilePlan } from "../run/compile.ts";
import { RunError } from "../run/errors.ts";
import { executePlan } from "../run/execute.ts";
import { gitRoot } from "../run/git.ts";
import { outcomeOf } from "../run/outcome.ts";
import type { RunReport, RunRequest, RunWatcher } from "../run/request.ts";
import { earlierRun } from "../run/runs.ts";
import { LaunchError } from "../runtime/launch-error.ts";
import type { Source } from "../source.ts";
import { loadConfig } from "./configuration.ts";
import { type Context, styleOf } from "./context.ts";
import { combineExits, type ExitCode, exit } from "./exit.ts";
import { readSource } from "./files.ts";
import { type RunArguments, type RunOptions, readRunOptions } from "./run-options.ts";

/** `omo plan run FILE`: executes a plan, or says what it would do. */
export async function run(args: RunArguments, context: Context): Promise<ExitCode> {
  const refuse = (problem: string, help?: string) => {
    context.stderr.write(`omo plan run: ${problem}${help ? `\n  ${help}` : ""}\n`);
    return exit.usage;
  };
  const options = readRunOptions(args);
  if (!options.ok) return refuse(options.problem);
  const read = readSource(args.file, context.cwd);
  if (!read.ok) return refuse(read.problem);
  try {
    return await runSource(args, options.options, read.source, context, refuse);
  } catch (error) {
    if (error instanceof RunError || error instanceof LaunchError) return refuse(error.message, error.help);
    throw error;
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
  const planFile = placeOf(resolve(context.cwd, args.file));
  const root = gitRoot(dirname(planFile));
  const file = relative(root, planFile).split(sep).join("/");
  const config = await configOf(root, context, refuse);
  if (config === null) return exit.usage;

  const earlier = args.resume ? null : earlierRun(root, file);
  const plan = compilePlan(args.file, source.text, config, earlier);
  const errors = plan.diagnostics.filter((d) => d.severity === "error");
  if (errors.length > 0 && !args.resume) {
    context.stderr.write(lintPretty([{ source, diagnostics: errors }], styleOf(context.stderr, context.env)));
    return exit.failed;
  }
  if (args["dry-run"]) {
    print(dryRunLines(plan, style));
    return exit.done;
  }
  if (!args.resume && plan.specs.every((spec) => spec.claimed)) {
    print([`${args.file}: all ${plural(plan.specs.length, "task")} done; nothing to run`]);
    return exit.done;
  }
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
    watcher: watch(print, style, file),
  };
  const started = performance.now();
  const report = await withSignals(context, (signal) => executePlan({ ...request, signal }));
  print(["", ...summaryLines(report.state, performance.now() - started, style)]);
  return exitOf(report);
}

/** Links in the directories are resolved; the plan itself may be a link, which a tick goes through. */
function placeOf(path: string): string {
  return join(realpathSync(dirname(path)), basename(path));
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

function watch(print: (lines: readonly string[]) => void, style: Style, file: string): RunWatcher {
  const { colors } = style;
  return {
    onStart({ run, resumed, leftovers, plan }) {
      const verb = resumed ? "resumes" : "runs";
      print([`${colors.bold(file)} ${verb} as ${run}: ${plan.specs.length} tasks`]);
      if (leftovers > 0)
        print([colors.dim(`ended ${leftovers} processes that an earlier run had left alive`)]);
    },
    onEntry: (entry, state) => print(progressLines(entry, state, style)),
    onActivity(task, activity) {
      const mark = activity.kind === "retry" ? colors.yellow("…") : "·";
      print([colors.dim(`  ${mark} ${task} ${activity.text}`)]);
    },
  };
}

/** The first signal asks the run to stop and waits for it; a second one does not wait. */
async function withSignals(
  context: Context,
  start: (signal: AbortSignal) => Promise<RunReport>,
): Promise<RunReport> {
  const controller = new AbortController();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const onSignal = (signal: string) => {
    if (controller.signal.aborted) {
      context.stderr.write("not waiting; the next run of this plan ends what is left alive\n");
      process.exit(exit.interrupted);
    }
    controller.abort(signal);
  };
  for (const signal of signals) process.on(signal, onSignal);
  try {
    return await start(controller.signal);
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}

function exitOf(report: RunReport): ExitCode {
  const { failed, waiting } = outcomeOf(report.state);
  return combineExits([
    ...(report.interrupted === null ? [] : [exit.interrupted]),
    ...(failed ? [exit.failed] : []),
    ...(waiting ? [exit.waiting] : []),
  ]);
}
