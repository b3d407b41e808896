import { createHash } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { isAlive, startTimeOf } from "../host/process-tree.ts";
import { RunError, systemCode, writeError } from "./errors.ts";
import { runsDirectory } from "./paths.ts";

/** Held while a run of a plan goes on. */
export interface Lock {
  release(): void;
}

const holderSchema = z.object({
  pid: z.int(),
  startTime: z.string().nullable(),
  host: z.string(),
  run: z.string(),
});
type Holder = z.infer<typeof holderSchema>;

/**
 * Takes the lock of a plan, or throws `RunError` naming the run that holds it. The lock is a file naming its
 * process (pid and start time): one whose process is dead is taken over.
 * @param file the plan's path relative to `root`
 */
export function lockPlan(root: string, file: string, run: string): Lock {
  const path = lockPath(root, file);
  const me: Holder = { pid: process.pid, startTime: startTimeOf(process.pid), host: hostname(), run };
  const own = `${path}.${run}.${process.pid}`;
  try {
    writeFileSync(own, `${JSON.stringify(me)}\n`);
    while (!link(own, path)) {
      const holder = holderOf(path);
      if (holder && isHeld(holder)) throw heldBy(file, holder);
      removeStale(path, `${own}.stale`);
    }
  } catch (error) {
    throw writeError(path, error);
  } finally {
    rmSync(own, { force: true });
  }
  return {
    release: () => {
      if (holderOf(path)?.run === run) rmSync(path, { force: true });
    },
  };
}

/** The id of the run that goes on with a plan just now, or null. */
export function runningRun(root: string, file: string): string | null {
  const holder = holderOf(lockPath(root, file));
  return holder && isHeld(holder) ? holder.run : null;
}

function lockPath(root: string, file: string): string {
  const name = createHash("sha256").update(file).digest("hex").slice(0, 16);
  return join(runsDirectory(root), `${name}.lock`);
}

/** A hard link either comes to be, whole, or does not: no moment with an empty lock file. */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  }
}

/**
 * Moves a dead holder's file away. Of two processes doing so at once, the later may catch the earlier one's
 * new lock: it sees a living holder in what it moved, and puts it back.
 */
function removeStale(path: string, aside: string): void {
  try {
    renameSync(path, aside);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return;
    throw error;
  }
  const holder = holderOf(aside);
  if (holder && isHeld(holder)) link(aside, path);
  rmSync(aside, { force: true });
}

function holderOf(path: string): Holder | null {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    // Gone, or not written by us: nobody holds it.
    return null;
  }
}

/** A holder on another host cannot be asked, so it is believed. */
function isHeld(holder: Holder): boolean {
  return holder.host !== hostname() || isAlive(holder.pid, holder.startTime);
}

function heldBy(file: string, holder: Holder): RunError {
  const where =
    holder.host === hostname() ? `process ${holder.pid}` : `process ${holder.pid} on ${holder.host}`;
  return new RunError(
    `a run of ${file} is going on already (${holder.run}, ${where})`,
    "wait for it or stop it with Ctrl-C there; `omo plan status` shows how far it is",
  );
}
