import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { lintPlan } from "../lint.ts";
import { criticalPath } from "../report/critical-path.ts";
import { countOf, lintFrames, lintPretty, plural } from "../report/lint.ts";
import { compilePlan, type RunnablePlan } from "../run/compile.ts";
import { RunError } from "../run/errors.ts";
import { executePlan } from "../run/execute.ts";
import { runningRun } from "../run/lock.ts";
import type { RunReport, RunRequest } from "../run/request.ts";
import { earlierRun, isFinished, readRun } from "../run/runs.ts";
import { selectTasks } from "../run/selection.ts";
import { LaunchError } from "../runtime/launch-error.ts";
import type { Source } from "../source.ts";
import { reportsOf } from "./configuration.ts";
import { type Context, type Output, styleOf } from "./context.ts";
import { type ExitCode, exit } from "./exit.ts";
import { readSource } from "./files.ts";
import { lintOptions, readSetup, type Setup } from "./lint-options.ts";
import { runOnComplete } from "./on-complete.ts";
import { findPlace } from "./place.ts";
import { writeProblem } from "./problem.ts";
import { withRefusals } from "./refuse.ts";
import { readResources } from "./resources.ts";
import { exitOf } from "./run-exit.ts";
import { type RunArguments, readRunOptions } from "./run-options.ts";
import type { RunOutput } from "./run-output.ts";
import { chooseSandbox } from "./run-sandbox.ts";
import { streamRun } from "./run-stream.ts";
import { tellRun } from "./run-text.ts";
import { withSignals } from "./signals.ts";
import { stateFolder } from "./state-folder.ts";
import { trustGate } from "./trust-gate.ts";

/**
 * `omo plan run FILES…`: executes plans, or says what it would do. Several are run in their order, each begun once the
 * one before is done whole.
 */
export async function run(
  args: Omit<RunArguments, "file"> & { _: string[] },
  context: Context,
): Promise<ExitCode> {
  if (args._.length > 1 && !args["dry-run"]) {
    const mistrusted = await askForAll(args, context);
    if (mistrusted !== null) return mistrusted;
  }
  for (const file of args._) {
    const code = await runFile({ ...args, file }, context);
    if (code !== exit.done) return code;
  }
  return exit.done;
}

/** Nobody may be there any more when the second plan begins. What cannot be read is told when its turn comes. */
function askForAll(
  args: Omit<RunArguments, "file"> & { _: string[] },
  context: Context,
): Promise<ExitCode | null> {
  return withRefusals<ExitCode | null>(context, async (refuse) => {
    const gate = trustGate(args, context, refuse);
    if (typeof gate === "number") return gate;
    for (const file of args._) {
      const read = readSource(file, context.cwd);
      if (!read.ok) continue;
      const { planFile } = findPlace(context.cwd, file);
      const mistrusted = await gate.pass(file, planFile, lintPlan(read.source));
      if (mistrusted !== null) return mistrusted;
    }
    return null;
  });
}

async function runFile(args: RunArguments, context: Context): Promise<ExitCode> {
  const refuse = (problem: string, help?: string) => {
    writeProblem(context, problem, help);
    return exit.usage;
  };
  if (isPipe(resolve(context.cwd, args.file)))
    return refuse(`${args.file}: is no regular file, so no box in it can be ticked`);
  const read = readSource(args.file, context.cwd);
  if (!read.ok) return refuse(read.problem);
  const begun: { run?: Begun } = {};
  const onBegun = (run: Begun) => {
    begun.run = run;
  };
  let code: ExitCode = exit.usage;
  try {
    code = await runSource(args, read.source, context, refuse, onBegun);
  } catch (error) {
    if (!(error instanceof RunError || error instanceof LaunchError)) throw error;
    refuse(error.message, error.help);
  } finally {
    const command = args["on-complete"];
    if (command !== undefined && begun.run !== undefined)
      await runOnComplete(command, { ...begun.run, exitCode: code }, context);
  }
  return code;
}

