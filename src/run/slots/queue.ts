import { randomUUID } from "node:crypto";
import { type FSWatcher, watch } from "node:fs";
import { isSlot, type SlotFolder } from "./slot-folder.ts";
import { type Ticket, ticketOf } from "./ticket.ts";

/** Someone in this process who waits for a slot. */
export interface Waiter {
  readonly model: string | null;
  readonly priority: number;
  readonly limit: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Given the file of the slot taken. */
  grant(file: string): void;
  refuse(error: unknown): void;
}

/** All who look up when a slot changes do so within this many milliseconds, not at once. */
const wakeSpread = 5;

/**
 * Those in this process who wait for slots of one key: the highest priority first, and of one priority who came
 * first. While anyone waits there is a ticket, a timer and, where the system can, a watch; else none of them.
 * Each slot given costs the process its place among the processes that wait, so that they take turns.
 */
export class SlotQueue {
  readonly folder: SlotFolder;
  readonly #pollInterval: number;
  #waiters: Waiter[] = [];
  #ticket: { readonly since: number; readonly token: string; shown: Ticket } | null = null;
  #timer: NodeJS.Timeout | null = null;
  #due = 0;
  #watcher: FSWatcher | null = null;

  constructor(folder: SlotFolder, pollInterval: number) {
    this.folder = folder;
    this.#pollInterval = pollInterval;
  }

  /** In the order in which they will be served. */
  get waiters(): readonly Waiter[] {
    return this.#waiters;
  }

  add(waiter: Waiter): void {
    const after = this.#waiters.findIndex(({ priority }) => priority < waiter.priority);
    this.#waiters.splice(after < 0 ? this.#waiters.length : after, 0, waiter);
    if (this.#waiters[0] === waiter) this.serve();
  }

  /** Takes one out who does not wait any longer. */
  remove(waiter: Waiter): void {
    this.#waiters = this.#waiters.filter((other) => other !== waiter);
    if (this.#waiters.length === 0) this.#rest();
  }

  /** Refuses all. */
  clear(error: unknown): void {
    const refused = this.#waiters;
    this.#waiters = [];
    this.#rest();
    for (const waiter of refused) waiter.refuse(error);
  }

  /** Gives out what there is. */
  serve(): void {
    try {
      for (let [first] = this.#waiters; first; [first] = this.#waiters) {
        const file = this.folder.take(first.limit, this.#ticket?.shown ?? null);
        if (file === null) {
          this.#wait(first.limit);
          return;
        }
        this.#waiters.shift();
        first.grant(file);
        this.#withdraw();
      }
      this.#rest();
    } catch (error) {
      this.clear(error);
    }
  }

  #wait(limit: number): void {
    const { since, token } = this.#ticket ?? { since: Date.now(), token: randomUUID() };
    const shown = ticketOf(since, limit, token);
    if (this.#ticket?.shown.name !== shown.name) this.#withdraw();
    this.#ticket = { since, token, shown };
    this.folder.show(shown);
    this.#watcher ??= this.#watch();
    this.#serveIn(this.#pollInterval * (0.75 + Math.random() / 2));
  }

  #rest(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#watcher?.close();
    this.#watcher = null;
    this.#withdraw();
  }

  #withdraw(): void {
    if (this.#ticket) this.folder.withdraw(this.#ticket.shown);
    this.#ticket = null;
  }

  /** Unless it is to be served sooner. */
  #serveIn(delay: number): void {
    const due = performance.now() + delay;
    if (this.#timer && this.#due <= due) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.serve();
    }, delay);
  }

  /** A help: a system that can watch no more folders leaves us to the timer. */
  #watch(): FSWatcher | null {
    try {
      const watcher = watch(this.folder.path, (_, name) => {
        if (this.#watcher === watcher && (name === null || isSlot(name)))
          this.#serveIn(Math.random() * wakeSpread);
      });
      watcher.on("error", () => watcher.close());
      return watcher;
    } catch {
      return null;
    }
  }
}
