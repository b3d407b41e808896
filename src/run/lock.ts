import { createHash } from "node:crypto";
import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { isAlive, processSpace, startTimeOf } from "../host/process-tree.ts";
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
  space: z.string().nullable(),
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
  const own = `${path}.${run}.${process.pid}`;
  const me: Holder = {
    pid: process.pid,
    startTime: startTimeOf(process.pid),
    host: hostname(),
    space: processSpace(),
    run,
  };
  try {
    writeFileSync(own, `${JSON.stringify(me)}\n`);
    if (!link(own, path)) takeOver(own, path, file);
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

/**
 * Replaces the lock of a dead process. Of several processes that try at once, one does so: whoever links the
 * second file, and still finds the holder dead then.
 */
function takeOver(own: string, path: string, file: string): void {
  const taking = `${path}.takeover`;
  if (!link(own, taking)) {
    const other = holderOf(taking);
    if (other && isHeld(other)) throw heldBy(path, file, other);
    // Its process died in the few lines below.
    rmSync(taking, { force: true });
    if (!link(own, taking)) throw heldBy(path, file, holderOf(taking));
  }
  try {
    const holder = holderOf(path);
    if (holder && isHeld(holder)) throw heldBy(path, file, holder);
    rmSync(path, { force: true });
    if (!link(own, path)) throw heldBy(path, file, holderOf(path));
  } finally {
    rmSync(taking, { force: true });
  }
}

/** The id of the run that goes on with a plan just now, or null. */
export function runningRun(root: string, file: string): string | null {
  const holder = holderOf(lockPath(root, file));
  return holder && isHeld(holder) ? holder.run : null;
}

/** A lock file of a repository. */
export interface FoundLock {
  readonly path: string;
  readonly run: string;
  readonly pid: number;
  /** Its process lives, or lives where nobody can ask. */
  readonly held: boolean;
}

/** Every lock file of a repository. */
export function findLocks(root: string): FoundLock[] {
  return lockFiles(root).flatMap((name) => {
    const path = join(runsDirectory(root), name);
    const holder = holderOf(path);
    return holder === null ? [] : [{ path, run: holder.run, pid: holder.pid, held: isHeld(holder) }];
  });
}

function lockFiles(root: string): string[] {
  try {
    return readdirSync(runsDirectory(root)).filter((name) => name.endsWith(".lock"));
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return [];
    throw error;
  }
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

function holderOf(path: string): Holder | null {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    // Gone, or not written by us: nobody holds it.
    return null;
  }
}

/** A holder that lives where we cannot ask, e.g. on another machine that shares the folder, is believed. */
function isHeld(holder: Holder): boolean {
  const near = holder.host === hostname() || (holder.space !== null && holder.space === processSpace());
  return !near || isAlive(holder.pid, holder.startTime);
}

function heldBy(path: string, file: string, holder: Holder | null): RunError {
  const near = holder?.host === hostname();
  const who = holder ? ` (${holder.run}, process ${holder.pid}${near ? "" : ` on ${holder.host}`})` : "";
  const help = near
    ? "wait for it or stop it with Ctrl-C there; `omo plan status` shows how far it is"
    : `wait for it; if nothing runs there any more, delete ${path}`;
  return new RunError(`a run of ${file} is going on already${who}`, help);
}
