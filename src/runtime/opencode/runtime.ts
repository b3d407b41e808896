import { randomBytes } from "node:crypto";
import { createOpencodeClient } from "@opencode-ai/sdk/v2/client";
import { z } from "zod";
import { LaunchError } from "../launch-error.ts";
import {
  type AgentProfile,
  type AgentRuntime,
  type Catalog,
  type Outcome,
  type PromptRequest,
  ServerDied,
  type SessionRequest,
} from "../runtime.ts";
import { findOpencode } from "./binary.ts";
import { ask, type Reply } from "./call.ts";
import { serverConfig, userAgent } from "./config.ts";
import { openFeed, pause } from "./events.ts";
import { protectPatterns, sessionRules } from "./permissions.ts";
import { type Connection, runPrompt } from "./prompt.ts";
import { type OpencodeServer, startServer } from "./server.ts";
import {
  agentSchema,
  configSchema,
  pathsSchema,
  providersSchema,
  sessionSchema,
  toolNamesSchema,
  toolServersSchema,
} from "./wire.ts";

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
  /** Agents to bring along. */
  readonly agents: readonly AgentProfile[];
  /** opencode plugins of the user's that are to be loaded, and no others. */
  readonly plugins?: readonly string[];
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
  const { directory, env, agents, startTimeout = 30_000 } = options;
  const naming = namesFor(agents);
  const server = await startServer({
    binary: findOpencode({ env, cwd: directory, program: import.meta.dirname }),
    directory,
    env,
    run: options.run,
    port: options.port ?? 0,
    startTimeout,
    signal: options.signal ?? new AbortController().signal,
    config: serverConfig(env.OPENCODE_CONFIG_CONTENT, agents, naming),
    plugins: options.plugins ?? [],
  });
  try {
    return await connect(server, directory, startTimeout, agents, naming);
  } catch (error) {
    await server.close();
    throw error;
  }
}

/** Names for agents of ours that nobody can have foreseen, and for agents of the server's their own. */
function namesFor(agents: readonly AgentProfile[]): (name: string) => string {
  const suffix = randomBytes(3).toString("hex");
  const own = new Set([userAgent, ...agents.map(({ name }) => name)]);
  return (name) => (own.has(name) ? `${name}-${suffix}` : name);
}

async function connect(
  server: OpencodeServer,
  directory: string,
  timeout: number,
  profiles: readonly AgentProfile[],
  nameOf: (name: string) => string,
): Promise<AgentRuntime> {
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
  const unprompted = new Set<string>();
  const isFirstPrompt = (session: string) => unprompted.delete(session);
  const connection: Connection = { client, feed, died: server.died, isFirstPrompt, nameOf, defaultModel };
  const closing = new AbortController();
  const prompts = new Set<Promise<Outcome>>();
  let closed: Promise<void> | null = null;

  // A server reads its configuration once.
  const agents = once(async () =>
    got("list its agents", await ask(z.array(agentSchema), client.app.agents())),
  );
  const paths = once(async () => got("tell its paths", await ask(pathsSchema, client.path.get())));

  async function defaultModel(name: string): Promise<string | null> {
    const listed = await agents().catch(() => []);
    const own = listed.find((one) => one.name === nameOf(name))?.model;
    if (own) return `${own.providerID}/${own.modelID}`;
    const config = await ask(configSchema, client.config.get());
    return (config.ok ? config.data.model : null) ?? null;
  }

  async function catalog(): Promise<Catalog> {
    const { providers } = got("list its models", await ask(providersSchema, client.config.providers()));
    const config = got("show its configuration", await ask(configSchema, client.config.get()));
    const listed = providers.map(({ id, models, options }) => ({
      id,
      // Without any login opencode offers a service of its own, under a key that is public.
      chosen: options?.apiKey !== "public",
      models: Object.keys(models),
    }));
    return {
      providers: listed,
      defaultChosen: Boolean(config.model) || listed.some(({ chosen }) => chosen),
      defaultModel: config.model ?? null,
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

  async function createSession({ title, agent, rights, protect }: SessionRequest): Promise<string> {
    const listed = await agents();
    const rulesOf = (name: string) => listed.find((one) => one.name === nameOf(name))?.permission;
    // Ours have rules of their own in the configuration; what the user says stands alone in those of another.
    const profile = profiles.find(({ name }) => name === agent);
    const base = rulesOf(profile ? userAgent : agent);
    if (base === undefined) throw new Error(`opencode has no agent ${agent}`);
    const { worktree } = await paths();
    const permission = sessionRules({
      rights,
      configured: profile?.rights ?? null,
      base,
      protect: protectPatterns(worktree, directory, protect),
      delegates: rights.delegates.map(nameOf),
      toolNames:
        rights.tools.includes("delegate") && !rights.tools.includes("other") ? await toolNames() : [],
    });
    const created = await ask(sessionSchema, client.session.create({ title, permission }));
    const { id } = got("open a session", created);
    unprompted.add(id);
    return id;
  }

  /** The tools there are, and a pattern for those of each server of tools. */
  async function toolNames(): Promise<string[]> {
    const tools = got("list its tools", await ask(toolNamesSchema, client.tool.ids()));
    const servers = got("list its servers of tools", await ask(toolServersSchema, client.mcp.status()));
    return [...tools, ...Object.keys(servers).map((name) => `${name.replace(/[^\w-]/g, "_")}_*`)];
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

/** Reads something once, and again only if that failed. */
function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | null = null;
  return () => {
    reading ??= read().catch((error: unknown) => {
      reading = null;
      throw error;
    });
    return reading;
  };
}

function got<T>(what: string, reply: Reply<T>): T {
  if (reply.ok) return reply.data;
  throw new Error(`opencode did not ${what}: ${reply.message}`);
}
