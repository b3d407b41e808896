import { nextCandidate } from "../agents/models.ts";
import { compilePrompt, takeOverPrompt, taskName } from "../brief.ts";
import type { AttemptEnd } from "../event.ts";
import { readAnswer } from "../runtime/answer.ts";
import { type AgentRuntime, type Outcome, ServerDied } from "../runtime/runtime.ts";
import type { AttemptCommand } from "../state.ts";
import { addUsage, noUsage } from "../usage.ts";
import { readAsks, readNotes } from "./answers.ts";
import { type RunContext, taskOf } from "./context.ts";
import type { Emit } from "./emit.ts";
import { leftUndone } from "./left-undone.ts";
import { profileName } from "./profiles.ts";
import { promptWithFallback } from "./prompting.ts";
import { briefOf } from "./task-brief.ts";

/** Carries out one attempt: a prompt to the task's session, awaited to its end. Once stopped, only its usage is told. */
export async function performAttempt(
  context: RunContext,
  command: AttemptCommand,
  emit: Emit,
): Promise<void> {
  const runtime = await context.server.runtime();
  // Called off before it began: a session would be nobody's.
  if (context.signal.aborted) return;
  const { resolved } = taskOf(context, command.task).assignment;
  const first =
    nextCandidate(context.candidates(resolved), context.state().resting, context.world.clock.now()) ?? 0;
  const begun: Begun = { context, runtime, command, first, emit };
  let outcome: Outcome;
  if (command.session === null) outcome = await promptNewSession(begun);
  else {
    outcome = await prompt(begun, command.session, false);
    // The runtime has lost the session, e.g. with its database: the attempt begins again in a new one.
    if (outcome.kind === "failed" && outcome.reason === "no-such-session") {
      const { usage, wrote } = outcome;
      const anew = await promptNewSession(begun);
      // Another model may have worked in it before it was lost.
      outcome = {
        ...anew,
        usage: addUsage(usage, anew.usage),
        wrote: [...new Set([...wrote, ...anew.wrote])],
      };
    }
  }
  const { task, attempt } = command;
  if (context.signal.aborted) return emit({ type: "usage.counted", task, usage: outcome.usage });
  const { usage, wrote } = outcome;
  const finished = outcome.kind === "finished" ? outcome : null;
  const report = finished === null ? null : readAnswer(finished.text);
  await emit({
    type: "attempt.ended",
    task,
    attempt,
    end: endOf(outcome),
    usage,
    wrote,
    notes: readNotes(report),
    open: finished === null ? [] : leftUndone(context, taskOf(context, task), finished),
    asks: readAsks(report),
  });
}

/** An attempt on its way. */
interface Begun {
  readonly context: RunContext;
  readonly runtime: AgentRuntime;
  readonly command: AttemptCommand;
  /** Position of the model that begins. */
  readonly first: number;
  readonly emit: Emit;
}

async function promptNewSession(begun: Begun): Promise<Outcome> {
  const { context, runtime, command, first, emit } = begun;
  const { task, assignment } = taskOf(context, command.task);
  const { resolved } = assignment;
  let session: string;
  try {
    session = await runtime.openSession({
      title: taskName(task),
      agent: profileName(resolved),
      rights: resolved.rights,
      protect: [context.file],
    });
  } catch (error) {
    const reason = error instanceof ServerDied ? "server-died" : "no-answer";
    const message = error instanceof Error ? error.message : String(error);
    return { kind: "failed", reason, fault: null, message, usage: noUsage, wrote: [] };
  }
  if (context.signal.aborted)
    return { kind: "failed", reason: "cancelled", fault: null, message: "", usage: noUsage, wrote: [] };
  const { model = null, variant = null, reason = "" } = context.candidates(resolved)[first] ?? {};
  await emit({
    type: "session.opened",
    task: command.task,
    attempt: command.attempt,
    session,
    agent: resolved.agent,
    model,
    variant,
    reason,
  });
  return prompt(begun, session, true);
}

function prompt(begun: Begun, session: string, newSession: boolean): Promise<Outcome> {
  const { context, runtime, command, first, emit } = begun;
  const runTask = taskOf(context, command.task);
  const { resolved } = runTask.assignment;
  const state = context.state();
  const { plan } = context.revisions.planOf(state, runTask.id);
  const dependsOn = { get: (id: string) => state.tasks.get(id)?.spec.dependsOn };
  const brief = briefOf({ file: context.file, plan, dependsOn }, runTask, context.world);
  const opening = compilePrompt(brief, { ...command, newSession: true });
  const { task, attempt } = command;
  return promptWithFallback(
    context,
    {
      task,
      attempt,
      candidates: context.candidates(resolved),
      first,
      send: ({ model, variant }, isTakeOver, isLast) =>
        runtime.prompt({
          session,
          agent: profileName(resolved),
          rights: resolved.rights,
          text: isTakeOver ? takeOverPrompt : compilePrompt(brief, { ...command, newSession }),
          opening,
          choice: { model, variant },
          answer: null,
          limits: { ...context.limits, providerRetries: isLast ? null : context.limits.providerRetries },
          signal: context.signal,
          onActivity: (activity) => context.onActivity(task, activity),
        }),
    },
    emit,
  );
}

function endOf(outcome: Outcome): AttemptEnd {
  return outcome.kind === "finished"
    ? { kind: "finished" }
    : { kind: "failed", reason: outcome.reason, fault: outcome.fault, message: outcome.message };
}
