import { createHash, randomUUID } from "node:crypto";
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
import { systemCode, writeError } from "../errors.ts";
import { type Holder, holderText, parseHolder } from "./holder.ts";
import { leftOver, type Ticket, ticketsBefore } from "./ticket.ts";

/** A ticket older than this, in milliseconds, is of a process that is stopped: it is not waited for. */
const ticketPatience = 2_000;
/** What is older than this, in milliseconds, and should be short-lived, is left over from a killed process. */
const litterAge = 60_000;
const shortLived = /^(?:wait|make|gone)\./;

/**
 * The slots of one key: `<folder>/<hash of the key>/<n>/<token>`, where the file names the holder.
 *
 * A slot is taken by moving a folder with the holder's file in it to the slot's name, which the system does whole
 * or, where there is a folder with anything in it, not at all. A slot is given up, or taken from a dead process, by
 * deleting the file. Its name is never used again, so that who is late with it deletes nothing that is another's.
 */
export class SlotFolder {
  readonly path: string;
  readonly #key: string;
  readonly #isHeld: (holder: Holder) => boolean;

  constructor(folder: string, key: string, isHeld: (holder: Holder) => boolean) {
    this.path = join(folder, createHash("sha256").update(key).digest("hex").slice(0, 16));
    this.#key = key;
    this.#isHeld = isHeld;
  }

  /** Takes one of the slots below `limit` that is free and not due to another's ticket: its file, or null. */
  take(limit: number, own: Ticket | null): string | null {
    try {
      const names = list(this.path);
      const others = names.filter((name) => !isSlot(name) && name !== own?.name);
      for (const name of others) this.#sweep(name);
      const free = Array.from({ length: limit }, (_, n) => n).filter(
        (n) => !names.includes(String(n)) || this.#isFree(join(this.path, String(n))),
      );
      if (free.length === 0) return null;
      const before = ticketsBefore(others, own).filter(({ name }) => this.#isAwaited(name));
      const left = leftOver(free, before);
      return left.length === 0 ? null : this.#occupy(left);
    } catch (error) {
      throw writeError(this.path, error);
    }
  }

  /** Gives a slot up. A file that cannot be deleted goes with its process. */
  release(file: string): void {
    try {
      unlinkSync(file);
      rmdirSync(dirname(file));
    } catch {
      // Deleted by hand, or the folder has its next holder already.
    }
  }

  /** Shows that this process waits, and still does. */
  show({ name }: Ticket): void {
    try {
      makeFolder(this.path);
      writeFileSync(join(this.path, name), holderText(this.#key));
    } catch (error) {
      throw writeError(this.path, error);
    }
  }

  /** Shows so no longer. A ticket that cannot be deleted is soon too old. */
  withdraw({ name }: Ticket): void {
    try {
      unlinkSync(join(this.path, name));
    } catch {
      // See above.
    }
  }

  #occupy(slots: readonly number[]): string | null {
    const token = randomUUID();
    const made = join(this.path, `make.${token}`);
    try {
      makeFolder(made);
      writeFileSync(join(made, token), holderText(this.#key));
      const slot = slots.find((n) => move(made, join(this.path, String(n))));
      return slot === undefined ? null : join(this.path, String(slot), token);
    } finally {
      rmSync(made, { recursive: true, force: true });
    }
  }

  /** Frees a slot of dead holders; false when one lives. */
  #isFree(slot: string): boolean {
    const files = list(slot).map((name) => join(slot, name));
    const dead = files.filter((file) => !this.#holds(file));
    for (const file of dead) rmSync(file, { force: true });
    return dead.length === files.length;
  }

  /** Whether the process that a file names lives. */
  #holds(file: string): boolean {
    const text = unlessGone(() => readFileSync(file, "utf8"));
    const holder = text === null ? null : parseHolder(text);
    return holder !== null && this.#isHeld(holder);
  }

  #isAwaited(ticket: string): boolean {
    return this.#age(ticket) < ticketPatience && this.#holds(join(this.path, ticket));
  }

  /**
   * Deletes what a killed process left. A folder gets another name first: were it emptied where it is, a process
   * that was only slow could still move it, and hold a slot that looks free.
   */
  #sweep(name: string): void {
    if (!shortLived.test(name) || this.#age(name) < litterAge) return;
    const gone = join(this.path, `gone.${randomUUID()}`);
    if (move(join(this.path, name), gone)) rmSync(gone, { recursive: true, force: true });
  }

  /** Milliseconds; clocks of two machines may differ either way. Infinity for what is gone. */
  #age(name: string): number {
    const stat = unlessGone(() => statSync(join(this.path, name)));
    return stat === null ? Number.POSITIVE_INFINITY : Math.abs(Date.now() - stat.mtimeMs);
  }
}

/** Whether a name in the folder of a key is a slot's. */
export function isSlot(name: string): boolean {
  return /^\d+$/.test(name);
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

/** One level at a time, for the recursive form calls a read-only file system ENOENT. */
function makeFolder(path: string): void {
  try {
    makeOne(path);
  } catch (error) {
    if (systemCode(error) !== "ENOENT" || dirname(path) === path) throw error;
    makeFolder(dirname(path));
    makeOne(path);
  }
}

/** Another process may make it at the same time. What is there and no folder fails where it is used. */
function makeOne(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
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
