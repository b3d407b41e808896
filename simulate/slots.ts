import type { Slot, SlotRequest, Slots } from "../src/run/slots.ts";
import type { Scene } from "./scene.ts";

interface Waiter extends SlotRequest {
  readonly grant: (slot: Slot) => void;
  readonly refuse: (error: unknown) => void;
}

/** Slots of one process, which has them to itself; each model has as many as the limit says. */
export function simulatedSlots(scene: Scene, limit: number): Slots {
  const held = new Map<string | null, number>();
  let waiters: Waiter[] = [];
  let isClosed = false;
  const heldOf = (model: string | null) => held.get(model) ?? 0;

  const take = (model: string | null): Slot => {
    held.set(model, heldOf(model) + 1);
    scene.observe({ type: "slot.taken", model, held: heldOf(model), limit });
    let isOurs = true;
    return {
      release: () => {
        if (!isOurs) return;
        isOurs = false;
        held.set(model, heldOf(model) - 1);
        serve();
      },
    };
  };

  const serve = () => {
    for (const waiter of [...waiters]) {
      if (heldOf(waiter.model) >= limit) continue;
      waiters = waiters.filter((one) => one !== waiter);
      waiter.grant(take(waiter.model));
    }
  };

  const closedError = () => new Error("no slots are given any more: the run ends");

  return {
    async acquire(request, signal) {
      signal.throwIfAborted();
      if (isClosed) throw closedError();
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          waiters = waiters.filter((one) => one !== waiter);
          reject(signal.reason);
        };
        const settle =
          <T>(how: (value: T) => void) =>
          (value: T) => {
            signal.removeEventListener("abort", onAbort);
            how(value);
          };
        const waiter: Waiter = { ...request, grant: settle(resolve), refuse: settle(reject) };
        signal.addEventListener("abort", onAbort, { once: true });
        waiters.push(waiter);
        waiters.sort((a, b) => b.priority - a.priority);
        serve();
      });
    },
    waiting: () => waiters.map(({ model }) => ({ model, since: 0 })),
    held: () => [...held].flatMap(([model, count]) => Array(count).fill({ model, since: 0 })),
    close: () => {
      isClosed = true;
      for (const { refuse } of waiters.splice(0)) refuse(closedError());
      held.clear();
    },
  };
}
