import { closeSync, fstatSync, mkdirSync, openSync, readSync } from "node:fs";
import { dirname } from "node:path";
import { ringAfter } from "../host/awake.ts";
import type { Confinement } from "../host/confinement.ts";
import { startContained } from "../host/contained.ts";
import { checkEnvironment } from "./environment.ts";
import { writeError } from "./errors.ts";

/** A script to run, and within what bounds. */
export interface ShellRequest {
  readonly script: string;
  /** Stop at the first command that fails, as for a fence of several lines. */
  readonly stopAtFailure: boolean;
  readonly directory: string;
  /** File that takes standard output and error; made anew. */
  readonly log: string;
  /** Milliseconds until the whole process tree is ended; time during which omo sleeps does not count. */
  readonly timeout: number;
  /** What it is kept to; null for nothing. */
  readonly confinement: Confinement | null;
  /** Value of OMO_RUN in the environment: lets a later run find what this one left alive. */
  readonly run: string;
  /** Value of OMO_CHECK in the environment, unique: finds every process that the script leaves. */
  readonly mark: string;
  readonly signal: AbortSignal;
}

/** How a script ended, and what it printed. */
export type ShellResult = ShellEnd & {
  /** Head and tail of what it printed, or why it did not start. */
  readonly output: string;
  /** Milliseconds. */
  readonly duration: number;
};

type ShellEnd =
  | {
      readonly end: "exited";
      /** Exit status; 128 and the signal's number when a signal ended it. */
      readonly status: number;
    }
  /** Ended by us at the timeout or on the signal; or bash itself could not be started. */
  | { readonly end: "timed-out" | "cancelled" | "not-started"; readonly status: null };

/** Most bytes of output kept from each end. The whole stays in the log file. */
const shownBytes = 8_000;

/** 128 + SIGPIPE: what a stage exits with when the next one has read enough. */
const sigpipeStatus = 141;

/**
 * Runs a script in bash with pipefail. Where a stage of a pipeline ends in SIGPIPE (`yes | head -1`), which is no
 * failure of it, the script is run once more without pipefail and with a watch on every pipeline that forgives
 * SIGPIPE alone. The watches cannot see into functions, subshells and substitutions: a script with one of those
 * keeps its first result, which is 141 if its last pipeline met SIGPIPE.
 * Whatever happens, no process of the script is left when this resolves. Never rejects for what a script does.
 */
export async function runShell(request: ShellRequest): Promise<ShellResult> {
  if (!isFlat(request.script)) return runOnce(request, `set -o pipefail\n${request.script}`);
  const first = await runOnce(request, `${noticeSigpipe}\n${request.script}`);
  if (first.end !== "exited" || first.status !== sigpipeStatus) return first;
  return runOnce(request, `${watchPipelines}\n${withoutPipefail(request.script)}`);
}

// Changes nothing of what the script does, but ends in 141 where any stage before a last one did: `!`, `||` and
// `if` would take that for the failure of what they test.
const noticeSigpipe = [
  "__omo_pipe=0",
  "__omo_look() { while [ $# -gt 1 ]; do [ $1 -eq 141 ] && __omo_pipe=1; shift; done; return 0; }",
  `trap '__omo_look "\${PIPESTATUS[@]}"' DEBUG`,
  "trap '__omo_status=$?; [ $__omo_pipe -eq 1 ] && exit 141; exit $__omo_status' EXIT",
  "set -o pipefail",
].join("\n");

// Before each command, DEBUG sees the statuses of the pipeline before it; the last stage's counts by itself.
const watchPipelines = [
  "__omo_failed=0",
  "__omo_look() { while [ $# -gt 1 ]; do case $1 in 0|141) ;; *) __omo_failed=$1 ;; esac; shift; done; }",
  `trap '__omo_look "\${PIPESTATUS[@]}"' DEBUG`,
  "trap '__omo_status=$?; [ $__omo_status -ne 0 ] && exit $__omo_status; exit $__omo_failed' EXIT",
].join("\n");

/** Whether all commands of a script run in its own shell, under no trap but ours. Doubt is a no. */
function isFlat(script: string): boolean {
  const unquoted = script.replace(/'[^']*'/g, "");
  if (/\$\(|`/.test(unquoted)) return false;
  return !/[(){}]|<<|\b(?:trap|eval|source)\b/.test(unquoted.replace(/"(?:[^"\\]|\\.)*"/g, ""));
}

/** A script may set pipefail itself, e.g. by `set -euo pipefail`. */
function withoutPipefail(script: string): string {
  return script.replace(/\bset -(\w*)o pipefail\b/g, (_, flags: string) => (flags ? `set -${flags}` : ":"));
}

async function runOnce(request: ShellRequest, body: string): Promise<ShellResult> {
  const log = openLog(request.log);
  const started = performance.now();
  const script = request.stopAtFailure ? `set -e\n${body}` : body;
  try {
    const bash = await startContained({
      file: "bash",
      args: ["--noprofile", "--norc", "-c", script],
      cwd: request.directory,
      env: { ...checkEnvironment(process.env), OMO_RUN: request.run },
      confinement: request.confinement,
      output: log,
      mark: { name: "OMO_CHECK", value: request.mark },
    });
    let cut: "timed-out" | "cancelled" | null = null;
    const stop = (why: "timed-out" | "cancelled") => {
      cut = why;
      void bash.kill();
    };
    const callOff = ringAfter(request.timeout, () => stop("timed-out"));
    const onAbort = () => stop("cancelled");
    request.signal.addEventListener("abort", onAbort, { once: true });
    if (request.signal.aborted) onAbort();
    const ended = await bash.ended;
    callOff();
    request.signal.removeEventListener("abort", onAbort);
    await bash.kill();
    const duration = performance.now() - started;
    const output = headAndTail(log);
    if ("failure" in ended)
      return { end: "not-started", status: null, output: `${ended.failure}\n${output}`.trim(), duration };
    return cut === null
      ? { end: "exited", status: ended.status, output, duration }
      : { end: cut, status: null, output, duration };
  } finally {
    closeSync(log);
  }
}

function openLog(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, "w+");
  } catch (error) {
    throw writeError(path, error);
  }
}

function headAndTail(fd: number): string {
  const { size } = fstatSync(fd);
  const read = (from: number, length: number) => {
    const buffer = Buffer.alloc(length);
    const got = readSync(fd, buffer, 0, length, from);
    return buffer.subarray(0, got).toString("utf8");
  };
  if (size <= 2 * shownBytes) return read(0, size);
  const left = size - 2 * shownBytes;
  return `${read(0, shownBytes)}\n[${left} bytes left out]\n${read(size - shownBytes, shownBytes)}`;
}
