import type { OpencodeClient } from "@opencode-ai/sdk/v2/client";
import { ringAfter } from "../../host/awake.ts";
import { eventSchema, type ServerEvent, sessionEventSchema } from "./wire.ts";

/** Told of everything that happens in a session and in the sessions that it starts. */
export interface SessionListener {
  /** Any event at all, and each time events may have been missed because the connection was lost. */
  onSign(): void;
  /** An event with a meaning; `child` when it is of a session that the listened one started. */
  onEvent(event: ServerEvent, child: boolean): void;
}

/** The server's one stream of events, handed out by session. */
export interface EventFeed {
  /** Waits until events flow; false when they do not within so many milliseconds. */
  flows(timeout: number): Promise<boolean>;
  /** Listens until the returned function is called. One listener a session. */
  listen(session: string, listener: SessionListener): () => void;
  /** To be called once the server is ended, or is known to be of no use. */
  close(): Promise<void>;
}

/** Milliseconds between attempts to connect again, and until a stream that does not end is cut. */
const reconnectDelay = 250;
const endPatience = 1_000;

/**
 * Subscribes to all events of the server. Reconnects by itself until closed.
 * @param onBreak told each time that the stream has ended
 */
export function openFeed(client: OpencodeClient, onBreak: () => void = () => {}): EventFeed {
  const listeners = new Map<string, SessionListener>();
  /** The listened session that each known child belongs to. */
  const owners = new Map<string, string>();
  const flowing = new AbortController();
  const closing = new AbortController();
  const cut = new AbortController();

  const handOut = (payload: unknown) => {
    const any = sessionEventSchema.safeParse(payload);
    if (!any.success) return;
    const session = any.data.properties.sessionID;
    const known = eventSchema.safeParse(payload);
    const event = known.success ? known.data : null;
    if (event?.type === "session.created") {
      const parent = event.properties.info.parentID;
      if (parent) owners.set(session, owners.get(parent) ?? parent);
    }
    const owner = owners.get(session);
    const listener = listeners.get(owner ?? session);
    listener?.onSign();
    if (event) listener?.onEvent(event, owner !== undefined);
  };

  const read = async () => {
    const { stream } = await client.global.event({
      signal: cut.signal,
      sseMaxRetryAttempts: 1,
    });
    for await (const event of stream) {
      const payload: unknown = event.payload;
      if ((payload as { type?: unknown } | undefined)?.type === "server.connected") {
        flowing.abort();
        for (const listener of listeners.values()) listener.onSign();
      } else handOut(payload);
    }
  };

  const ended = (async () => {
    while (!closing.signal.aborted) {
      await read().catch(() => {});
      onBreak();
      await pause(reconnectDelay, closing.signal);
    }
    cut.abort();
  })();

  return {
    async flows(timeout) {
      await pause(timeout, flowing.signal);
      return flowing.signal.aborted;
    },
    listen(session, listener) {
      listeners.set(session, listener);
      return () => {
        listeners.delete(session);
        for (const [child, owner] of owners) if (owner === session) owners.delete(child);
      };
    },
    async close() {
      closing.abort();
      // The stream ends with its server. Cutting it makes Node connect once more; that connection would be
      // given the first request to the next server on the same port, and fail it.
      await Promise.race([ended, pause(endPatience, cut.signal)]);
      cut.abort();
    },
  };
}

/** Waits so long while this process is awake, or until the signal fires; leaves no timer behind. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      callOff();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const callOff = ringAfter(milliseconds, done);
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}
