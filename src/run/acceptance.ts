import { join } from "node:path";
import { taskName } from "../brief.ts";
import type { CommandCheck } from "../criteria/check.ts";
import { matchCommand, scriptOf } from "../criteria/match.ts";
import { compileJudgePrompt, type Question, wholeTaskQuestion } from "../judging.ts";
import { noUsage, type Usage } from "../usage.ts";
import type { CriterionResult, Verdict } from "../verdict.ts";
import { judgementSchema, readJudgement } from "./answers.ts";
import { type Emit, type RunContext, type RunTask, taskOf } from "./context.ts";
import { describeChanges } from "./git.ts";
import { askIndependent } from "./independent.ts";
import { runShell } from "./shell.ts";

/**
 * Puts a task's criteria to the test: commands first, by the executor; then, when none has failed, what only a
 * reader can settle, by one independent session. Emits a result per criterion and `checks.ended`.
 * @param only positions of the criteria to test; null for all
 */
export async function performCheck(
  context: RunContext,
  command: { task: string; attempt: number; only: readonly number[] | null },
  emit: Emit,
): Promise<void> {
  const runTask = taskOf(context, command.task);
  const { task, attempt } = command;
  const wanted = (index: number) => command.only === null || command.only.includes(index);
  const { results, questions } = await runCommands(context, runTask, attempt, wanted, (result) =>
    emit({ type: "criterion.checked", task, attempt, result }),
  );
  if (context.signal.aborted) return;
  if (runTask.task.criteria.length === 0) questions.push(wholeTaskQuestion(runTask.task));
  let usage: Usage = noUsage;
  if (questions.length > 0 && !results.some((r) => r.verdict === "fail")) {
    const judged = await judge(context, runTask, questions, results);
    usage = judged.usage;
    if (context.signal.aborted) return emit({ type: "usage.counted", task, usage });
    for (const result of judged.results) emit({ type: "criterion.checked", task, attempt, result });
  }
  if (!context.signal.aborted) emit({ type: "checks.ended", task, attempt, usage });
}

/**
 * Runs the commands among a task's criteria, one after the other, and collects the questions that remain.
 * @param found is told each result as it comes
 */
export async function runCommands(
  context: RunContext,
  { id, task, checks }: RunTask,
  attempt: number,
  wanted: (index: number) => boolean,
  found: (result: CriterionResult) => void,
): Promise<{ results: CriterionResult[]; questions: Question[] }> {
  const results: CriterionResult[] = [];
  const questions: Question[] = [];
  for (const [index, criterion] of task.criteria.entries()) {
    const check = checks[index];
    if (context.signal.aborted || !check || !wanted(index)) continue;
    if (check.kind !== "command") {
      questions.push({ index, text: criterion.text, output: null });
      continue;
    }
    const { result, open } = await runCommand(context, id, attempt, index, criterion.text, check);
    if (context.signal.aborted) continue;
    if (result.verdict === "pass" && open) {
      questions.push({ index, text: criterion.text, output: result.output });
      continue;
    }
    results.push(result);
    found(result);
  }
  return { results, questions };
}

async function runCommand(
  context: RunContext,
  id: string,
  attempt: number,
  index: number,
  text: string,
  check: CommandCheck,
): Promise<{ result: CriterionResult; open: boolean }> {
  const name = `${encodeURIComponent(id).slice(0, 100)}-${attempt}-${index}`;
  const ran = await runShell({
    script: scriptOf(check),
    stopAtFailure: check.fence,
    directory: context.root,
    log: join(context.paths.checks, `${name}.log`),
    timeout: context.checkTimeout,
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
  const settle = (verdict: Verdict, reason: string, open = false) => ({
    result: { ...base, verdict, reason },
    open,
  });
  switch (ran.end) {
    case "not-started":
      return settle("unsure", `bash could not be started: ${ran.output}`);
    case "timed-out":
      return settle("fail", `not done after ${context.checkTimeout / 1000} s`);
    case "cancelled":
      return settle("unsure", "the run was stopped");
    case "exited": {
      const match = matchCommand(check, ran);
      return settle(match.holds ? "pass" : "fail", match.reason, match.open || check.expect.judged !== null);
    }
  }
}

async function judge(
  context: RunContext,
  { id, task }: RunTask,
  questions: readonly Question[],
  ran: readonly CriterionResult[],
): Promise<{ results: CriterionResult[]; usage: Usage }> {
  const started = performance.now();
  const exhibits = { changes: await describeChanges(context.root), results: ran };
  const { answer, why, usage } = await askIndependent(context, {
    title: `Judge ${taskName(task)}`,
    text: compileJudgePrompt(task, questions, exhibits),
    schema: judgementSchema,
    read: readJudgement,
    choice: context.reviewer,
    task: id,
  });
  const duration = performance.now() - started;
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
  return { results, usage };
}
