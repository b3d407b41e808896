import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { systemCode } from "../errors.ts";
import { askHolders, type Holder, parseHolder } from "../places/holder.ts";
import { isSlot } from "./slot-folder.ts";
import { ticketsBefore } from "./ticket.ts";

/** A process that waits for a slot. */
export interface SlotWaiter {
  readonly pid: number;
  /** `model:<provider/model>`, `provider:<provider>` or `default`: what the slot is counted under. */
  readonly key: string;
  /** As many of the key are held at most, as this process counts. */
  readonly limit: number;
  /** Processes that hold slots of the key, each as often as it holds one. */
  readonly holders: readonly number[];
}

/**
 * Who waits for a slot just now, as any process can see it. Nothing is changed, and nothing is made.
 * @param folder where slots lie, absolute; none wait where there is no such folder
 */
export function slotWaiters(folder: string): SlotWaiter[] {
  const isHeld = askHolders(0);
  const living = (path: string): Holder[] => {
    const found = readHolder(path);
    return found !== null && isHeld(found.holder, found.lastSign) ? [found.holder] : [];
  };
  return list(folder).flatMap((hash) => {
    const ofKey = join(folder, hash);
    const names = list(ofKey);
    const holders = names
      .filter(isSlot)
      .flatMap((slot) => list(join(ofKey, slot)).flatMap((file) => living(join(ofKey, slot, file))))
      .map(({ pid }) => pid);
    return ticketsBefore(names, null).flatMap(({ name, limit }) =>
      living(join(ofKey, name)).map(({ pid, purpose }) => ({ pid, key: purpose, limit, holders })),
    );
  });
}

function readHolder(path: string): { holder: Holder; lastSign: number } | null {
  try {
    const holder = parseHolder(readFileSync(path, "utf8"));
    return holder === null ? null : { holder, lastSign: statSync(path).mtimeMs };
  } catch {
    // Given up since it was listed, or not ours to read.
    return null;
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EACCES"].includes(systemCode(error) ?? "")) return [];
    throw error;
  }
}
