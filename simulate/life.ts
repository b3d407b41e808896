import type { Owner, Timeline } from "./timeline.ts";

/** Thrown into a process that is dead: whatever it still tries has no effect, and nobody hears of it. */
export class Gone extends Error {
  override readonly name = "Gone";
}

/** The life of one executor process. It may end at any of its steps, before or after what the step does. */
export class Life implements Owner {
  alive = true;
  readonly #timeline: Timeline;
  readonly #dying: (() => void)[] = [];
  #stepsLeft: number;

  /** @param steps how many it has before it dies; Infinity for one that lives to its end */
  constructor(timeline: Timeline, steps: number) {
    this.#timeline = timeline;
    this.#stepsLeft = steps;
  }

  /** Something that is to happen when it dies. */
  onDeath(happen: () => void): void {
    this.#dying.push(happen);
  }

  /** Something that the process does at once. */
  act<T>(does: () => T): T {
    this.#step();
    const done = does();
    this.#step();
    return done;
  }

  /** Something that it asks for, and is answered after some milliseconds. Never answered once it is dead. */
  ask<T>(delay: number, answer: () => T): Promise<T> {
    this.#step();
    return new Promise((resolve, reject) => {
      this.later(delay, () => {
        try {
          resolve(this.act(answer));
        } catch (error) {
          if (this.alive) reject(error);
        }
      });
    });
  }

  /** Something that happens to it after some milliseconds, if it still lives. Returns how to take it back. */
  later(delay: number, happen: () => void): () => void {
    return this.#timeline.after(delay, this, () => {
      try {
        happen();
      } catch (error) {
        if (this.alive) throw error;
      }
    });
  }

  die(): void {
    if (!this.alive) return;
    this.alive = false;
    for (const happen of this.#dying) happen();
  }

  /** Comes to its end by itself. */
  end(): void {
    this.alive = false;
  }

  #step(): void {
    if (!this.alive) throw new Gone();
    if (--this.#stepsLeft >= 0) return;
    this.die();
    throw new Gone();
  }
}
