import { join } from "node:path";
import { taskName } from "../brief.ts";
import type { Check, CommandCheck, FileCheck } from "../criteria/check.ts";
import { matchCommand, scriptOf } from "../criteria/match.ts";
import { compileJudgePrompt, type Question, wholeTaskQuestion } from "../judging.ts";
import type { Command } from "../state.ts";
import { noUsage, type Usage } from "../usage.ts";
import type { CriterionResult, Verdict } from "../verdict.ts";
import { judgementSchema, readJudgement } from "./answers.ts";
import { type RunContext, taskOf } from "./context.ts";
import type { Emit } from "./emit.ts";
import { evidenceOf } from "./evidence.ts";
import { askIndependent } from "./independent.ts";
import type { RunTask } from "./run-task.ts";

/**
 * Puts a task's criteria to the test: commands first, by the executor; then, when none has failed, what only a
 * reader can settle, by one independent session. Emits a result per criterion and `checks.ended`.
 * @param only positions of the criteria to test; null for all
 */
export async function performCheck(
  context: RunContext,
  command: Extract<Command, { type: "check" }>,
  emit: Emit,
): Promise<void> {
  const runTask = taskOf(context, command.task);
  const { task, attempt } = command;
  const wanted = (index: number) =>
    !command.waived.includes(index) && (command.only === null || command.only.includes(index));
  const { results, questions } = await runCommands(
    context,
    runTask,
    attempt,
    wanted,
    (result) => void emit({ type: "criterion.checked", task, attempt, result }),
  );
  if (context.signal.aborted) return;
  if (runTask.task.criteria.length === 0 && !command.waived.includes(-1))
    questions.push(wholeTaskQuestion(runTask.task));
  let usage: Usage = noUsage;
  let fault: string | null = null;
  if (questions.length > 0 && !results.some((r) => r.verdict === "fail")) {
    const judged = await judge(context, runTask, attempt, questions, results, emit);
    usage = judged.usage;
    fault = judged.fault;
    if (context.signal.aborted) return emit({ type: "usage.counted", task, usage });
    if (fault === null)
      for (const result of judged.results) void emit({ type: "criterion.checked", task, attempt, result });
  }
  if (context.signal.aborted) return;
  await emit({ type: "checks.ended", task, attempt, usage, evidence: evidenceOf(context, task), fault });
}

/**
 * Settles what the executor can settle by itself, one criterion after the other: runs commands, looks at files,
 * notes what a person has to approve. What remains are questions for a reader.
 * @param found is told each result as it comes
 */
export async function runCommands(
  context: RunContext,
  { id, tested }: RunTask,
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
async function settle(context: RunContext, subject: Subject, check: Check): Promise<Settled | null> {
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

function lookAtFiles(context: RunContext, { index, text }: Subject, check: FileCheck): Settled {
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
  context: RunContext,
  { id, attempt, index, text }: Subject,
  check: CommandCheck,
): Promise<Settled> {
  const name = `${encodeURIComponent(id).slice(0, 100)}-${attempt}-${index}`;
  const ran = await context.world.shell({
    script: scriptOf(check),
    stopAtFailure: check.fence,
    directory: context.root,
    log: join(context.paths.checks, `${name}.log`),
    timeout: context.checkTimeout,
    confinement: context.sandbox?.checks ?? null,
    run: context.run,
    mark: `${context.run}/${name}`,
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
      const match = matchCommand(check, ran);
      return ended(match.holds ? "pass" : "fail", match.reason, match.open || leavesWords(check));
    }
  }
}

/** Whether part of what is expected is in words that no matcher covers. */
function leavesWords({ expect, assertions }: CommandCheck): boolean {
  return [expect, ...assertions.map((assertion) => assertion.expect)].some(({ judged }) => judged !== null);
}

async function judge(
  context: RunContext,
  { id, task }: RunTask,
  attempt: number,
  questions: readonly Question[],
  ran: readonly CriterionResult[],
  emit: Emit,
): Promise<{ results: CriterionResult[]; usage: Usage; fault: string | null }> {
  const started = context.world.clock.now();
  const exhibits = { changes: await context.world.tree.changes(), results: ran };
  const { answer, why, usage, fault } = await askIndependent(
    context,
    {
      title: `Judge ${taskName(task)}`,
      text: compileJudgePrompt(task, questions, exhibits),
      schema: judgementSchema,
      read: readJudgement,
      resolved: context.reviewer,
      task: id,
      attempt,
    },
    emit,
  );
  const duration = since(context, started);
  const results = questions.map(({ index, text }): CriterionResult => {
    const base = { index, text, by: "judge" as const, output: "", duration };
    const given = answer?.verdicts.filter((v) => v.criterion === index) ?? [];
    const [verdict] = given;
    if (!verdict || given.length > 1) {
      const reason = answer === null ? why : `the judge gave ${given.length} verdicts on it`;
      return { ...base, verdict: "unsure", evidence: "", reason };
    }
    return {
      ...base,
      verdict: verdict.verdict === "cannot-tell" ? "unsure" : verdict.verdict,
      evidence: verdict.citation,
      reason: verdict.reason,
    };
  });
  return { results, usage, fault };
}

/** Milliseconds from a moment to now; none where the clock was set back meanwhile. */
function since({ world }: RunContext, started: number): number {
  return Math.max(0, world.clock.now() - started);
}
