import { createHash } from "node:crypto";
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { RunError, readError, writeError } from "./errors.ts";
import { locksDirectory } from "./paths.ts";
import { askHolders, whereaboutsOf } from "./places/holder.ts";
import { type Held, isPassing, Places } from "./places.ts";

/** Held while a run of a plan goes on. */
export interface Lock {
  /** Gives it up. Never throws. */
  release(): void;
}

/** So often, in milliseconds, a run shows that it goes on, to those who cannot ask for its process. */
const signInterval = 10_000;

/** Each try that fails without a holder to be seen is one in which another process has come and gone. */
const mostTries = 100;

/**
 * Takes the lock of a plan, or throws `RunError` naming the run that holds it. It is a place (`places.ts`): taken
 * over from a process that is dead, whenever that died, and believed to be held where nobody can ask.
 * @param file the plan's path relative to `root`
 * @param run the id of the run that it is held for
 */
export function lockPlan(root: string, file: string, run: string): Lock {
  const places = placesOf(root);
  const name = nameOf(file);
  try {
    for (const left of places.names().filter(isPassing)) places.sweep(left);
    for (let tries = 0; tries < mostTries; tries++) {
      const [held] = places.clear(name);
      if (held) throw heldBy(file, held);
      const taken = places.take([name], run);
      if (taken !== null) return hold(places, taken);
    }
  } catch (error) {
    throw writeError(join(places.path, name), error);
  }
  throw new RunError(`other runs of ${file} begin and end at this moment`, "run it again when they are done");
}

function hold(places: Places, file: string): Lock {
  const timer = setInterval(() => showSign(file), signInterval);
  timer.unref();
  return {
    release: () => {
      clearInterval(timer);
      places.release(file);
    },
  };
}

function showSign(file: string): void {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // Deleted by hand, or the disk is gone: whatever the run writes next says so.
  }
}

/** The id of the run that goes on with a plan just now, or null. Throws `RunError` where the lock cannot be read. */
export function runningRun(root: string, file: string): string | null {
  return locksIn(root, nameOf(file)).find(({ held }) => held)?.run ?? null;
}

/** A lock that a process has taken and not given up. */
export interface FoundLock {
  /** The folder. */
  readonly path: string;
  readonly run: string;
  readonly pid: number;
  /** Its process lives, or lives where nobody can ask. */
  readonly held: boolean;
}

/** Every lock of a repository. Throws `RunError` where one cannot be read. */
export function findLocks(root: string): FoundLock[] {
  const names = reading(placesOf(root).path, () => placesOf(root).names());
  return names.filter((name) => lockName.test(name)).flatMap((name) => locksIn(root, name));
}

function locksIn(root: string, name: string): FoundLock[] {
  const path = join(locksDirectory(root), name);
  return reading(path, () => placesOf(root).look(name)).flatMap(({ holder, isHeld }) =>
    holder === null ? [] : [{ path, run: holder.purpose, pid: holder.pid, held: isHeld }],
  );
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw readError(path, error);
  }
}

/** Modes are the umask's to say: several users may work in one repository. */
function placesOf(root: string): Places {
  return new Places(locksDirectory(root), { isAlive: askHolders(0), mode: 0o777 });
}

const lockName = /^[0-9a-f]{16}$/;

function nameOf(file: string): string {
  return createHash("sha256").update(file).digest("hex").slice(0, 16);
}

function heldBy(plan: string, { file, holder }: Held): RunError {
  const { pid, host, purpose: run } = holder;
  const far = {
    here: null,
    container: { where: "in another container of this machine", what: "container" },
    namesake: { where: `on another machine named ${host}`, what: "machine" },
    elsewhere: { where: `on ${host}`, what: "machine" },
  }[whereaboutsOf(holder)];
  const who = `${run}, process ${pid}${far === null ? "" : ` ${far.where}`}`;
  const help =
    far === null
      ? "wait for it or stop it with Ctrl-C there; `omo plan status` shows how far it is"
      : `wait for it, or stop it there; if that ${far.what} is gone for good, delete ${file}`;
  return new RunError(`a run of ${plan} is going on already (${who})`, help);
}
