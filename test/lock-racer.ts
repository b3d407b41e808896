import { appendFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout } from "node:timers/promises";
import { lockPlan } from "../src/run/lock.ts";

/** What a process does that takes the lock of a plan again and again; started by `lock-race.test.ts`. */
export interface Race {
  readonly root: string;
  /** Takes a line each time: `held` or `two`, with the pid. */
  readonly log: string;
  /** A name of the system's that one process has at a time, and that is taken from it when it dies. */
  readonly witness: string;
  /** Milliseconds for which it holds the lock. */
  readonly hold: number;
}

const race: Race = JSON.parse(process.argv[2] ?? "");
const note = (what: string) => appendFileSync(race.log, `${what} ${process.pid}\n`);

for (;;) {
  const lock = takeOrNull();
  if (lock === null) {
    await setTimeout(1);
    continue;
  }
  const witness = createServer();
  const isAlone = await new Promise((resolve) => {
    witness.once("error", () => resolve(false));
    witness.listen(race.witness, () => resolve(true));
  });
  note(isAlone ? "held" : "two");
  await setTimeout(race.hold);
  await new Promise((resolve) => witness.close(resolve));
  lock.release();
}

function takeOrNull() {
  try {
    return lockPlan(race.root, "plans/a.md", String(process.pid));
  } catch (error) {
    if (error instanceof Error && error.message.includes("going on already")) return null;
    throw error;
  }
}
