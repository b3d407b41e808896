import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSlots, type Slot, type Slots } from "../src/run/slots.ts";

/** A folder of slots for one test, and those that were opened in it. */
export interface SlotsStage {
  /** Holds the folder of slots, two folders below it. */
  readonly root: string;
  /** Of slots; not there until the first is taken. */
  readonly folder: string;
  /** As one process opens them; several in one process do not know of each other. */
  open(limit: number, options?: { key?: (model: string | null) => string; poll?: number }): Slots;
  /** Names of all that lies in the folders of keys, which themselves stay. */
  files(): string[];
  strike(): void;
}

/** Makes a folder for slots, of a test's own. */
export function setSlotsStage(): SlotsStage {
  const root = mkdtempSync(join(tmpdir(), "omo-slots-"));
  const folder = join(root, "state", "slots");
  const opened: Slots[] = [];
  return {
    root,
    folder,
    open(limit, { key, poll = 20 } = {}) {
      const limitOf = (model: string | null) => ({ key: key?.(model) ?? "k", limit });
      const slots = openSlots({ folder, limitOf, pollInterval: poll });
      opened.push(slots);
      return slots;
    },
    files: () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter(({ parentPath }) => parentPath !== folder)
        .map(({ name }) => name),
    strike() {
      for (const slots of opened) slots.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

const never = new AbortController().signal;

/** Asks for a slot. */
export function take(
  slots: Slots,
  model: string | null = "a/b",
  priority = 0,
  signal = never,
): Promise<Slot> {
  return slots.acquire({ model, priority }, signal);
}

/** Whether a slot comes within the time in which one that is free would have come many times. */
export async function comes(slot: Promise<Slot>): Promise<boolean> {
  let came = false;
  slot.then(
    () => (came = true),
    () => {},
  );
  await new Promise((resolve) => setTimeout(resolve, 150));
  return came;
}
