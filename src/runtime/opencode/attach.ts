import type { OpencodeClient } from "@opencode-ai/sdk/v2/client";
import { z } from "zod";
import type { AgentProfile, AgentRuntime } from "../runtime.ts";
import { ask, tell } from "./call.ts";
import { connect, type OpencodeServer } from "./connect.ts";
import { pause } from "./events.ts";
import { clientFor, examineServer, headersOf, type ServerAddress, whySilent } from "./examine.ts";
import { lentAgents } from "./server-agents.ts";
import { ownedSchema, statusSchema } from "./wire.ts";

export interface AttachOptions extends ServerAddress {
  /** Marks the sessions: `omo` in their metadata. */
  readonly run: string;
  /** A folder that lies in the directory and nowhere else, relative to it: the server has to see it. */
  readonly witness: string;
  /** Agents that sessions may name: one of opencode's stands in for them. */
  readonly agents: readonly AgentProfile[];
  /** Gives up. */
  readonly signal?: AbortSignal;
}

/** How long a server may take to send events; milliseconds. */
const startTimeout = 30_000;
/** How long a connection that has broken may take to be had again from a server that lives; milliseconds. */
const breakTime = 200;
/** How long sessions may take to come to rest; milliseconds. */
const quietTime = 5_000;
const restInterval = 50;

/**
 * Makes a runtime of an opencode server that others have started, and that goes on when the runtime is closed. Rights
 * are kept by the rules of sessions; sessions that agents start have those of the server's own agents, less what is
 * denied to the session that starts them. Rejects with `LaunchError` when no such server answers, or it cannot be used.
 */
export async function attachOpencode(options: AttachOptions): Promise<AgentRuntime> {
  const { url, directory, run, witness, signal = new AbortController().signal } = options;
  await examineServer(options, witness, signal);
  const life = watchLife(options);
  let closed: Promise<void> | null = null;
  const server: OpencodeServer = {
    process: { pid: null, startTime: null, url },
    headers: headersOf(options),
    died: life.ended.then((why) => `the server at ${url} is gone (${why})`),
    suspect: life.suspect,
    close() {
      life.forget();
      closed ??= quiet(clientFor(options), run).then(() => {});
      return closed;
    },
  };
  return connect(server, { directory, run, agents: lentAgents(options.agents), timeout: startTimeout });
}

/**
 * Stops what sessions of a run are still at work on a server, since the omo that was attached to it has died.
 * @returns whether none is at work any more; a server that does not answer does nothing either
 */
export async function quietServer(address: ServerAddress, run: string): Promise<boolean> {
  return (await whySilent(address)) !== null || (await quiet(clientFor(address), run));
}

/** Tells the end of a server that is no child of ours. */
function watchLife(address: ServerAddress) {
  let end = (_: string) => {};
  let asking = false;
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  return {
    /** Resolves with the reason once it is gone; never after `forget`. */
    ended,
    /** To be called when a connection has broken, which happens to a server that lives as well. */
    async suspect() {
      if (asking) return;
      asking = true;
      if ((await whySilent(address)) !== null) {
        await pause(breakTime, new AbortController().signal);
        const why = await whySilent(address);
        if (why !== null) end(why);
      }
      asking = false;
    },
    forget() {
      end = () => {};
    },
  };
}

/** Aborts the sessions of a run that are at work, children included; whether they have come to rest. */
async function quiet(client: OpencodeClient, run: string): Promise<boolean> {
  const signal = AbortSignal.timeout(quietTime);
  while (!signal.aborted) {
    const busy = await ask(z.record(z.string(), statusSchema), client.session.status(undefined, { signal }));
    if (!busy.ok) return false;
    const owned: string[] = [];
    for (const [sessionID, { type }] of Object.entries(busy.data)) {
      if (type === "idle") continue;
      const session = await ask(ownedSchema, client.session.get({ sessionID }, { signal }));
      if (session.ok && session.data.metadata?.omo === run) owned.push(sessionID);
    }
    if (owned.length === 0) return true;
    for (const sessionID of owned) await tell(client.session.abort({ sessionID }, { signal }));
    await pause(restInterval, signal);
  }
  return false;
}
