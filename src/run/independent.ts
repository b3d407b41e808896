import { nextCandidate } from "../agents/models.ts";
import type { Resolution } from "../agents/resolve.ts";
import { takeOverPrompt } from "../brief.ts";
import { type AgentRuntime, ServerDied } from "../runtime/runtime.ts";
import { addUsage, noUsage, type Usage } from "../usage.ts";
import type { RunContext } from "./context.ts";
import type { Emit } from "./emit.ts";
import { profileName } from "./profiles.ts";
import { promptWithFallback } from "./prompting.ts";

/** What an independent session gave back: an answer that was read, or null with why there is none. */
export interface IndependentAnswer<T> {
  readonly answer: T | null;
  readonly why: string;
  readonly usage: Usage;
  /** What is wrong with the provider, where that is why there is no answer. */
  readonly fault: string | null;
}

/** A question to a session that can only read. */
export interface IndependentQuestion<T> {
  readonly title: string;
  readonly text: string;
  readonly schema: Record<string, unknown>;
  /** Checks an answer's form; nothing unchecked goes further. */
  readonly read: (answer: unknown) => { answer: T | null; why: string };
  /** Who is asked: an agent that can only read. */
  readonly resolved: Resolution;
  /** Whose activity it is shown as, and whose attempt a failing model is told of. */
  readonly task: string;
  readonly attempt: number;
  /** Told the session's id, and the model that begins, before the first prompt. */
  readonly onSession?: (
    session: string,
    choice: { model: string | null; variant: string | null; reason: string },
  ) => void;
}

/**
 * Asks a fresh read-only session. An answer of the wrong form is asked for once more
 * in the same session. No answer is a result like any other: nobody's approval is ever made up.
 */
export async function askIndependent<T>(
  context: RunContext,
  question: IndependentQuestion<T>,
  emit: Emit,
): Promise<IndependentAnswer<T>> {
  const { resolved, task, attempt } = question;
  const opened = await openReader(context, question);
  if ("why" in opened) return { answer: null, why: opened.why, usage: noUsage, fault: null };
  const { runtime, session } = opened;
  const candidates = context.candidates(resolved);
  const chooseFirst = () =>
    nextCandidate(candidates, context.state().resting, context.world.clock.now()) ?? 0;
  const { model = null, variant = null, reason = "" } = candidates[chooseFirst()] ?? {};
  question.onSession?.(session, { model, variant, reason });
  let usage = noUsage;
  let text = question.text;
  let why = "";
  for (let ask = 0; ask < 2; ask++) {
    const asked = text;
    const outcome = await promptWithFallback(
      context,
      {
        task,
        attempt,
        candidates,
        first: chooseFirst(),
        send: (choice, isTakeOver, isLast) =>
          runtime.prompt({
            session,
            agent: profileName(resolved),
            rights: resolved.rights,
            text: isTakeOver ? takeOverPrompt : asked,
            opening: isTakeOver ? asked : null,
            choice: { model: choice.model, variant: choice.variant },
            answer: question.schema,
            limits: { ...context.limits, providerRetries: isLast ? null : context.limits.providerRetries },
            signal: context.signal,
            onActivity: (activity) => context.onActivity(task, activity),
          }),
      },
      emit,
    );
    usage = addUsage(usage, outcome.usage);
    if (outcome.kind === "failed")
      return { answer: null, why: `${outcome.reason}: ${outcome.message}`, usage, fault: outcome.fault };
    const read = question.read(outcome.answer);
    if (read.answer !== null) return { answer: read.answer, why: "", usage, fault: null };
    why = read.why;
    text = `Your answer could not be read: ${why}. Give the whole answer again, in the form asked for.`;
  }
  return { answer: null, why, usage, fault: null };
}

/** A read-only session; on a server that has just died, on the next one. */
async function openReader(
  context: RunContext,
  { title, resolved }: Pick<IndependentQuestion<unknown>, "title" | "resolved">,
): Promise<{ runtime: AgentRuntime; session: string } | { why: string }> {
  let why = "";
  const request = { title, agent: profileName(resolved), rights: resolved.rights, protect: [] };
  for (let server = 0; server < 2; server++) {
    const runtime = await context.server.runtime();
    try {
      return { runtime, session: await runtime.openSession(request) };
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
      if (!(error instanceof ServerDied)) break;
    }
  }
  return { why };
}
