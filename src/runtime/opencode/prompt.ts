import type { OpencodeClient } from "@opencode-ai/sdk/v2/client";
import { z } from "zod";
import { addUsage, noUsage } from "../../usage.ts";
import { askForAnswer } from "../answer.ts";
import type { Outcome, PromptRequest } from "../runtime.ts";
import { type Answering, answeringFor } from "./asks.ts";
import { ask, tell } from "./call.ts";
import { type EventFeed, pause } from "./events.ts";
import { readConversation, readMessages } from "./messages.ts";
import { failed, outcomeOf, type Stop } from "./outcome.ts";
import { asksLeave } from "./permissions.ts";
import { Watch } from "./watch.ts";
import {
  type AssistantInfo,
  type Message,
  sessionSchema,
  statusSchema,
  todoSchema,
  usageOf,
} from "./wire.ts";
import { writtenFiles } from "./written.ts";

/** A running server, as a prompt needs it. */
export interface Connection {
  /** Bound to the directory that the sessions work in. */
  readonly client: OpencodeClient;
  readonly feed: EventFeed;
  readonly died: Promise<string>;
  /** By which name the server knows an agent. */
  readonly nameOf: (agent: string) => string;
  /** `provider/model` that an agent has where none is named; null where the configuration does not say. Never rejects. */
  readonly defaultModel: (agent: string) => Promise<string | null>;
}

/** Longest time between two looks at the session's status; events make it shorter. Milliseconds. */
const pollInterval = 1_000;
/** How long a session may be idle before it begins; the first prompt in a directory takes its time. */
const beginTime = 30_000;
/** How long an idle session may go on writing its last message. */
const settleTime = 3_000;
/** How long an aborted session may take to come to rest. */
const abortTime = 5_000;

/**
 * Sends one prompt and sees it through. Events are the fast path, and what keeps the limits; that the session
 * has come to rest, and how, is always read from the server itself. Never rejects.
 */
export async function runPrompt(connection: Connection, request: PromptRequest): Promise<Outcome> {
  const over = new AbortController();
  const watch = new Watch(request.limits, performance.now());
  const died = connection.died.then((why) => failed("server-died", why, watch.usage()));
  try {
    return await Promise.race([died, conduct(connection, request, watch, over.signal)]);
  } finally {
    over.abort();
  }
}

async function conduct(
  connection: Connection,
  request: PromptRequest,
  watch: Watch,
  over: AbortSignal,
): Promise<Outcome> {
  const { client } = connection;
  const { session, signal } = request;
  const before = await readConversation(client, session);
  if (!before.ok) return unreachable(connection, before, session);
  const known = new Set([...before.data.own, ...before.data.children].map(({ info }) => info.id));
  const isNew = ({ info }: Message) => !known.has(info.id);

  const bell = new Bell();
  const answering = answeringFor(client, session);
  over.addEventListener("abort", listenTo(connection, request, answering, watch, known, bell), {
    once: true,
  });
  const onAbort = () => bell.ring();
  signal.addEventListener("abort", onAbort, { once: true });
  over.addEventListener("abort", () => signal.removeEventListener("abort", onAbort), { once: true });

  if (signal.aborted) return failed("cancelled", "cancelled before it began");
  const isEmpty = before.data.own.length === 0;
  const text = isEmpty ? (request.opening ?? request.text) : request.text;
  // Without a model opencode goes on with the one that the session had last: it may be the one that has failed.
  const model = request.choice.model ?? (isEmpty ? null : await connection.defaultModel(request.agent));
  const choice = { ...request.choice, model };
  const accepted = await tell(
    client.session.promptAsync(promptBody(connection, { ...request, text, choice })),
  );
  if (!accepted.ok) return unreachable(connection, accepted, session);

  let idleSince: number | null = null;
  let stop: Stop | null = null;
  while (!over.aborted) {
    const wait = Math.max(0, Math.min(pollInterval, watch.remaining(performance.now())));
    await bell.wait(idleSince === null ? wait : Math.min(wait, 50), over);
    stop = signal.aborted ? cancelled : watch.exceeded(performance.now());
    if (stop) {
      await abort(client, session, watch, over);
      break;
    }
    const status = await readStatus(client, session);
    if (!status.ok) continue;
    if (status.data) {
      idleSince = null;
      watch.begun = true;
      watch.status(status.data, performance.now(), Date.now());
      if (asksLeave(request.rights)) await answering.answerPending();
      continue;
    }
    idleSince ??= performance.now();
    const read = await readMessages(client, session);
    const answers = read.ok ? assistantInfos(read.data.filter(isNew)) : [];
    const begun = watch.begun || answers.length > 0 || watch.error !== null;
    if (isComplete(answers.at(-1))) break;
    if (performance.now() - idleSince > (begun ? settleTime : beginTime)) break;
  }

  await endChildren(client, session);
  const after = await readConversation(client, session);
  if (!after.ok) return failed(stop?.reason ?? "no-answer", stop?.message ?? after.message, watch.usage());
  return outcomeOf({
    stop,
    messages: after.data.own.filter(isNew),
    error: watch.error,
    structured: request.answer !== null,
    todos: stop === null && request.answer === null ? await openTodos(client, session) : [],
    wrote: writtenFiles([...after.data.own, ...after.data.children].filter(isNew)),
    usage: assistantInfos([...after.data.own, ...after.data.children].filter(isNew))
      .map(usageOf)
      .reduce(addUsage, noUsage),
  });
}

