import { randomBytes, randomUUID } from "node:crypto";
import { createServer } from "node:net";
import type { Readable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { ringAfter } from "../../host/awake.ts";
import type { Confinement } from "../../host/confinement.ts";
import { startContained } from "../../host/contained.ts";
import { describeEnd } from "../../host/program.ts";
import { LaunchError } from "../launch-error.ts";
import type { OpencodeServer } from "./connect.ts";
import { admitPlugins } from "./plugins.ts";

export interface ServerOptions {
  /** The opencode program. */
  readonly binary: string;
  /** Where it works. */
  readonly directory: string;
  /** The user's environment; the server's is this and what `startServer` adds. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Value of OMO_RUN in the server's environment, and so in that of all it starts. */
  readonly run: string;
  /** 0 for any. */
  readonly port: number;
  /** What goes over all configuration files. */
  readonly config: string;
  /** opencode plugins of the user's that are to be loaded, and no others. */
  readonly plugins: readonly string[];
  /** What it is kept to, and all it starts; null for nothing. */
  readonly confinement: Confinement | null;
  /** Milliseconds until a server that says nothing is given up. */
  readonly startTimeout: number;
  readonly signal: AbortSignal;
}

/** Characters of the server's output kept, and lines of that quoted in an error message. */
const keptOutput = 2_000;
const quotedLines = 3;

/** How long the last words of a server that has ended are waited for; what it started may hold the pipes. Milliseconds. */
const lastWordsTime = 200;

/**
 * Starts `opencode serve` on loopback with the user's own configuration, a password of its own, and without
 * plugins: users of other orchestrators have some that prompt idle sessions by themselves. Rejects with
 * `LaunchError`, and then leaves no process.
 */
export async function startServer(options: ServerOptions): Promise<OpencodeServer> {
  if (options.port !== 0) await ensureFree(options.port);
  if (options.signal.aborted) throw cancelled();

  const admitted = admitPlugins(options.plugins, options.directory, options.env);
  const password = randomBytes(24).toString("base64url");
  const program = await startContained({
    file: options.binary,
    args: ["serve", "--hostname=127.0.0.1", `--port=${options.port}`],
    cwd: options.directory,
    env: {
      ...options.env,
      OMO_RUN: options.run,
      ...admitted.env,
      OPENCODE_SERVER_USERNAME: "opencode",
      OPENCODE_SERVER_PASSWORD: password,
      OPENCODE_CONFIG_CONTENT: options.config,
    },
    confinement: options.confinement,
    output: "pipe",
    // Not the run's mark: a run may outlive its server, and what else it has started.
    mark: { name: "OMO_SERVER", value: randomUUID() },
  });
  const output = collectOutput(program.outputs);
  const exit = program.ended.then(async (end) => {
    await output.closed(lastWordsTime);
    return describeEnd(end);
  });
  const end = async () => {
    await program.close();
    admitted.remove();
  };

  let url: string;
  try {
    url = await listening(output, exit, options);
  } catch (error) {
    await end();
    throw error;
  }
  let closing: Promise<void> | null = null;
  const died = exit.then((how) => {
    if (closing) return new Promise<never>(() => {});
    return withOutput(`the opencode server (pid ${program.process?.pid}) ${how}`, output.last());
  });
  return {
    process: { pid: program.process?.pid as number, startTime: program.process?.startTime ?? null, url },
    headers: { authorization: `Basic ${Buffer.from(`opencode:${password}`).toString("base64")}` },
    died,
    close() {
      closing ??= end();
      return closing;
    },
  };
}

interface Output {
  /** The last of what was printed, as one line without colours. */
  last(): string;
  /** Resolves with the first match in what was printed so far or is printed later, and forgets that. */
  match(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves when nothing more can come, or after so many milliseconds. */
  closed(patience: number): Promise<void>;
}

function collectOutput(streams: readonly Readable[]): Output {
  let text = "";
  let look = () => {};
  for (const stream of streams) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text = (text + chunk).slice(-keptOutput);
      look();
    });
  }
  const ends = streams.map((stream) => new Promise((resolve) => stream.once("close", resolve)));
  return {
    last: () => {
      const lines = stripVTControlCharacters(text)
        .split("\n")
        .map((line) => line.trim());
      return lines
        .filter((line) => line !== "")
        .slice(-quotedLines)
        .join(" / ");
    },
    match: (pattern) =>
      new Promise((resolve) => {
        look = () => {
          const found = pattern.exec(text);
          if (!found) return;
          text = text.slice(found.index + found[0].length);
          look = () => {};
          resolve(found);
        };
        look();
      }),
    async closed(patience) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, patience);
      });
      await Promise.race([Promise.all(ends), late]);
      clearTimeout(timer);
    },
  };
}

/** Waits for the line that names the URL; it stands there once the server accepts connections. */
async function listening(
  output: Output,
  exit: Promise<string>,
  { binary, startTimeout, signal }: ServerOptions,
): Promise<string> {
  let callOff = () => {};
  let onAbort = () => {};
  const told = output
    .match(/opencode server listening on (http:\/\/\S+)/)
    .then((match) => match[1] as string);
  const failed = exit.then((how) => {
    throw new LaunchError(
      "start-failed",
      withOutput(`${binary} serve ${how}`, output.last()),
      "run `opencode serve` in this directory to see what it lacks; OPENCODE_BIN can name another opencode",
    );
  });
  const late = new Promise<never>((_, reject) => {
    callOff = ringAfter(startTimeout, () => {
      const message = `${binary} serve did not listen within ${startTimeout / 1000} s`;
      reject(
        new LaunchError(
          "start-timeout",
          withOutput(message, output.last()),
          "see whether the machine is overloaded",
        ),
      );
    });
  });
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(cancelled());
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([told, failed, late, aborted]);
  } finally {
    callOff();
    signal.removeEventListener("abort", onAbort);
  }
}

function cancelled(): LaunchError {
  return new LaunchError("cancelled", "starting opencode was cancelled", "run it again");
}

/** opencode itself only says "Unexpected error" of a port that is taken. */
async function ensureFree(port: number): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once("error", reject);
      probe.listen(port, "127.0.0.1", resolve);
    });
  } catch (error) {
    throw new LaunchError(
      "port-in-use",
      `port ${port} cannot be had: ${(error as Error).message}`,
      "end what listens there, or choose another port",
    );
  }
  await new Promise((resolve) => probe.close(resolve));
}

function withOutput(message: string, output: string): string {
  return output === "" ? message : `${message}; its last words: ${output}`;
}
