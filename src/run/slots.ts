import { askHolders } from "./places/holder.ts";
import type { SlotKey } from "./slots/key.ts";
import { SlotQueue, type Waiter } from "./slots/queue.ts";
import { SlotFolder } from "./slots/slot-folder.ts";

export { defaultSlotLimit, type SlotKey, type SlotLimits, slotKeyOf } from "./slots/key.ts";

/** Where slots lie, and how many there are. */
export interface SlotsOptions {
  /** Absolute, shared by all runs of a user, e.g. `$XDG_STATE_HOME/omo/slots`; made when needed. */
  readonly folder: string;
  /** What a request for a model is counted under, and its limit: `slotKeyOf` with the configuration. */
  readonly limitOf: (model: string | null) => SlotKey;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Milliseconds between two looks at what other processes hold, give or take a quarter. */
  readonly pollInterval?: number;
}

/** What is to be counted. */
export interface SlotRequest {
  /** `provider/model`; null for the runtime's default. */
  readonly model: string | null;
  /** Of those in this process that wait under one key, the higher is served first. */
  readonly priority: number;
}

/** The right to have one session more. */
export interface Slot {
  /** Gives it back. Once is enough; again does nothing. Never throws. */
  release(): void;
}

/** A request, and since when it waits or has its slot; milliseconds since the epoch. */
export interface SlotEntry {
  readonly model: string | null;
  readonly since: number;
}

/** Counting semaphores that all runs of a user on a machine share. */
export interface Slots {
  /**
   * Resolves with a slot once one is free: at most as many of a key are held, by all processes together, as the
   * limit says. A process takes the lowest slot that is free, so that one with a smaller limit goes by its own
   * number and ignores those held above it. Within a process the order is by priority, then by arrival; processes
   * take turns. The slots of a process that died are free; of one that cannot be asked, e.g. in another container,
   * they are not.
   *
   * Rejects with the signal's reason when it is aborted first, and leaves nothing behind; a slot that was given is
   * the caller's, even if the signal comes in the same moment. Rejects with `RunError` when the folder cannot be
   * read or written.
   */
  acquire(request: SlotRequest, signal: AbortSignal): Promise<Slot>;
  /** Who waits in this process, in the order of service within a key. */
  waiting(): readonly SlotEntry[];
  /** What this process holds, the oldest first. */
  held(): readonly SlotEntry[];
  /** Releases all that this process holds, refuses all who wait, and whoever asks later. */
  close(): void;
}

/** How many looks an answer of the system about a process is good for. */
const looksPerAnswer = 5;

/** Opens the slots in a folder. Nothing is touched until the first is asked for. */
export function openSlots({ folder, limitOf, now = Date.now, pollInterval = 200 }: SlotsOptions): Slots {
  const queues = new Map<string, SlotQueue>();
  const held = new Map<Slot, SlotEntry>();
  const isHeld = askHolders(looksPerAnswer * pollInterval);
  let isClosed = false;

  const queueOf = (key: string): SlotQueue => {
    const queue = queues.get(key) ?? new SlotQueue(new SlotFolder(folder, key, isHeld), pollInterval);
    queues.set(key, queue);
    return queue;
  };

  const hold = (model: string | null, giveBack: () => void): Slot => {
    const slot: Slot = {
      release: () => {
        if (held.delete(slot)) giveBack();
      },
    };
    held.set(slot, { model, since: now() });
    return slot;
  };

  const wait = ({ model, priority }: SlotRequest, { key, limit }: SlotKey, signal: AbortSignal) =>
    new Promise<Slot>((resolve, reject) => {
      const queue = queueOf(key);
      const stopListening = () => signal.removeEventListener("abort", onAbort);
      const waiter: Waiter = {
        model,
        priority,
        limit,
        since: now(),
        grant: (file) => {
          stopListening();
          const giveBack = () => {
            queue.folder.release(file);
            queue.serve();
          };
          resolve(hold(model, giveBack));
        },
        refuse: (error) => {
          stopListening();
          reject(error);
        },
      };
      const onAbort = () => {
        queue.remove(waiter);
        reject(signal.reason);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      queue.add(waiter);
    });

  return {
    async acquire(request, signal) {
      signal.throwIfAborted();
      if (isClosed) throw closedError();
      const key = limitOf(request.model);
      if (key.limit === Number.POSITIVE_INFINITY) return hold(request.model, () => {});
      if (!Number.isInteger(key.limit) || key.limit < 1)
        throw new RangeError(`the limit of ${key.key} is ${key.limit}, not a whole number from 1`);
      return wait(request, key, signal);
    },
    waiting: () =>
      [...queues.values()].flatMap(({ waiters }) => waiters.map(({ model, since }) => ({ model, since }))),
    held: () => [...held.values()],
    close: () => {
      isClosed = true;
      for (const queue of queues.values()) queue.clear(closedError());
      for (const slot of [...held.keys()]) slot.release();
    },
  };
}

function closedError(): Error {
  return new Error("no slots are given any more: the run ends");
}
