import { hostname, uptime } from "node:os";
import { z } from "zod";
import { isAlive, processSpace, startTimeOf } from "../../host/process-tree.ts";

const holderSchema = z.object({
  pid: z.int(),
  startTime: z.string().nullable(),
  host: z.string(),
  space: z.string().nullable(),
  purpose: z.string(),
});

/**
 * A process that holds a place, and what for. The pid alone would not name it: there are others on other machines and
 * in other containers, and pids are given away again.
 */
export type Holder = z.infer<typeof holderSchema>;

/** Asked once: on macOS an answer costs a process. */
let ownStartTime: string | null = null;

/**
 * The text that names this process as a holder: a line of JSON.
 * @param purpose for whoever looks at what is held, e.g. the id of a run
 */
export function holderText(purpose: string): string {
  ownStartTime ??= startTimeOf(process.pid);
  const me: Holder = {
    pid: process.pid,
    startTime: ownStartTime,
    host: hostname(),
    space: processSpace(),
    purpose,
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

/**
 * Where a holder is, seen from here:
 * - `here`: among the processes that can be asked about;
 * - `container`: on this machine since it was started, but in another container, whose processes nobody sees here;
 * - `namesake`: on this machine before it was started again, or on another that has its name, e.g. a clone;
 * - `elsewhere`: on another machine.
 */
export type Whereabouts = "here" | "container" | "namesake" | "elsewhere";

/** Tells where a holder is. Where the system does not tell of boots and containers, a host's name is all there is. */
export function whereaboutsOf({ host, space }: Holder): Whereabouts {
  const here = processSpace();
  const isNamedAlike = host === hostname();
  if (space === null || here === null) return isNamedAlike ? "here" : "elsewhere";
  if (space === here) return "here";
  if (bootOf(space) === bootOf(here)) return "container";
  return isNamedAlike ? "namesake" : "elsewhere";
}

/** Whether a holder lives, of whom the last sign of life is of this time, in milliseconds since the epoch. */
export type AskHolder = (holder: Holder, lastSign: number) => boolean;

/**
 * Makes a function that tells whether a holder lives. One that nobody can ask is believed to; a namesake that has
 * given no sign of life since this boot began is taken for this machine before it.
 * @param interval milliseconds for which one that was alive counts as alive: asking may be dear
 */
export function askHolders(interval: number): AskHolder {
  const aliveUntil = new Map<string, number>();
  return (holder, lastSign) => {
    const where = whereaboutsOf(holder);
    if (where === "namesake") return lastSign >= bootTime();
    if (where !== "here") return true;
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

/** When this machine was started, in milliseconds since the epoch, by its clock as it goes now. */
function bootTime(): number {
  return Date.now() - uptime() * 1_000;
}

/** `processSpace` puts the boot first. */
function bootOf(space: string): string | undefined {
  return space.split(" ", 1)[0];
}