const cancelled: Stop = { reason: "cancelled", message: "cancelled", fault: null };

function promptBody({ nameOf }: Connection, { session, agent, text, choice, answer }: PromptRequest) {
  const [provider, ...model] = choice.model?.split("/") ?? [];
  return {
    sessionID: session,
    agent: nameOf(agent),
    parts: [{ type: "text" as const, text: answer ? askForAnswer(text, answer) : text }],
    ...(provider === undefined ? {} : { model: { providerID: provider, modelID: model.join("/") } }),
    ...(choice.variant === null ? {} : { variant: choice.variant }),
  };
}

/** Feeds the watch with the session's events, and answers what it asks of people. Returns how to stop. */
function listenTo(
  { client, feed }: Connection,
  { session, onActivity }: PromptRequest,
  answering: Answering,
  watch: Watch,
  known: ReadonlySet<string>,
  bell: Bell,
): () => void {
  return feed.listen(session, {
    onSign: () => watch.sign(performance.now()),
    onEvent: (event, child) => {
      if (event.type === "permission.asked") answering.answer(event.properties, child);
      if (event.type === "question.asked")
        void tell(client.question.reject({ requestID: event.properties.id }));
      // An old message is written again when its summary is made; its cost was counted then.
      if (event.type === "message.updated" && known.has(event.properties.info.id)) return;
      const activity = watch.take(event, child, performance.now(), Date.now());
      if (activity) onActivity?.(activity);
      if (event.type === "session.idle" || watch.exceeded(performance.now())) bell.ring();
    },
  });
}

/** A request failed: because the server died, which shows in a moment, or because it would not have it. */
async function unreachable(
  { died }: Connection,
  reply: { readonly status: number | null; readonly message: string },
  session: string,
): Promise<Outcome> {
  if (reply.status === 404) return failed("no-such-session", `the server does not know session ${session}`);
  if (reply.status === null) {
    const over = new AbortController();
    const dead = await Promise.race([died, pause(settleTime, over.signal).then(() => null)]);
    over.abort();
    if (dead !== null) return failed("server-died", dead);
  }
  return failed("no-answer", `the server did not take the prompt: ${reply.message}`);
}

async function readStatus(client: OpencodeClient, session: string) {
  const signal = AbortSignal.timeout(10 * pollInterval);
  const all = await ask(z.record(z.string(), statusSchema), client.session.status(undefined, { signal }));
  if (!all.ok) return all;
  const mine = all.data[session];
  return { ok: true as const, data: mine?.type === "idle" ? undefined : mine };
}

/**
 * Aborts what the session does, its tools and children included, and waits until it has stopped. A prompt that
 * was taken a moment ago cannot be aborted before it begins: then it is awaited, not to be left behind at work.
 */
async function abort(
  client: OpencodeClient,
  session: string,
  watch: Watch,
  over: AbortSignal,
): Promise<void> {
  const signal = AbortSignal.timeout(abortTime);
  while (!over.aborted && !signal.aborted) {
    await tell(client.session.abort({ sessionID: session }, { signal }));
    const status = await readStatus(client, session);
    if (!status.ok || (!status.data && (watch.begun || watch.error))) return;
    await pause(50, over);
  }
}

/** Ends what sessions of the session still do: whoever asked them has come to rest, and hears no answer any more. */
async function endChildren(client: OpencodeClient, session: string): Promise<void> {
  const children = await ask(z.array(sessionSchema), client.session.children({ sessionID: session }));
  if (!children.ok || children.data.length === 0) return;
  const statuses = await ask(z.record(z.string(), statusSchema), client.session.status());
  for (const { id } of children.data) {
    const status = statuses.ok ? statuses.data[id] : undefined;
    if (status !== undefined && status.type !== "idle") await tell(client.session.abort({ sessionID: id }));
  }
}

/** What the session's own todo list has left; nothing where the server does not tell. */
async function openTodos(client: OpencodeClient, session: string): Promise<string[]> {
  const todos = await ask(z.array(todoSchema), client.session.todo({ sessionID: session }));
  if (!todos.ok) return [];
  return todos.data
    .filter(({ status }) => status === "pending" || status === "in_progress")
    .map(({ content }) => content);
}

/** An idle session writes the end of its last message a moment after it says that it is idle. */
function isComplete(last: AssistantInfo | undefined): boolean {
  return last !== undefined && (last.time.completed !== undefined || last.error !== undefined);
}

function assistantInfos(messages: readonly Message[]): AssistantInfo[] {
  return messages.flatMap(({ info }) => (info.role === "assistant" ? [info] : []));
}

/** Wakes one waiter; a ring while nobody waits is heard by the next. */
class Bell {
  #rung = new AbortController();

  ring(): void {
    this.#rung.abort();
  }

  async wait(milliseconds: number, over: AbortSignal): Promise<void> {
    await pause(milliseconds, AbortSignal.any([this.#rung.signal, over]));
    this.#rung = new AbortController();
  }
}
