import type { Check, CommandCheck, FileCheck } from "../criteria/check.ts";
import { matchCommand, scriptOf } from "../criteria/match.ts";
import type { Question } from "../judging.ts";
import type { CriterionResult, Verdict } from "../verdict.ts";
import { checkLog, checkName, type RunPaths } from "./paths.ts";
import type { RunTask } from "./run-task.ts";
import type { Sandbox } from "./sandbox.ts";
import type { CheckWorld } from "./world.ts";

/** What it takes to settle criteria without a reader. */
export interface CheckContext {
  readonly world: CheckWorld;
  /** The git root: where commands run. */
  readonly root: string;
  /** Whose the commands are; marks their processes. */
  readonly run: string;
  readonly paths: Pick<RunPaths, "checks">;
  /** Milliseconds one command may take. */
  readonly checkTimeout: number;
  /** What programs are kept to; null for nothing. */
  readonly sandbox: Sandbox | null;
  /** Fires when they are to end. */
  readonly signal: AbortSignal;
}

/**
 * Settles what the executor can settle by itself, one criterion after the other: runs commands, looks at files,
 * notes what a person has to approve. What remains are questions for a reader.
 * @param found is told each result as it comes
 */
export async function runCommands(
  context: CheckContext,
  { id, tested }: Pick<RunTask, "id" | "tested">,
  attempt: number,
  wanted: (index: number) => boolean,
  found: (result: CriterionResult) => void,
): Promise<{ results: CriterionResult[]; questions: Question[] }> {
  const results: CriterionResult[] = [];
  const questions: Question[] = [];
  for (const [index, { criterion, check }] of tested.entries()) {
    if (context.signal.aborted || !wanted(index)) continue;
    const { text } = criterion;
    const settled = await settle(context, { id, attempt, index, text }, check);
    if (context.signal.aborted) continue;
    if (!settled) questions.push({ index, text, output: null });
    else if (settled.result.verdict === "pass" && settled.open)
      questions.push({ index, text, output: settled.result.output || settled.result.reason });
    else {
      results.push(settled.result);
      found(settled.result);
    }
  }
  return { results, questions };
}

/** One criterion under test. */
interface Subject {
  readonly id: string;
  readonly attempt: number;
  readonly index: number;
  readonly text: string;
}

/** A result; `open` where it holds as far as the executor can tell, and a reader must tell the rest. */
interface Settled {
  readonly result: CriterionResult;
  readonly open: boolean;
}

/** Null for what only a reader can settle. */
async function settle(context: CheckContext, subject: Subject, check: Check): Promise<Settled | null> {
  switch (check.kind) {
    case "command":
      return runCommand(context, subject, check);
    case "file":
      return lookAtFiles(context, subject, check);
    case "human":
    case "approval": {
      const { index, text } = subject;
      const reason = "waits for a person: tick the task's box to approve";
      const base = { index, text, evidence: check.phrase, output: "", duration: 0 };
      return { result: { ...base, by: "person", verdict: "unsure", reason }, open: false };
    }
    default:
      return null;
  }
}

function lookAtFiles(context: CheckContext, { index, text }: Subject, check: FileCheck): Settled {
  const started = context.world.clock.now();
  const { outcome, reason } = context.world.tree.look(check);
  const verdict = { holds: "pass", open: "pass", fails: "fail", refused: "unsure" } as const;
  const evidence = [...new Set(check.demands.map(({ path }) => path))].join(", ");
  const base = { index, text, by: "file" as const, evidence, output: "" };
  return {
    result: { ...base, verdict: verdict[outcome], reason, duration: since(context, started) },
    open: outcome === "open" || check.judged !== null,
  };
}

async function runCommand(
  context: CheckContext,
  { id, attempt, index, text }: Subject,
  check: CommandCheck,
): Promise<Settled> {
  const ran = await context.world.shell({
    script: scriptOf(check),
    stopAtFailure: check.fence,
    directory: context.root,
    log: checkLog(context.paths, id, attempt, index),
    timeout: context.checkTimeout,
    confinement: context.sandbox?.checks ?? null,
    run: context.run,
    mark: `${context.run}/${checkName(id, attempt, index)}`,
    signal: context.signal,
  });
  const base = {
    index,
    text,
    by: "command" as const,
    evidence: check.script,
    output: ran.output,
    duration: ran.duration,
  };
  const ended = (verdict: Verdict, reason: string, open = false) => ({
    result: { ...base, verdict, reason },
    open,
  });
  switch (ran.end) {
    case "not-started":
      return ended("unsure", `bash could not be started: ${ran.output}`);
    case "timed-out":
      return ended("fail", `not done after ${context.checkTimeout / 1000} s`);
    case "cancelled":
      return ended("unsure", "the run was stopped");
    case "exited": {
      const missing = missingTool(ran);
      if (missing !== null) return ended("unsure", `could not check: ${missing} is not installed here`);
      const match = matchCommand(check, ran);
      return ended(match.holds ? "pass" : "fail", match.reason, match.open || leavesWords(check));
    }
  }
}

/** What bash did not find, where that is what a script ended with: no agent can be blamed for it. */
function missingTool({
  status,
  output,
}: {
  readonly status: number;
  readonly output: string;
}): string | null {
  if (status !== 127) return null;
  return /^(?:bash|.*\/bash): line \d+: (\S+): command not found$/m.exec(output)?.[1] ?? null;
}

/** Whether part of what is expected is in words that no matcher covers. */
function leavesWords({ expect, assertions }: CommandCheck): boolean {
  return [expect, ...assertions.map((assertion) => assertion.expect)].some(({ judged }) => judged !== null);
}

/** Milliseconds from a moment to now; none where the clock was set back meanwhile. */
export function since({ world }: { readonly world: Pick<CheckWorld, "clock"> }, started: number): number {
  return Math.max(0, world.clock.now() - started);
}
