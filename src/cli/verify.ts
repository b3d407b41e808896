import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { testedOf } from "../criteria/plan-checks.ts";
import { type LintedPlan, lintPlan } from "../lint.ts";
import type { Style } from "../report/style.ts";
import { rehearsedLines, verifiedLines, verifiedSummary } from "../report/verify.ts";
import { type CheckedTask, type VerifiedTask, verifyTasks } from "../run/verify.ts";
import { checkWorld } from "../run/world.ts";
import { closest } from "../suggest.ts";
import { type Context, styleOf } from "./context.ts";
import { parseDuration } from "./duration.ts";
import { type ExitCode, exit } from "./exit.ts";
import { readSource } from "./files.ts";
import { findPlace } from "./place.ts";
import { type Refuse, withRefusals } from "./refuse.ts";
import { chooseSandbox, type SandboxMode } from "./run-sandbox.ts";
import { withSignals } from "./signals.ts";
import { trustGate } from "./trust-gate.ts";

/** The arguments of `omo plan verify` and `omo plan rehearse`. */
export interface VerifyArguments {
  /** The plan, and labels of tasks. */
  readonly _: string[];
  readonly json?: boolean | undefined;
  readonly "check-timeout"?: string | undefined;
  readonly sandbox?: SandboxMode | undefined;
  readonly trust?: string | undefined;
  readonly "trust-all"?: boolean | undefined;
}

/** What the two commands do otherwise. */
interface Purpose {
  /** The tasks where none is named. */
  readonly chosen: (task: CheckedTask) => boolean;
  readonly linesOf: (one: VerifiedTask, style: Style) => string[];
  readonly summaryOf: ((tasks: readonly VerifiedTask[]) => string) | null;
  readonly exitOf: (tasks: readonly VerifiedTask[]) => ExitCode;
}

const has = (tasks: readonly VerifiedTask[], verdict: "fail" | "unsure") =>
  tasks.some(({ results }) => results.some((result) => result.verdict === verdict));

/**
 * `omo plan verify FILE [TASKS…]`: the criteria of ticked tasks, or of those named, once more. Exits 1 where one does not
 * hold, and 3 where one could not be checked.
 */
export function verify(args: VerifyArguments, context: Context): Promise<ExitCode> {
  return lookAt(args, context, {
    chosen: ({ task }) => task.box?.checked ?? false,
    linesOf: verifiedLines,
    summaryOf: verifiedSummary,
    exitOf: (tasks) => (has(tasks, "fail") ? exit.failed : has(tasks, "unsure") ? exit.waiting : exit.done),
  });
}

/**
 * `omo plan rehearse FILE [TASKS…]`: the checks of tasks that are not ticked, or of those named, before anybody works on
 * them. Exits 3 where one cannot run here: that they do not pass yet is what the work is for.
 */
export function rehearse(args: VerifyArguments, context: Context): Promise<ExitCode> {
  return lookAt(args, context, {
    chosen: ({ task }) => !task.box?.checked && !task.final,
    linesOf: rehearsedLines,
    summaryOf: null,
    exitOf: (tasks) => (has(tasks, "unsure") ? exit.waiting : exit.done),
  });
}

function lookAt(args: VerifyArguments, context: Context, purpose: Purpose): Promise<ExitCode> {
  return withRefusals(context, async (refuse) => {
    const [file = "", ...labels] = args._;
    const { root, planFile, file: name } = findPlace(context.cwd, file);
    const read = readSource(file, context.cwd);
    if (!read.ok) return refuse(read.problem);
    const timeout = parseDuration(args["check-timeout"] ?? "10m");
    if (timeout === null)
      return refuse(`--check-timeout takes a time like 90s, 10m or 2h, not "${args["check-timeout"]}"`);
    const linted = lintPlan(read.source);
    const tasks = tasksOf(linted, labels, purpose, refuse);
    if (typeof tasks === "number") return tasks;
    const gate = trustGate(args, context, refuse);
    if (typeof gate === "number") return gate;
    const mistrusted = await gate.pass(file, planFile, linted);
    if (mistrusted !== null) return mistrusted;
    const chosen = await chooseSandbox(args.sandbox ?? "auto", root, false, context.env);
    if (!chosen.ok) return refuse(chosen.problem, chosen.help);
    const style = styleOf(context.stdout, context.env);
    const show = (lines: readonly string[]) => {
      if (!args.json) for (const line of lines) context.stdout.write(`${line}\n`);
    };
    const logs = mkdtempSync(join(tmpdir(), "omo-verify-"));
    // Marks the processes, as the id of a run does.
    const run = basename(logs);
    try {
      let interrupted = false;
      const verified = await withSignals(
        context,
        () => run,
        async (signal) => {
          const where = {
            world: checkWorld(root),
            root,
            run,
            paths: { checks: logs },
            checkTimeout: timeout,
          };
          const all = await verifyTasks({ ...where, sandbox: chosen.sandbox, signal }, tasks, (one) =>
            show(purpose.linesOf(one, style)),
          );
          interrupted = signal.aborted;
          return all;
        },
      );
      if (purpose.summaryOf !== null) show([purpose.summaryOf(verified)]);
      if (args.json) context.stdout.write(`${JSON.stringify(toJson(name, verified), null, 2)}\n`);
      return interrupted ? exit.interrupted : purpose.exitOf(verified);
    } finally {
      rmSync(logs, { recursive: true, force: true });
    }
  });
}

/** The tasks that are to be looked at, in the order of the plan. */
function tasksOf(
  { graph, checks }: LintedPlan,
  labels: readonly string[],
  { chosen }: Purpose,
  refuse: Refuse,
): CheckedTask[] | ExitCode {
  const all = graph.nodes.map(({ id, task }, i): CheckedTask => {
    const compiled = checks.tasks[i];
    return { id, task, tested: compiled ? testedOf(task, compiled) : [] };
  });
  const ids = all.map(({ id }) => id);
  const unknown = labels.find((label) => !ids.some((id) => id.toLowerCase() === label.toLowerCase()));
  if (unknown !== undefined) {
    const near = closest(unknown, ids);
    return refuse(
      `there is no task ${unknown}`,
      near === null ? "`omo plan show` lists the tasks of a plan" : `did you mean ${near}?`,
    );
  }
  const wanted = new Set(labels.map((label) => label.toLowerCase()));
  return labels.length === 0 ? all.filter(chosen) : all.filter(({ id }) => wanted.has(id.toLowerCase()));
}

function toJson(plan: string, tasks: readonly VerifiedTask[]) {
  return {
    version: 1,
    plan,
    tasks: tasks.map(({ id, title, ticked, results, unread }) => ({
      task: id,
      title,
      ticked,
      unread,
      criteria: results.map(({ index, text, verdict, by, evidence, reason, duration }) => ({
        criterion: index + 1,
        text,
        verdict,
        by,
        evidence,
        reason,
        duration: Math.round(duration),
      })),
    })),
  };
}
