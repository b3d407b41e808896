import { findMarked, isAlive, terminate } from "../host/process-tree.ts";
import type { RecordedRun } from "./runs.ts";

/**
 * Ends what a run that died left alive: its server, the agents' shells, its checks. They are found by the
 * run's id in their environment, the server also by the pid and start time its journal holds. To be called
 * only while the plan's lock is held, so that no living run is hit.
 * @returns how many processes were ended
 */
export async function endLeftovers(run: RecordedRun): Promise<number> {
  const found = new Set(findMarked("OMO_RUN", run.id));
  const stopped = new Set<number | null>();
  for (const { event } of run.entries) if (event.type === "server.stopped") stopped.add(event.pid);
  for (const { event } of run.entries) {
    if (event.type !== "server.started" || event.pid === null || stopped.has(event.pid)) continue;
    // Without a start time the pid may be somebody else's by now; then only the mark is believed.
    if (event.startTime !== null && isAlive(event.pid, event.startTime)) found.add(event.pid);
  }
  await terminate([...found]);
  return found.size;
}

/** The address of a server that others had started, where sessions of a run may be at work since its omo died; or null. */
export function leftAtWork({ entries }: RecordedRun): string | null {
  let url: string | null = null;
  for (const { event } of entries) {
    if (event.type === "server.started" && event.pid === null) url = event.url;
    if (event.type === "server.stopped" && event.pid === null) url = null;
  }
  return url;
}
