import type { OpencodeClient } from "@opencode-ai/sdk/v2/client";
import { z } from "zod";
import { ask, type Reply } from "./call.ts";
import { type Message, messageSchema, sessionSchema } from "./wire.ts";

/** The messages of a session, and those of all sessions below it. */
export interface Conversation {
  readonly own: readonly Message[];
  readonly children: readonly Message[];
}

/** Reads a session's messages, oldest first. */
export function readMessages(client: OpencodeClient, session: string): Promise<Reply<Message[]>> {
  return ask(z.array(messageSchema), client.session.messages({ sessionID: session }));
}

/** Reads the messages of a session and of the sessions it started, and they, and so on. */
export async function readConversation(
  client: OpencodeClient,
  session: string,
): Promise<Reply<Conversation>> {
  const own = await readMessages(client, session);
  if (!own.ok) return own;
  const started = await ask(z.array(sessionSchema), client.session.children({ sessionID: session }));
  if (!started.ok) return started;
  const children: Message[] = [];
  for (const { id } of started.data) {
    const below = await readConversation(client, id);
    if (!below.ok) return below;
    children.push(...below.data.own, ...below.data.children);
  }
  return { ok: true, data: { own: own.data, children } };
}
