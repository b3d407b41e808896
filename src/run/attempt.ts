import { compileBrief, compilePrompt, taskName } from "../brief.ts";
import type { AttemptEnd } from "../event.ts";
import { type AgentRuntime, type Outcome, ServerDied } from "../runtime/runtime.ts";
import type { AttemptCommand } from "../state.ts";
import { noUsage } from "../usage.ts";
import { type Emit, type RunContext, taskOf } from "./context.ts";

/** Carries out one attempt: a prompt to the task's session, awaited to its end. Once stopped, only its usage is told. */
export async function performAttempt(
  context: RunContext,
  command: AttemptCommand,
  emit: Emit,
): Promise<void> {
  const runtime = await context.server.runtime();
  let outcome: Outcome;
  if (command.session === null) outcome = await promptNewSession(context, runtime, command, emit);
  else {
    outcome = await prompt(context, runtime, command, command.session, false);
    // The runtime has lost the session, e.g. with its database: the attempt begins again in a new one.
    if (outcome.kind === "failed" && outcome.reason === "no-such-session")
      outcome = await promptNewSession(context, runtime, command, emit);
  }
  const { task, attempt } = command;
  if (context.signal.aborted) return emit({ type: "usage.counted", task, usage: outcome.usage });
  emit({ type: "attempt.ended", task, attempt, end: endOf(outcome), usage: outcome.usage });
}

async function promptNewSession(
  context: RunContext,
  runtime: AgentRuntime,
  command: AttemptCommand,
  emit: Emit,
): Promise<Outcome> {
  const { task, resolved } = taskOf(context, command.task);
  let session: string;
  try {
    session = await runtime.openSession({ title: taskName(task), rights: "write", protect: [context.file] });
  } catch (error) {
    const reason = error instanceof ServerDied ? "server-died" : "no-answer";
    const message = error instanceof Error ? error.message : String(error);
    return { kind: "failed", reason, message, usage: noUsage };
  }
  const { agent, model, variant } = resolved;
  emit({
    type: "session.opened",
    task: command.task,
    attempt: command.attempt,
    session,
    agent,
    model,
    variant,
  });
  return prompt(context, runtime, command, session, true);
}

function prompt(
  context: RunContext,
  runtime: AgentRuntime,
  command: AttemptCommand,
  session: string,
  newSession: boolean,
): Promise<Outcome> {
  const { task, tested, resolved } = taskOf(context, command.task);
  const brief = compileBrief({ plan: context.plan, task, file: context.file, tested });
  return runtime.prompt({
    session,
    rights: "write",
    text: compilePrompt(brief, { ...command, newSession }),
    opening: compilePrompt(brief, { ...command, newSession: true }),
    choice: { model: resolved.model, variant: resolved.variant },
    answer: null,
    limits: context.limits,
    signal: context.signal,
    onActivity: (activity) => context.onActivity(command.task, activity),
  });
}

function endOf(outcome: Outcome): AttemptEnd {
  return outcome.kind === "finished"
    ? { kind: "finished" }
    : { kind: "failed", reason: outcome.reason, message: outcome.message };
}
