import type { OpencodeClient } from "@opencode-ai/sdk/v2/client";
import { z } from "zod";
import { ask, type Reply, tell } from "./call.ts";
import { type Conversation, readConversation, readMessages } from "./messages.ts";
import { type Message, sessionSchema, statusSchema, todoSchema } from "./wire.ts";

/** What a session has left that has come to rest. */
export interface Rest extends Conversation {
  /** What its own todo list has left; nothing where the server does not tell. */
  readonly todos: readonly string[];
}

/** What is known of it already: a request costs the server a good part of what a short session does. */
export interface Seen {
  /** Its own messages, where they have been read since it came to rest. */
  readonly own: readonly Message[] | undefined;
  /** Sessions below it were heard of. */
  readonly hasChildren: boolean;
}

/** Reads what a session has left, and ends what sessions below it still do: whoever asked them hears no answer any more. */
export async function readRest(client: OpencodeClient, session: string, seen: Seen): Promise<Reply<Rest>> {
  const read = seen.own ? { ok: true as const, data: seen.own } : await readMessages(client, session);
  if (!read.ok) return read;
  const own = read.data;
  const todos = hasCalled(own, "todowrite") ? await openTodos(client, session) : [];
  if (!seen.hasChildren && !hasCalled(own, "task")) return { ok: true, data: { own, children: [], todos } };
  await endChildren(client, session);
  const all = await readConversation(client, session);
  return all.ok ? { ok: true, data: { ...all.data, todos } } : all;
}

function hasCalled(messages: readonly Message[], name: string): boolean {
  return messages.some(({ parts }) => parts.some(({ tool }) => tool === name));
}

async function endChildren(client: OpencodeClient, session: string): Promise<void> {
  const children = await ask(z.array(sessionSchema), client.session.children({ sessionID: session }));
  if (!children.ok || children.data.length === 0) return;
  const statuses = await ask(z.record(z.string(), statusSchema), client.session.status());
  for (const { id } of children.data) {
    const status = statuses.ok ? statuses.data[id] : undefined;
    if (status !== undefined && status.type !== "idle") await tell(client.session.abort({ sessionID: id }));
  }
}

async function openTodos(client: OpencodeClient, session: string): Promise<string[]> {
  const todos = await ask(z.array(todoSchema), client.session.todo({ sessionID: session }));
  if (!todos.ok) return [];
  return todos.data
    .filter(({ status }) => status === "pending" || status === "in_progress")
    .map(({ content }) => content);
}
