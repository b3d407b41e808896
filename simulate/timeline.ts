import type { Random } from "./random.ts";

interface Due {
  readonly at: number;
  /** Decides among what is due at the same moment. */
  readonly order: number;
  readonly happen: () => void;
  readonly owner: Owner;
  isOff: boolean;
}

/** Whose doing something is: what a dead one has begun does not happen. */
export interface Owner {
  readonly alive: boolean;
}

/** The world itself. */
export const nature: Owner = { alive: true };

/**
 * Time that is made up: it passes only from one thing that is due to the next. What is due at the same moment comes in
 * an order that is drawn.
 */
export class Timeline {
  /** Milliseconds since the beginning; nothing sets it back. */
  now = 0;
  /** What the system's clock is ahead of it. */
  offset = Date.UTC(2026, 0, 1);
  /** Things that have happened. */
  steps = 0;
  readonly #heap: Due[] = [];
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** The system's clock, in milliseconds since 1970. */
  clock(): number {
    return this.now + this.offset;
  }

  /** Has something happen after some milliseconds. Returns how to take it back. */
  after(delay: number, owner: Owner, happen: () => void): () => void {
    const at = this.now + Math.max(0, Math.round(delay));
    const due: Due = { at, order: this.#random.below(2 ** 32), happen, owner, isOff: false };
    push(this.#heap, due);
    return () => {
      due.isOff = true;
    };
  }

  /** Lets the next thing happen, and all that follows from it at once. False where nothing is due any more. */
  async step(): Promise<boolean> {
    for (let next = pop(this.#heap); next !== undefined; next = pop(this.#heap)) {
      if (next.isOff || !next.owner.alive) continue;
      this.now = next.at;
      this.steps++;
      next.happen();
      await settled();
      return true;
    }
    return false;
  }
}

/** Resolves once no promise has anything left to do: Node runs them all before it goes on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function isBefore(a: Due, b: Due): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function push(heap: Due[], due: Due): void {
  let at = heap.push(due) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(due, heap[parent] as Due)) break;
    heap[at] = heap[parent] as Due;
    at = parent;
  }
  heap[at] = due;
}

function pop(heap: Due[]): Due | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Due, heap[child] as Due)) child++;
    if (!isBefore(heap[child] as Due, last)) break;
    heap[at] = heap[child] as Due;
    at = child;
  }
  heap[at] = last;
  return first;
}
