import { taskName } from "../brief.ts";
import { compileReviewPrompt } from "../judging.ts";
import { noUsage } from "../usage.ts";
import type { Verdict } from "../verdict.ts";
import { readReview, reviewSchema } from "./answers.ts";
import { type RunContext, taskOf } from "./context.ts";
import { runCommands } from "./criteria.ts";
import type { Emit } from "./emit.ts";
import { askIndependent } from "./independent.ts";

/**
 * Carries out a final verification task: runs the commands among its own criteria, then asks one read-only
 * session for APPROVE or REJECT. A command that fails rejects by itself, without asking anybody.
 */
export async function performReview(
  context: RunContext,
  { task: id, attempt }: { task: string; attempt: number },
  emit: Emit,
): Promise<void> {
  const runTask = taskOf(context, id);
  const { results, questions } = await runCommands(
    context,
    runTask,
    attempt,
    () => true,
    (result) => void emit({ type: "criterion.checked", task: id, attempt, result }),
  );
  if (context.signal.aborted) return;
  const because = (verdict: Verdict) =>
    results.filter((r) => r.verdict === verdict).map((r) => `${r.text}: ${r.reason}`);
  const end = { type: "review.ended", task: id, attempt, usage: noUsage, fault: null } as const;
  if (because("fail").length > 0)
    return emit({ ...end, review: { verdict: "REJECT", reasons: because("fail"), reopen: [] }, message: "" });
  if (because("unsure").length > 0)
    return emit({ ...end, review: null, message: because("unsure").join("; ") });
  const { resolved } = runTask.assignment;
  const { plan } = context.revisions.planOf(context.state(), id);
  const exhibits = { changes: await context.world.tree.changes(), results };
  const { answer, why, usage, fault } = await askIndependent(
    context,
    {
      title: `Review ${taskName(runTask.task)}`,
      text: compileReviewPrompt(plan, runTask.task, context.file, questions, exhibits),
      schema: reviewSchema,
      read: readReview,
      resolved,
      task: id,
      attempt,
      onSession: (session, choice) =>
        void emit({ type: "session.opened", task: id, attempt, session, agent: resolved.agent, ...choice }),
    },
    emit,
  );
  if (context.signal.aborted) return emit({ type: "usage.counted", task: id, usage });
  await emit({ ...end, review: answer, message: why, usage, fault });
}
