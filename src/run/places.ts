import { randomUUID } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { systemCode } from "./errors.ts";
import { type AskHolder, type Holder, holderText, parseHolder } from "./places/holder.ts";

/** What is older than this, in milliseconds, and should be short-lived, is left over from a killed process. */
const litterAge = 60_000;

/** Names of folders that are on their way to a place, or out of it. */
const passing = /^(?:make|gone)\./;

/** How a folder of places is kept. */
export interface PlacesOptions {
  readonly isAlive: AskHolder;
  /** The mode of folders that are made, less the umask. */
  readonly mode: number;
}

/** A file in a place, by which a process holds it. */
export interface Held {
  readonly isHeld: true;
  /** Absolute. */
  readonly file: string;
  readonly holder: Holder;
}

/** A file in a place, of a process that is dead. */
export interface Left {
  readonly isHeld: false;
  readonly file: string;
  /** Null when the file names nobody, as one that a failing machine left empty. */
  readonly holder: Holder | null;
}

/**
 * A folder of places, each of which one process holds at most: `<folder>/<place>/<token>`, where the file names the
 * holder. All that uses it are processes, of one machine or of several that share the folder; each may die at any
 * moment.
 *
 * A place is taken by moving a folder with the holder's file in it to the place's name, which the system does whole
 * or, where there is a folder with anything in it, not at all. A place is given up, or taken from a dead process, by
 * deleting the file. Its name is never used again, so that who is late with it deletes nothing that is another's.
 *
 * Methods throw the system's errors, but for what others have deleted meanwhile.
 */
export class Places {
  /** Absolute; made when needed. */
  readonly path: string;
  readonly #isAlive: AskHolder;
  readonly #mode: number;

  constructor(path: string, { isAlive, mode }: PlacesOptions) {
    this.path = path;
    this.#isAlive = isAlive;
    this.#mode = mode;
  }

  /** All names in the folder: those of places, and what else there is. */
  names(): string[] {
    return list(this.path);
  }

  /** What lies in a place; nothing where nobody holds it. Changes nothing. */
  look(place: string): (Held | Left)[] {
    return list(join(this.path, place)).flatMap((name) => this.read(join(place, name)) ?? []);
  }

  /** Takes a place away from dead holders. Gives those that live: none when it is free. */
  clear(place: string): Held[] {
    const found = this.look(place);
    for (const { file, isHeld } of found) if (!isHeld) rmSync(file, { force: true });
    const living = found.filter((one) => one.isHeld);
    // Not every file system moves a folder over an empty one.
    if (living.length === 0) removeIfEmpty(join(this.path, place));
    return living;
  }

  /**
   * Takes the first of these places in which nothing lies: gives its file, or null when there is none.
   * @param purpose what for, as `Holder` has it
   */
  take(places: readonly string[], purpose: string): string | null {
    const token = randomUUID();
    const made = join(this.path, `make.${token}`);
    this.make(made);
    try {
      // Not so by a process that was stopped for so long that others have swept its folder away.
      const isWritten = unlessGone(() => {
        writeFileSync(join(made, token), holderText(purpose));
        return true;
      });
      const place = isWritten && places.find((name) => move(made, join(this.path, name)));
      return place ? join(this.path, place, token) : null;
    } finally {
      rmSync(made, { recursive: true, force: true });
    }
  }

  /** Gives up what `take` gave. A file that cannot be deleted goes with its process. */
  release(file: string): void {
    try {
      unlinkSync(file);
    } catch {
      // Deleted by hand.
    }
    removeIfEmpty(dirname(file));
  }

  /** Whom a file below the folder names; null when it is gone. */
  read(name: string): Held | Left | null {
    const file = join(this.path, name);
    return unlessGone(() => {
      const holder = parseHolder(readFileSync(file, "utf8"));
      return holder !== null && this.#isAlive(holder, statSync(file).mtimeMs)
        ? { isHeld: true, file, holder }
        : { isHeld: false, file, holder };
    });
  }

  /** Makes a folder, at or below this one, and those above it. */
  make(path: string): void {
    makeFolder(path, this.#mode);
  }

  /**
   * Deletes what a killed process left under a name that was to be short-lived. A folder gets another name first: were
   * it emptied where it is, a process that was only slow could still move it, and hold a place that looks free.
   */
  sweep(name: string): void {
    if (this.age(name) < litterAge) return;
    const gone = join(this.path, `gone.${randomUUID()}`);
    if (move(join(this.path, name), gone)) rmSync(gone, { recursive: true, force: true });
  }

  /** How old a name is, in milliseconds; clocks of two machines may differ either way. Infinity for what is gone. */
  age(name: string): number {
    const stat = unlessGone(() => statSync(join(this.path, name)));
    return stat === null ? Number.POSITIVE_INFINITY : Math.abs(Date.now() - stat.mtimeMs);
  }
}

/** Whether a name in a folder of places is that of one that is being taken or swept: short-lived, if nobody dies. */
export function isPassing(name: string): boolean {
  return passing.test(name);
}

function list(path: string): string[] {
  return unlessGone(() => readdirSync(path)) ?? [];
}

/** False when a folder that is not empty has the name, or what was to be moved is gone. */
function move(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (["ENOTEMPTY", "EEXIST", "ENOENT"].includes(systemCode(error) ?? "")) return false;
    throw error;
  }
}

/** A help only: what cannot be deleted is told where it is in the way. */
function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Gone, or another's by now.
  }
}

/** One level at a time, for the recursive form calls a read-only file system ENOENT. */
function makeFolder(path: string, mode: number): void {
  try {
    makeOne(path, mode);
  } catch (error) {
    if (systemCode(error) !== "ENOENT" || dirname(path) === path) throw error;
    makeFolder(dirname(path), mode);
    makeOne(path, mode);
  }
}

/** Another process may make it at the same time. What is there and no folder fails where it is used. */
function makeOne(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
  }
}

function unlessGone<T>(look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
}
