import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSlots } from "../src/run/slots.ts";

/** What one of several processes does with the slots they share; started by `slots-processes.test.ts`. */
export interface SlotsWork {
  readonly folder: string;
  readonly limit: number;
  /** Takes a line at each `enter` and `leave`, with the pid. */
  readonly log: string;
  readonly rounds: number;
  /** Rounds that are asked for at once. */
  readonly parallel: number;
  /** Milliseconds for which each holds its slot. */
  readonly hold: number;
  /** `abandon` leaves slots as a process does that was killed. */
  readonly end: "release" | "abandon";
}

const work: SlotsWork = JSON.parse(process.argv[2] ?? "");
const slots = openSlots({
  folder: work.folder,
  limitOf: () => ({ key: "k", limit: work.limit }),
  pollInterval: 20,
});
let left = work.rounds;

const note = (what: string) => appendFileSync(work.log, `${what} ${process.pid}\n`);

/** Makes the slot that this process holds one of a process that had its pid, and is dead. */
function abandon(): void {
  for (const key of readdirSync(work.folder)) {
    for (let n = 0; n < work.limit; n++) {
      const slot = join(work.folder, key, String(n));
      for (const file of orNone(() => readdirSync(slot)).map((name) => join(slot, name))) {
        const holder = JSON.parse(orNone(() => [readFileSync(file, "utf8")])[0] || "{}");
        if (holder.pid !== process.pid || holder.startTime === "long ago") continue;
        writeFileSync(file, JSON.stringify({ ...holder, startTime: "long ago" }));
      }
    }
  }
}

/** What others hold comes and goes meanwhile. */
function orNone<T>(look: () => T[]): T[] {
  try {
    return look();
  } catch {
    return [];
  }
}

await Promise.all(
  Array.from({ length: work.parallel }, async () => {
    while (left-- > 0) {
      const slot = await slots.acquire({ model: "a/b", priority: 0 }, new AbortController().signal);
      note("enter");
      await new Promise((resolve) => setTimeout(resolve, work.hold));
      note("leave");
      if (work.end === "abandon") abandon();
      else slot.release();
    }
  }),
);
slots.close();
