import { spawn } from "node:child_process";
import { closeSync, fstatSync, mkdirSync, openSync, readSync } from "node:fs";
import { dirname } from "node:path";
import { terminateTree } from "../host/process-tree.ts";

export interface ShellRequest {
  readonly script: string;
  /** Stop at the first command that fails, as for a fence of several lines. */
  readonly stopAtFailure: boolean;
  readonly directory: string;
  /** File that takes standard output and error; made anew. */
  readonly log: string;
  /** Milliseconds until the whole process tree is ended. */
  readonly timeout: number;
  /** Value of OMO_RUN in the environment: lets a later run find what this one left alive. */
  readonly run: string;
  /** Value of OMO_CHECK in the environment, unique: finds every process the script leaves, wherever it hides. */
  readonly mark: string;
  readonly signal: AbortSignal;
}

export interface ShellResult {
  /** Exit status; null when a signal ended it or it never started. */
  readonly status: number | null;
  /** `exited`; or ended by us at the timeout or on the signal; or bash itself could not be started. */
  readonly end: "exited" | "timed-out" | "cancelled" | "not-started";
  /** Head and tail of what it printed, or why it did not start. */
  readonly output: string;
  /** Milliseconds. */
  readonly duration: number;
}

/** Most bytes of output kept from each end. The whole stays in the log file. */
const shownBytes = 8_000;

/** 128 + SIGPIPE: what a stage exits with when the next one has read enough. */
const sigpipeStatus = 141;

/**
 * Runs a script in bash with pipefail. When that ends in SIGPIPE (`yes | head -1`), which is no failure, the
 * script is run once more with pipefail replaced by a watch on every pipeline that forgives SIGPIPE alone.
 * Whatever happens, no process of the script is left when this resolves. Never rejects for what a script does.
 */
export async function runShell(request: ShellRequest): Promise<ShellResult> {
  const first = await runOnce(request, strict);
  return first.end === "exited" && first.status === sigpipeStatus
    ? await runOnce(request, forgivingSigpipe)
    : first;
}

const strict = "set -o pipefail";

// Before each command, DEBUG sees the statuses of the pipeline before it; the last stage's counts by itself.
const forgivingSigpipe = [
  "__omo_failed=0",
  "__omo_look() { while [ $# -gt 1 ]; do case $1 in 0|141) ;; *) __omo_failed=$1 ;; esac; shift; done; }",
  `trap '__omo_look "\${PIPESTATUS[@]}"' DEBUG`,
  "trap '__omo_status=$?; [ $__omo_status -ne 0 ] && exit $__omo_status; exit $__omo_failed' EXIT",
].join("\n");

async function runOnce(request: ShellRequest, prelude: string): Promise<ShellResult> {
  const { BASH_ENV: _, ...environment } = process.env;
  mkdirSync(dirname(request.log), { recursive: true });
  const log = openSync(request.log, "w+");
  const started = performance.now();
  const script = `${prelude}\n${request.stopAtFailure ? "set -e\n" : ""}${request.script}`;
  try {
    const child = spawn("bash", ["--noprofile", "--norc", "-c", script], {
      cwd: request.directory,
      env: { ...environment, OMO_RUN: request.run, OMO_CHECK: request.mark },
      stdio: ["ignore", log, log],
      detached: true,
    });
    let end: ShellResult["end"] = "exited";
    const stop = (why: "timed-out" | "cancelled") => {
      end = why;
      void endTree(child.pid, request.mark);
    };
    const timer = setTimeout(() => stop("timed-out"), request.timeout);
    const onAbort = () => stop("cancelled");
    request.signal.addEventListener("abort", onAbort, { once: true });
    if (request.signal.aborted) onAbort();
    const settled = await new Promise<{ status: number | null; failure: Error | null }>((resolve) => {
      child.once("error", (failure) => resolve({ status: null, failure }));
      child.once("exit", (status) => resolve({ status, failure: null }));
    });
    clearTimeout(timer);
    request.signal.removeEventListener("abort", onAbort);
    await endTree(child.pid, request.mark);
    const duration = performance.now() - started;
    if (settled.failure)
      return { status: null, end: "not-started", output: settled.failure.message, duration };
    return { status: settled.status, end, output: headAndTail(log), duration };
  } finally {
    closeSync(log);
  }
}

/** Ends the process group, and by the mark also what left it for a session of its own. */
async function endTree(pid: number | undefined, mark: string): Promise<void> {
  if (pid !== undefined) {
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // The group is gone already.
    }
  }
  await terminateTree(null, { name: "OMO_CHECK", value: mark });
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
