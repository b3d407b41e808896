import { createOpencodeClient } from "@opencode-ai/sdk/v2/client";
import { z } from "zod";
import { agentNames } from "../../agents/resolve.ts";
import { LaunchError } from "../launch-error.ts";
import {
  type AgentRuntime,
  type Catalog,
  type Outcome,
  type PromptRequest,
  ServerDied,
  type SessionRequest,
} from "../runtime.ts";
import { findOpencode } from "./binary.ts";
import { ask, type Reply } from "./call.ts";
import { openFeed, pause } from "./events.ts";
import { protectPatterns, sessionRules } from "./permissions.ts";
import { type Connection, runPrompt } from "./prompt.ts";
import { type OpencodeServer, startServer } from "./server.ts";
import { agentSchema, configSchema, pathsSchema, providersSchema, sessionSchema } from "./wire.ts";

export interface LaunchOptions {
  /** Absolute; where the sessions work. */
  readonly directory: string;
  /** The user's environment: names opencode (OPENCODE_BIN, PATH) and goes on to the server. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Marks the server and all it starts, as OMO_RUN in their environment. */
  readonly run: string;
  /** 0, the default, for any free one. */
  readonly port?: number;
  /** Milliseconds the server may take to start; 30 s by default. */
  readonly startTimeout?: number;
  /** Ends a start that is under way. */
  readonly signal?: AbortSignal;
}

/** How long `close` waits for prompts under way to be aborted; milliseconds. */
const closePatience = 6_000;

/** How long the news of a server's death may take to arrive; milliseconds. */
const deathNotice = 1_000;

/**
 * Starts an opencode server for a directory and resolves when it takes sessions. Rejects with `LaunchError`
 * when there is no opencode or it does not start. `openSession` and `catalog` reject with an error that says
 * what the server answered; `prompt` never rejects.
 */
export async function launchOpencode(options: LaunchOptions): Promise<AgentRuntime> {
  const { directory, env, startTimeout = 30_000 } = options;
  const server = await startServer({
    binary: findOpencode({ env, cwd: directory, program: import.meta.dirname }),
    directory,
    env,
    run: options.run,
    port: options.port ?? 0,
    startTimeout,
    signal: options.signal ?? new AbortController().signal,
  });
  try {
    return await connect(server, directory, startTimeout);
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function connect(server: OpencodeServer, directory: string, timeout: number): Promise<AgentRuntime> {
  const client = createOpencodeClient({
    baseUrl: server.process.url,
    directory,
    headers: server.headers,
  });
  const feed = openFeed(client);
  void server.died.then(feed.close);
  const why = await Promise.race([server.died, feed.flows(timeout)]);
  if (why !== true) {
    void feed.close();
    throw launchFailure(why, timeout);
  }
  const connection: Connection = { client, feed, died: server.died };
  const closing = new AbortController();
  const prompts = new Set<Promise<Outcome>>();
  let closed: Promise<void> | null = null;

  const agents = async () => got("list its agents", await ask(z.array(agentSchema), client.app.agents()));

  async function catalog(): Promise<Catalog> {
    const { providers } = got("list its models", await ask(providersSchema, client.config.providers()));
    const config = got("show its configuration", await ask(configSchema, client.config.get()));
    return {
      // Without any login opencode offers a service of its own, under a key that is public.
      defaultChosen: Boolean(config.model) || providers.some(({ options }) => options?.apiKey !== "public"),
      models: providers.flatMap(({ id, models }) => Object.keys(models).map((model) => `${id}/${model}`)),
    };
  }

  async function openSession(request: SessionRequest): Promise<string> {
    try {
      return await createSession(request);
    } catch (error) {
      // A server that has just died refuses connections a moment before its end is known.
      const over = new AbortController();
      const why = await Promise.race([server.died, pause(deathNotice, over.signal).then(() => null)]);
      over.abort();
      throw why === null ? error : new ServerDied(why);
    }
  }

  async function createSession({ title, rights, protect }: SessionRequest): Promise<string> {
    const agent = (await agents()).find(({ name }) => name === agentNames[rights]);
    const { worktree } = got("tell its paths", await ask(pathsSchema, client.path.get()));
    const patterns = protectPatterns(worktree, directory, protect);
    const permission = sessionRules(rights, agent?.permission ?? [], patterns);
    const created = await ask(sessionSchema, client.session.create({ title, permission }));
    return got("open a session", created).id;
  }

  function prompt(request: PromptRequest): Promise<Outcome> {
    const signal = AbortSignal.any([request.signal, closing.signal]);
    const outcome = runPrompt(connection, { ...request, signal });
    prompts.add(outcome);
    return outcome.finally(() => prompts.delete(outcome));
  }

  async function close(): Promise<void> {
    closing.abort();
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => {
      timer = setTimeout(resolve, closePatience);
    });
    await Promise.race([Promise.all(prompts), patience]);
    clearTimeout(timer);
    await server.close();
    await feed.close();
  }

  return {
    process: server.process,
    died: server.died,
    catalog,
    openSession,
    prompt,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

/** @param why what the server died of; false when it lives, but sends no events */
function launchFailure(why: string | false, timeout: number): LaunchError {
  return why === false
    ? new LaunchError(
        "start-timeout",
        `the opencode server sent no events within ${timeout / 1000} s`,
        "see whether this opencode is older than 1.18, and whether the machine is overloaded",
      )
    : new LaunchError("start-failed", why, "run `opencode serve` in this directory to see what it lacks");
}

function got<T>(what: string, reply: Reply<T>): T {
  if (reply.ok) return reply.data;
  throw new Error(`opencode did not ${what}: ${reply.message}`);
}
