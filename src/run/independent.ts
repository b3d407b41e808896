import { type AgentRuntime, type ModelChoice, ServerDied } from "../runtime/runtime.ts";
import { addUsage, noUsage, type Usage } from "../usage.ts";
import type { RunContext } from "./context.ts";

/** What an independent session gave back: an answer that was read, or null with why there is none. */
export interface IndependentAnswer<T> {
  readonly answer: T | null;
  readonly why: string;
  readonly usage: Usage;
}

/** A question to a session that can only read. */
export interface IndependentQuestion<T> {
  readonly title: string;
  readonly text: string;
  readonly schema: Record<string, unknown>;
  /** Checks an answer's form; nothing unchecked goes further. */
  readonly read: (answer: unknown) => { answer: T | null; why: string };
  readonly choice: ModelChoice;
  /** Whose activity it is shown as. */
  readonly task: string;
  /** Told the session's id before the first prompt. */
  readonly onSession?: (session: string) => void;
}

/**
 * Asks a fresh read-only session. An answer of the wrong form is asked for once more
 * in the same session. No answer is a result like any other: nobody's approval is ever made up.
 */
export async function askIndependent<T>(
  context: RunContext,
  question: IndependentQuestion<T>,
): Promise<IndependentAnswer<T>> {
  const opened = await openReader(context, question.title);
  if ("why" in opened) return { answer: null, why: opened.why, usage: noUsage };
  const { runtime, session } = opened;
  question.onSession?.(session);
  let usage = noUsage;
  let text = question.text;
  let why = "";
  for (let ask = 0; ask < 2; ask++) {
    const outcome = await runtime.prompt({
      session,
      rights: "read",
      text,
      opening: null,
      choice: question.choice,
      answer: question.schema,
      limits: context.limits,
      signal: context.signal,
      onActivity: (activity) => context.onActivity(question.task, activity),
    });
    usage = addUsage(usage, outcome.usage);
    if (outcome.kind === "failed")
      return { answer: null, why: `${outcome.reason}: ${outcome.message}`, usage };
    const read = question.read(outcome.answer);
    if (read.answer !== null) return { answer: read.answer, why: "", usage };
    why = read.why;
    text = `Your answer could not be read: ${why}. Give the whole answer again, in the form asked for.`;
  }
  return { answer: null, why, usage };
}

/** A read-only session; on a server that has just died, on the next one. */
async function openReader(
  context: RunContext,
  title: string,
): Promise<{ runtime: AgentRuntime; session: string } | { why: string }> {
  let why = "";
  for (let server = 0; server < 2; server++) {
    const runtime = await context.server.runtime();
    try {
      return { runtime, session: await runtime.openSession({ title, rights: "read", protect: [] }) };
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
      if (!(error instanceof ServerDied)) break;
    }
  }
  return { why };
}
