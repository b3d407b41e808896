import { createOpencodeClient } from "@opencode-ai/sdk/v2/client";
import { z } from "zod";
import { LaunchError } from "../launch-error.ts";
import {
  type AgentRuntime,
  type Catalog,
  type Outcome,
  type PromptRequest,
  type RuntimeProcess,
  ServerDied,
  type SessionRequest,
} from "../runtime.ts";
import { ask, type Reply } from "./call.ts";
import { openFeed, pause } from "./events.ts";
import { protectPatterns, sessionRules } from "./permissions.ts";
import { type Connection, runPrompt } from "./prompt.ts";
import type { ServerAgents } from "./server-agents.ts";
import {
  agentSchema,
  configSchema,
  pathsSchema,
  providersSchema,
  sessionSchema,
  toolNamesSchema,
  toolServersSchema,
} from "./wire.ts";

/** A server that answers, whoever has started it. */
export interface OpencodeServer {
  readonly process: RuntimeProcess;
  /** HTTP headers without which the server answers 401. */
  readonly headers: Readonly<Record<string, string>>;
  /** As `AgentRuntime.died`. */
  readonly died: Promise<string>;
  /** Told that the stream of its events has broken off: it may be gone. */
  readonly suspect?: () => void;
  /** Leaves nothing of ours at work on it; a server that is ours ends. Its prompts are over by then. Safe to call twice. */
  close(): Promise<void>;
}

/** What is to be done on a server. */
export interface Purpose {
  /** Absolute; where the sessions work. */
  readonly directory: string;
  /** Whose the sessions are: they are marked with it, for others to find. */
  readonly run: string;
  readonly agents: ServerAgents;
  /** Milliseconds until a server that sends no events is given up. */
  readonly timeout: number;
}

/** How long `close` waits for prompts under way to be aborted; milliseconds. */
const closePatience = 6_000;

/** How long the news of a server's death may take to arrive; milliseconds. */
const deathNotice = 1_000;

/** Makes a runtime of a server; rejects with `LaunchError` when it is none of opencode's, or dies. */
export async function connect(
  server: OpencodeServer,
  { directory, run, agents, timeout }: Purpose,
): Promise<AgentRuntime> {
  const client = createOpencodeClient({
    baseUrl: server.process.url,
    directory,
    headers: server.headers,
  });
  const feed = openFeed(client, server.suspect);
  void server.died.then(feed.close);
  const why = await Promise.race([server.died, feed.flows(timeout)]);
  if (why !== true) {
    void feed.close();
    throw launchFailure(why, timeout);
  }
  const unprompted = new Set<string>();
  const isFirstPrompt = (session: string) => unprompted.delete(session);
  const connection: Connection = { client, feed, died: server.died, agents, isFirstPrompt, defaultModel };
  const closing = new AbortController();
  const prompts = new Set<Promise<Outcome>>();
  let closed: Promise<void> | null = null;

  // A server reads its configuration once.
  const listAgents = once(async () =>
    got("list its agents", await ask(z.array(agentSchema), client.app.agents())),
  );
  const paths = once(async () => got("tell its paths", await ask(pathsSchema, client.path.get())));

  async function defaultModel(name: string): Promise<string | null> {
    const listed = await listAgents().catch(() => []);
    const own = listed.find((one) => one.name === agents.nameOf(name))?.model;
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
    const listed = await listAgents();
    const base = listed.find(({ name }) => name === agents.baseOf(agent))?.permission;
    if (base === undefined) throw new Error(`opencode has no agent ${agent}`);
    const { worktree } = await paths();
    const permission = sessionRules({
      rights,
      configured: agents.rightsOf(agent),
      base,
      protect: protectPatterns(worktree, directory, protect),
      delegates: rights.delegates.map(agents.delegateOf),
      toolNames:
        rights.tools.includes("delegate") && !rights.tools.includes("other") ? await toolNames() : [],
    });
    const created = await ask(
      sessionSchema,
      client.session.create({ title, permission, metadata: { omo: run } }),
    );
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