/** A run that has begun, or gone on: whatever becomes of it then, it has been one. */
interface Begun {
  readonly root: string;
  readonly run: string;
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
  source: Source,
  context: Context,
  refuse: (problem: string, help?: string) => ExitCode,
  onBegun: (begun: Begun) => void,
): Promise<ExitCode> {
  const { root, planFile, file } = findPlace(context.cwd, args.file);
  const output = args.json
    ? streamRun(context, root, file, args.resume ?? false)
    : tellRun(context, file, args.plain ?? false);
  const setup = await readSetup({ cwd: context.cwd, root, env: context.env });
  const { config } = setup.loaded;
  const read = readRunOptions(args, config);
  if (!read.ok) return refuse(read.problem);
  const { options } = read;
  const { resources, problems } = readResources(setup, options.override);
  if (!tellSetup(setup, problems, context)) return exit.usage;

  const earlier = args.resume ? null : earlierRun(root, file);
  const asLint = lintOptions(setup, args["allow-human"] ?? false);
  const compiled = compilePlan(args.file, source.text, resources, earlier, asLint);
  const selected = selectTasks(compiled.specs, options.selection);
  if ("problem" in selected) return refuse(`${args.file}: ${selected.problem}`);
  const plan = { ...compiled, specs: selected.specs };
  if (plan.blockers.length > 0 && !args.resume) {
    writeBlockers(args.file, plan, context);
    return exit.failed;
  }
  if (args["dry-run"]) {
    output.showPlanned(plan);
    return exit.done;
  }
  const gate = trustGate(args, context, refuse);
  if (typeof gate === "number") return gate;
  if (!args.resume && plan.specs.every((spec) => spec.claimed)) {
    const aside = plan.specs.filter((spec) => spec.claimed === "set-aside").length;
    const code = aside === 0 ? exit.done : exit.waiting;
    const reason =
      aside === 0
        ? `all ${plural(plan.specs.length, "task")} done; nothing to run`
        : `nothing to run: ${plural(aside, "task")} set aside, all others done or left out`;
    output.showOmitted(reason, code);
    return code;
  }
  if (earlier && !isFinished(earlier) && runningRun(root, file) !== earlier.id)
    output.showNotice(
      `an earlier run (${earlier.id}) did not finish; --resume goes on with it, this one starts anew`,
    );
  for (const notice of missingSkills(plan)) output.showNotice(notice);
  const mistrusted = await gate.pass(args.file, planFile, plan);
  if (mistrusted !== null) return mistrusted;
  const chosen = await chooseSandbox(args.sandbox ?? "auto", root, options.attach !== null, context.env);
  if (!chosen.ok) return refuse(chosen.problem, chosen.help);
  output.showSandbox(chosen.line);
  let run: string | null = null;
  const { serverFor } = await import("./run-server.ts");
  const request: Omit<RunRequest, "signal"> = {
    root,
    planFile,
    file,
    text: source.text,
    resources,
    limits: options.limits,
    selection: options.selection,
    slotFolder: join(stateFolder(context.env), "slots"),
    promptLimits: options.promptLimits,
    checkTimeout: options.checkTimeout,
    sandbox: chosen.sandbox,
    resume: args.resume ?? false,
    isTrusted: gate.isTrusted,
    launch: serverFor({
      root,
      env: context.env,
      attach: options.attach,
      port: options.port,
      plugins: config.plugins,
      confinement: chosen.sandbox?.server ?? null,
      earlier,
      tell: (lines) => {
        for (const line of lines) output.showNotice(line);
      },
    }),
    watcher: {
      ...output.watcher,
      onOpen(id) {
        run = id;
        output.watcher.onOpen(id);
      },
      onStart(start) {
        onBegun({ root, run: start.run });
        output.watcher.onStart(start);
      },
    },
  };
  const { state, interrupted, run: id } = await conduct(request, () => run, output, context);
  onBegun({ root, run: id });
  const recorded = readRun(root, id);
  const code = exitOf(state, interrupted !== null);
  output.showEnding({
    state,
    path: recorded && criticalPath(recorded.entries),
    interrupted,
    code,
  });
  return code;
}

/** Runs it to its end; after that nothing is seen any more but what stays. */
async function conduct(
  request: Omit<RunRequest, "signal">,
  run: () => string | null,
  output: RunOutput,
  context: Context,
): Promise<RunReport> {
  const stderr: Output = {
    ...context.stderr,
    write(text) {
      // What is drawn must not be drawn over it.
      output.close();
      context.stderr.write(text);
    },
  };
  try {
    return await withSignals({ ...context, stderr }, run, (signal) => executePlan({ ...request, signal }));
  } catch (error) {
    output.showBreak(error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    output.close();
  }
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

/** Shows what is wrong with configurations and skills; whether a run can go on all the same. */
function tellSetup({ loaded }: Setup, skillProblems: readonly string[], context: Context): boolean {
  const reports = reportsOf(loaded, "all");
  if (reports.length > 0) context.stderr.write(lintPretty(reports, styleOf(context.stderr, context.env)));
  for (const problem of [...loaded.problems, ...skillProblems]) writeProblem(context, problem);
  return loaded.problems.length === 0 && countOf(reports, "error") === 0;
}

/** Skills that tasks name and nobody has: the tasks go on without. */
function missingSkills({ tasks }: RunnablePlan): string[] {
  const missing = new Map<string, string[]>();
  for (const { id, assignment } of tasks.values())
    for (const name of assignment.missingSkills) missing.set(name, [...(missing.get(name) ?? []), id]);
  return [...missing].map(
    ([name, ids]) =>
      `skill ${name} is nowhere to be found: ${ids.length === 1 ? "task" : "tasks"} ${ids.join(", ")} ${ids.length === 1 ? "goes" : "go"} without it`,
  );
}
