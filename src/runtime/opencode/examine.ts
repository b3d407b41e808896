import { realpathSync } from "node:fs";
import { createOpencodeClient, type OpencodeClient } from "@opencode-ai/sdk/v2/client";
import { z } from "zod";
import { LaunchError } from "../launch-error.ts";
import { ask, type Reply } from "./call.ts";
import { isPredecessor } from "./plugins.ts";
import { lentAgent } from "./server-agents.ts";
import { isTooOld, oldestOpencode } from "./version.ts";
import { agentSchema, configSchema, fileListSchema, healthSchema, pathsSchema } from "./wire.ts";

/** A server that others have started, as far as it is known before it is asked anything. */
export interface ServerAddress {
  /** Without a path, e.g. `http://127.0.0.1:4096`. */
  readonly url: string;
  /** Absolute; where the sessions are to work. */
  readonly directory: string;
  /** The user's environment: holds OPENCODE_SERVER_PASSWORD, and OPENCODE_SERVER_USERNAME, as the server was given them. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How long a server may take to say that it is there; milliseconds. */
const patience = 10_000;

/** HTTP headers that a server wants which was given a password; it is named by the environment alone, never by a URL. */
export function headersOf({ env }: ServerAddress): Record<string, string> {
  const { OPENCODE_SERVER_PASSWORD: password, OPENCODE_SERVER_USERNAME: name } = env;
  if (!password) return {};
  return { authorization: `Basic ${Buffer.from(`${name || "opencode"}:${password}`).toString("base64")}` };
}

/** A client for sessions in the directory. */
export function clientFor(address: ServerAddress): OpencodeClient {
  const { url, directory } = address;
  return createOpencodeClient({ baseUrl: url, directory, headers: headersOf(address) });
}

/** Why nothing at all answers there; null when something does. */
export async function whySilent(address: ServerAddress, signal?: AbortSignal): Promise<string | null> {
  const reached = await reach(address, signal);
  return typeof reached === "string" ? reached : null;
}

/**
 * Resolves when a server can be used for a directory: it answers, is an opencode that is new enough, works in the same
 * git root and sees the same files, and nobody else prompts its sessions. Rejects with `LaunchError` otherwise.
 * @param witness a folder that lies in the directory and nowhere else, relative to it
 */
export async function examineServer(
  address: ServerAddress,
  witness: string,
  signal: AbortSignal,
): Promise<void> {
  await examineVersion(address, signal);
  await examinePlace(address, witness);
  await examineInside(address);
}

async function examineVersion(address: ServerAddress, signal: AbortSignal): Promise<void> {
  const { url, directory, env } = address;
  const response = await reach(address, signal);
  if (signal.aborted) throw new LaunchError("cancelled", `attaching to ${url} was cancelled`, "run it again");
  if (typeof response === "string")
    throw new LaunchError(
      "unreachable",
      `no opencode server answers at ${url} (${response})`,
      `start one by \`opencode serve\` in ${directory}, or run without --attach`,
    );
  if (response.status === 401)
    throw new LaunchError(
      "no-password",
      env.OPENCODE_SERVER_PASSWORD
        ? `the server at ${url} does not take the password in OPENCODE_SERVER_PASSWORD`
        : `the server at ${url} asks for a password`,
      "let OPENCODE_SERVER_PASSWORD (and OPENCODE_SERVER_USERNAME) be what the server was started with",
    );
  const health = healthSchema.safeParse(await response.json().catch(() => null));
  if (!health.success)
    throw new LaunchError(
      "not-opencode",
      `what answers at ${url} is no opencode server`,
      "name the address that `opencode serve` prints",
    );
  const { version } = health.data;
  if (isTooOld(version))
    throw new LaunchError(
      "too-old",
      `the server at ${url} is opencode ${version}; omo needs ${oldestOpencode.join(".")} or later`,
      "update opencode and start the server anew, or run without --attach",
    );
}

/** Agents write on the server's side, and omo checks here. */
async function examinePlace(address: ServerAddress, witness: string): Promise<void> {
  const { url, directory } = address;
  const help = `start it by \`opencode serve\` in ${directory}, or run without --attach`;
  const anywhere = createOpencodeClient({ baseUrl: url, headers: headersOf(address) });
  const { worktree } = got(url, await ask(pathsSchema, anywhere.path.get()));
  if (realPath(worktree) !== directory)
    throw new LaunchError(
      "elsewhere",
      `the server at ${url} works in ${worktree}, and the plan is of ${directory}`,
      help,
    );
  const seen = await ask(fileListSchema, clientFor(address).file.list({ path: witness }));
  if (!seen.ok || seen.data.length === 0)
    throw new LaunchError(
      "elsewhere",
      `the server at ${url} has other files in ${directory} than there are here: it does not see ${witness}`,
      "use a server on this machine, or run without --attach",
    );
}

async function examineInside(address: ServerAddress): Promise<void> {
  const { url } = address;
  const client = clientFor(address);
  const { plugin } = got(url, await ask(configSchema, client.config.get()));
  const master = plugin?.map((one) => (typeof one === "string" ? one : String(one[0]))).find(isPredecessor);
  if (master !== undefined)
    throw new LaunchError(
      "unfit",
      `the server at ${url} has the plugin ${master}, which prompts sessions by itself: two masters end no run`,
      "take it out of the server's configuration, or run without --attach",
    );
  const agents = got(url, await ask(z.array(agentSchema), client.app.agents()));
  if (!agents.some(({ name }) => name === lentAgent))
    throw new LaunchError(
      "unfit",
      `the server at ${url} has no agent \`${lentAgent}\`, which would stand in for omo's own`,
      "take `disable` from it in opencode.json, or run without --attach",
    );
}

/** Asks for the server's health; the answer, or why there is none. */
async function reach(address: ServerAddress, signal?: AbortSignal): Promise<Response | string> {
  const late = AbortSignal.timeout(patience);
  try {
    return await fetch(new URL("/global/health", address.url), {
      headers: headersOf(address),
      signal: signal ? AbortSignal.any([signal, late]) : late,
    });
  } catch (error) {
    if (late.aborted) return `no answer within ${patience / 1000} s`;
    const { cause, message } = error as Error;
    return cause instanceof Error && cause.message ? cause.message : message;
  }
}

function got<T>(url: string, reply: Reply<T>): T {
  if (reply.ok) return reply.data;
  throw new LaunchError(
    "unfit",
    `the server at ${url} cannot be used: ${reply.message}`,
    "see what it prints, or run without --attach",
  );
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
