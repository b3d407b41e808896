import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Readable } from "node:stream";
import type { Confinement } from "./confinement.ts";
import { type ProcessIdentity, startTimeOf } from "./process-tree.ts";

/** A program to start. It gets a process group of its own, so that Ctrl-C in the terminal is for us alone. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Its environment, but for the mark. PATH in it finds the program. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What it is kept to where namespaces are to be had; null to keep nothing from it. */
  readonly confinement: Confinement | null;
  /** What takes standard output and error: a file descriptor, or a pipe each. */
  readonly output: number | "pipe";
  /** A variable of its environment with a value that no other program has: finds what it has started, wherever it hides. */
  readonly mark: { readonly name: string; readonly value: string };
}

/** How a program ended: with a status as a shell tells it, 128 and a number for a signal; or it never began, and why. */
export type ProgramEnd = { readonly status: number } | { readonly failure: string };

/** A program that was started, with all that it starts. */
export interface RunningProgram {
  /** Null when nothing was started. */
  readonly process: ProcessIdentity | null;
  /** Standard output and error, where they are pipes. */
  readonly outputs: readonly Readable[];
  /** Resolves once the program itself has ended. What it has started may live on until `kill` or `close`. */
  readonly ended: Promise<ProgramEnd>;
  /** Ends all of it at once; resolves when nothing is left. Safe to call at any time, and twice. */
  kill(): Promise<void>;
  /** The same, but whatever is to end gets SIGTERM first, and 2 s. */
  close(): Promise<void>;
}

/** A program's end in words, without its subject. */
export function describeEnd(end: ProgramEnd): string {
  if ("failure" in end) return `could not be started: ${end.failure}`;
  const signal = Object.entries(constants.signals).find(([, number]) => end.status === 128 + number);
  return signal ? `was ended by ${signal[0]}` : `exited with ${end.status}`;
}

/**
 * Starts the process of a program, or one that starts it.
 * @param report a pipe is wanted as file descriptor 3
 */
export function spawnProgram(
  [file = "", ...args]: readonly string[],
  { cwd, env, output, mark }: Program,
  report = false,
): ChildProcess {
  return spawn(file, args, {
    cwd,
    env: { ...env, [mark.name]: mark.value },
    stdio: ["ignore", output, output, ...(report ? (["pipe"] as const) : [])],
    detached: true,
  });
}

/** The process of a child; null when it could not be started. */
export function processOf({ pid }: ChildProcess): ProcessIdentity | null {
  return pid === undefined ? null : { pid, startTime: startTimeOf(pid) };
}

/** Standard output and error of a child, where they are pipes. */
export function outputsOf({ stdout, stderr }: ChildProcess): Readable[] {
  return [stdout, stderr].filter((stream) => stream !== null && stream !== undefined);
}

/** How a child ends; with the signal where one ended it. */
export function endOf(child: ChildProcess): Promise<ProgramEnd & { readonly signal: string | null }> {
  return new Promise((resolve) => {
    child.once("error", ({ message }) => resolve({ failure: message, signal: null }));
    child.once("exit", (code, signal) => {
      const status = signal === null ? (code ?? 0) : 128 + constants.signals[signal];
      resolve({ status, signal });
    });
  });
}
