import { createHash } from "node:crypto";
import { unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeError } from "../errors.ts";
import { type AskHolder, holderText } from "../places/holder.ts";
import { isPassing, Places } from "../places.ts";
import { isTicket, leftOver, type Ticket, ticketsBefore } from "./ticket.ts";

/** A ticket older than this, in milliseconds, is of a process that is stopped: it is not waited for. */
const ticketPatience = 2_000;

/** The slots of one key, `<folder>/<hash of the key>`: places named by numbers, and tickets of those who wait. */
export class SlotFolder {
  readonly path: string;
  readonly #places: Places;
  /** Said in each file, since the folder's name does not tell. */
  readonly #key: string;

  constructor(folder: string, key: string, isAlive: AskHolder) {
    this.path = join(folder, createHash("sha256").update(key).digest("hex").slice(0, 16));
    this.#places = new Places(this.path, { isAlive, mode: 0o700 });
    this.#key = key;
  }

  /** Takes one of the slots below `limit` that is free and not due to another's ticket: its file, or null. */
  take(limit: number, own: Ticket | null): string | null {
    try {
      const names = this.#places.names();
      const others = names.filter((name) => !isSlot(name) && name !== own?.name);
      for (const name of others) if (isPassing(name) || isTicket(name)) this.#places.sweep(name);
      const free = Array.from({ length: limit }, (_, n) => n).filter(
        (n) => !names.includes(String(n)) || this.#places.clear(String(n)).length === 0,
      );
      if (free.length === 0) return null;
      const before = ticketsBefore(others, own).filter(({ name }) => this.#isAwaited(name));
      const left = leftOver(free, before);
      return left.length === 0 ? null : this.#places.take(left.map(String), this.#key);
    } catch (error) {
      throw writeError(this.path, error);
    }
  }

  /** Gives a slot up. */
  release(file: string): void {
    this.#places.release(file);
  }

  /** Shows that this process waits, and still does. */
  show({ name }: Ticket): void {
    try {
      this.#places.make(this.path);
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

  #isAwaited(ticket: string): boolean {
    return this.#places.age(ticket) < ticketPatience && this.#places.read(ticket)?.isHeld === true;
  }
}

/** Whether a name in the folder of a key is a slot's. */
export function isSlot(name: string): boolean {
  return /^\d+$/.test(name);
}
