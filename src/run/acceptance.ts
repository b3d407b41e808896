import { taskName } from "../brief.ts";
import { compileJudgePrompt, type Question, wholeTaskQuestion } from "../judging.ts";
import type { Command } from "../state.ts";
import { noUsage, type Usage } from "../usage.ts";
import type { CriterionResult } from "../verdict.ts";
import { judgementSchema, readJudgement } from "./answers.ts";
import { type RunContext, taskOf } from "./context.ts";
import { runCommands, since } from "./criteria.ts";
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
