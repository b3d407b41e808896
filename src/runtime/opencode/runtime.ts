import type { Confinement } from "../../host/confinement.ts";
import type { AgentProfile, AgentRuntime } from "../runtime.ts";
import { findOpencode } from "./binary.ts";
import { serverConfig } from "./config.ts";
import { connect } from "./connect.ts";
import { startServer } from "./server.ts";
import { configuredAgents } from "./server-agents.ts";

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
  /** What the server is kept to, and all it starts; nothing by default. */
  readonly confinement?: Confinement | null;
}

/**
 * Starts an opencode server for a directory and resolves when it takes sessions. Rejects with `LaunchError`
 * when there is no opencode or it does not start. `openSession` and `catalog` reject with an error that says
 * what the server answered; `prompt` never rejects.
 */
export async function launchOpencode(options: LaunchOptions): Promise<AgentRuntime> {
  const { directory, env, run, startTimeout = 30_000 } = options;
  const agents = configuredAgents(options.agents);
  const server = await startServer({
    binary: findOpencode({ env, cwd: directory, program: import.meta.dirname }),
    directory,
    env,
    run,
    port: options.port ?? 0,
    startTimeout,
    signal: options.signal ?? new AbortController().signal,
    config: serverConfig(env.OPENCODE_CONFIG_CONTENT, options.agents, agents.nameOf),
    plugins: options.plugins ?? [],
    confinement: options.confinement ?? null,
  });
  try {
    return await connect(server, { directory, run, agents, timeout: startTimeout });
  } catch (error) {
    await server.close();
    throw error;
  }
}
