import { taskName } from "../brief.ts";
import { compileConsultPrompt, writeUpFailures } from "../consulting.ts";
import type { RunState } from "../state.ts";
import { adviceSchema, readAdvice } from "./answers.ts";
import { type RunContext, taskOf } from "./context.ts";
import type { Emit } from "./emit.ts";
import { askIndependent } from "./independent.ts";
import { pathInside } from "./workspace.ts";

/**
 * Stops a task that has failed too often: writes its failures up, takes its changes back, and asks for advice. What
 * other tasks have written too is not taken back; then nothing is, and a person has to look. What is taken back stays
 * in git's store, and the event says under which name.
 */
export async function performRecovery(
  context: RunContext,
  { task: id, attempt, reason }: { task: string; attempt: number; reason: string },
  emit: Emit,
): Promise<void> {
  const { task } = taskOf(context, id);
  const state = context.state();
  const record = state.tasks.get(id);
  const base = context.base;
  const files = writtenBy(context, state, id);
  const diff = base === null ? "" : await context.world.tree.diff(base, files);
  const text = writeUpFailures({
    task,
    reason,
    attempts: record?.attempts ?? attempt,
    failed: (record?.results ?? []).filter(({ verdict }) => verdict === "fail"),
    diff,
  });
  const report = context.world.keepFailures(id, text);
  const end = { type: "recovery.ended", task: id, attempt, report } as const;
  const { answer, usage } = await askIndependent(
    context,
    {
      title: `Advise on ${taskName(task)}`,
      text: compileConsultPrompt(task, text),
      schema: adviceSchema,
      read: readAdvice,
      resolved: context.adviser,
      task: id,
      attempt,
    },
    emit,
  );
  if (context.signal.aborted) return emit({ type: "usage.counted", task: id, usage });
  if (base === null || files.length === 0)
    return emit({
      ...end,
      outcome: "recovered",
      message: "there was nothing to take back",
      advice: answer,
      usage,
    });
  // Others may have changed the same files by a shell, which nobody can tell: what is taken back stays to be had.
  const kept = await context.world.tree.snapshot();
  if (kept === null) {
    const message = "git cannot keep what would be taken back, so that nothing was";
    return emit({ ...end, outcome: "stuck", message, advice: answer, usage });
  }
  // Looked at only now: others may have written the same files while advice was asked for.
  const now = context.state();
  const others = [...now.tasks.keys()].filter((other) => other !== id);
  const written = new Set([
    ...filesOf(context, now.orphans),
    ...others.flatMap((other) => writtenBy(context, now, other)),
  ]);
  const shared = files.filter((file) => written.has(file));
  if (shared.length > 0) {
    const message = `${shared.join(", ")} was written by other tasks too, so that nothing was taken back`;
    return emit({ ...end, outcome: "stuck", message, advice: answer, usage });
  }
  let restored: string[];
  try {
    restored = await context.world.tree.restore(base, files);
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
    const message = `git could not take everything back (${why}); \`git show ${kept.slice(0, 12)}:PATH\` has all as it was`;
    return emit({ ...end, outcome: "stuck", message, advice: answer, usage });
  }
  const message =
    restored.length > 0
      ? `took back ${restored.join(", ")}; \`git show ${kept.slice(0, 12)}:PATH\` has them as they were`
      : "there was nothing to take back";
  await emit({ ...end, outcome: "recovered", message, advice: answer, usage });
}

/** Files below the root that a task's sessions have written with their tools; the plan is nobody's. */
function writtenBy(context: RunContext, state: RunState, id: string): string[] {
  return filesOf(context, state.tasks.get(id)?.wrote ?? []);
}

function filesOf(context: RunContext, named: Iterable<string>): string[] {
  const inside = [...named].flatMap((path) => pathInside(context.root, path) ?? []);
  return [...new Set(inside)].filter((path) => path !== context.file && !path.startsWith(".omo/"));
}
