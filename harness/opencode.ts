import { spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { findMarked, terminate } from "../src/host/process-tree.ts";

/** An opencode server as a user starts one. */
export interface OpencodeProcess {
  readonly url: string;
  readonly pid: number;
  /** Ends it with all that its agents have started. */
  stop(): Promise<void>;
}

let count = 0;

/**
 * Runs `opencode serve` in a directory and resolves once it listens.
 * @param env the whole environment, as a sandbox has it, and what the server is to have besides
 * @param before a command to run it by, e.g. in a namespace of its own
 */
export async function startOpencode(
  cwd: string,
  env: Readonly<Record<string, string>>,
  { port = 0, before = [] }: { readonly port?: number; readonly before?: readonly string[] } = {},
): Promise<OpencodeProcess> {
  const mark = `${process.pid}-${count++}`;
  // Asked for any port, opencode takes 4096, where another test's may be about to.
  const taken = port === 0 ? await freePort() : port;
  const [file = "", ...args] = [...before, env.OPENCODE_BIN ?? "opencode", "serve", `--port=${taken}`];
  const child = spawn(file, args, {
    cwd,
    env: { ...env, OMO_TEST_SERVER: mark },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const stop = () => terminate(findMarked("OMO_TEST_SERVER", mark));
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  for (;;) {
    const url = /listening on (http:\/\/\S+)/.exec(output)?.[1];
    if (url !== undefined) return { url, pid: child.pid as number, stop };
    const more = await Promise.race([
      once(child.stdout, "data").then(() => true),
      once(child, "exit").then(() => false),
    ]);
    if (!more) throw new Error(`opencode serve has ended:\n${output}`);
  }
}

/** A port that is free at this moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
