import type { z } from "zod";
import { ringAfter } from "../../host/awake.ts";

/** What came of one request: the data in the form asked for, or why there is none. */
export type Reply<T> =
  | { readonly ok: true; readonly data: T }
  | {
      readonly ok: false;
      /** HTTP status; null when the server could not be reached or made no sense. */
      readonly status: number | null;
      /** One line for people. */
      readonly message: string;
    };

/** As the SDK's methods resolve, whatever their types. */
interface Result {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response?: { readonly status: number };
}

/** Waits for a request and checks the form of what it returned. Never rejects. */
export async function ask<T>(schema: z.ZodType<T>, request: Promise<Result>): Promise<Reply<T>> {
  const reply = await tell(request);
  if (!reply.ok) return reply;
  const parsed = schema.safeParse(reply.data);
  if (parsed.success) return { ok: true, data: parsed.data };
  const [issue] = parsed.error.issues;
  const message = `this opencode replies in an unknown form (${issue?.path.join(".")}: ${issue?.message})`;
  return { ok: false, status: null, message };
}

/** How long the server may take to answer: a frozen one never does. All requests but prompts are short. Milliseconds. */
const patience = 30_000;

/** Waits for a request of which only the success matters. Never rejects, and never waits longer than 30 s. */
export async function tell(request: Promise<Result>): Promise<Reply<unknown>> {
  let callOff = () => {};
  const late = new Promise<never>((_, reject) => {
    callOff = ringAfter(patience, () =>
      reject(new Error(`the server did not answer within ${patience / 1000} s`)),
    );
  });
  try {
    const { data, error, response } = await Promise.race([request, late]);
    if (error === undefined) return { ok: true, data };
    return { ok: false, status: response?.status ?? null, message: messageOf(error) };
  } catch (error) {
    return { ok: false, status: null, message: messageOf(error) };
  } finally {
    callOff();
  }
}

/** Errors come as thrown by fetch, as `{name, data: {message}}`, or as `{message}`. */
function messageOf(error: unknown): string {
  if (error instanceof Error) {
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
    return `${error.message}${cause}`;
  }
  const { name, message, data } = (error ?? {}) as {
    name?: string;
    message?: string;
    data?: { message?: string };
  };
  return data?.message ?? message ?? name ?? "no reason given";
}
