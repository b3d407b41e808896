import { hostname } from "node:os";
import { z } from "zod";
import { isAlive, processSpace, startTimeOf } from "../../host/process-tree.ts";

const holderSchema = z.object({
  pid: z.int(),
  startTime: z.string().nullable(),
  host: z.string(),
  space: z.string().nullable(),
  /** For whoever looks into the folder, whose name does not tell. */
  key: z.string(),
});

/** The process that holds a slot. */
export type Holder = z.infer<typeof holderSchema>;

/** Asked once: on macOS an answer costs a process. */
let ownStartTime: string | null = null;

/** The text that names this process as the holder of a slot. */
export function holderText(key: string): string {
  ownStartTime ??= startTimeOf(process.pid);
  const me: Holder = {
    pid: process.pid,
    startTime: ownStartTime,
    host: hostname(),
    space: processSpace(),
    key,
  };
  return `${JSON.stringify(me)}\n`;
}

/** The holder that a text names, or null: then it was not written by us, or the machine failed meanwhile. */
export function parseHolder(text: string): Holder | null {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Tells whether a holder lives. What was alive counts as alive for `interval` milliseconds: asking may be dear. */
export function askHolders(interval: number): (holder: Holder) => boolean {
  const aliveUntil = new Map<string, number>();
  return (holder) => {
    if (!isNear(holder)) return true;
    const { pid, startTime } = holder;
    const name = `${pid} ${startTime}`;
    const now = performance.now();
    if (now < (aliveUntil.get(name) ?? 0)) return true;
    // A system that does not even find us, e.g. for want of file descriptors, has not told anything.
    const alive = isAlive(pid, startTime) || startTimeOf(process.pid) === null;
    if (alive) aliveUntil.set(name, now + interval);
    else aliveUntil.delete(name);
    return alive;
  };
}

/** Whether the system here can tell of a holder. One on another machine or in another container is believed. */
function isNear({ host, space }: Holder): boolean {
  const here = processSpace();
  if (space === null || here === null) return host === hostname();
  if (space === here) return true;
  // Of two spaces of one boot neither sees the other. A boot before this one has ended, as start times show.
  return host === hostname() && bootOf(space) !== bootOf(here);
}

/** `processSpace` puts the boot first. */
function bootOf(space: string): string | undefined {
  return space.split(" ", 1)[0];
}
