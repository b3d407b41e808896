import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The built program, as an absolute path: what users run. */
export const program = fileURLToPath(new URL("../dist/cli.js", import.meta.url));

/** An `omo` process and what it has printed. */
export interface OmoProcess {
  readonly child: ChildProcess;
  /** Everything printed so far, standard output and error in order of arrival. */
  readonly output: () => string;
  /** Resolves once the output matches; rejects, with the output, when the process ends before that. */
  printed(pattern: RegExp): Promise<void>;
  /** Resolves when the process has ended. `code` is null when a signal ended it. */
  readonly ended: Promise<OmoEnd>;
}

export interface OmoEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface OmoOptions {
  readonly cwd: string;
  /** The whole environment, as a sandbox has it. */
  readonly env: Readonly<Record<string, string>>;
  /** What to start in place of node and the program, e.g. both behind another command. */
  readonly command?: readonly string[];
}

/** Starts `omo`. Build `dist/cli.js` first. */
export function startOmo(args: readonly string[], options: OmoOptions): OmoProcess {
  const [file = "", ...before] = options.command ?? [process.execPath, program];
  const child = spawn(file, [...before, ...args], {
    cwd: options.cwd,
    env: { ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  let all = "";
  const waiters = new Set<() => void>();
  const take = (chunk: string) => {
    all += chunk;
    for (const wake of waiters) wake();
  };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
    take(chunk);
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
    take(chunk);
  });
  const ended = new Promise<OmoEnd>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return {
    child,
    output: () => all,
    ended,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!pattern.test(all)) return;
          waiters.delete(look);
          resolve();
        };
        waiters.add(look);
        look();
        void ended.then(() => {
          if (waiters.delete(look)) reject(new Error(`omo ended without printing ${pattern}:\n${all}`));
        });
      }),
  };
}

/** Runs `omo` to its end. */
export function runOmo(...call: Parameters<typeof startOmo>): Promise<OmoEnd> {
  return startOmo(...call).ended;
}
