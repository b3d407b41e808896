import { findMarked } from "../host/process-tree.ts";
import type { Context } from "./context.ts";
import { exit } from "./exit.ts";

/**
 * Runs something that stops in order on SIGINT, SIGTERM and SIGHUP: the first fires the signal it is given, with
 * the name as reason, and waits. A second one does not wait: all processes of the run are killed, and omo ends.
 * @param run the run's id once there is one: value of OMO_RUN in the environment of its processes
 */
export async function withSignals<T>(
  context: Context,
  run: () => string | null,
  start: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const onSignal = (signal: string) => {
    if (!controller.signal.aborted) return controller.abort(signal);
    context.stderr.write(
      "not waiting: killing what is left; --resume goes on from the last entry of the journal\n",
    );
    const id = run();
    for (const pid of id === null ? [] : findMarked("OMO_RUN", id)) kill(pid);
    process.exit(exit.interrupted);
  };
  for (const signal of signals) process.on(signal, onSignal);
  try {
    return await start(controller.signal);
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Gone since it was found.
  }
}
