import { parseArgs } from "node:util";
import { type Cut, cuts } from "./cuts.ts";
import type { Finish } from "./finish.ts";
import { positionsOf, readWhole } from "./positions.ts";
import { runUndisturbed, tryCut } from "./trial.ts";

/*
 * `npm run kills`: runs the demonstration's plan on a real opencode server with a scripted model, once undisturbed and
 * then once for each event of its journal, at which omo is killed by SIGKILL and the run resumed. Each time all has to
 * be done, every effect once, and no process left. Needs no key and no connection; an event takes about half a minute.
 *
 *     --server            kills the opencode server instead, and omo has to go on by itself
 *     --sleep             instead stops all processes for longer than a session may be silent, and lets them go on
 *     --events 3,7,20-25  at these events only
 *     --every N           at every N-th event only
 *     --jobs N            so many runs side by side; 1 by default
 *     --keep              leaves the sandboxes of failures where they are
 *
 * With OMO_CONTAIN=off in the environment what a killed omo leaves lives on, and the resume has to end it.
 * An event may be over by the time the signal arrives: each line says how many the journal held when it did. Exits 1
 * when anything is not as it has to be, 2 when it is called in a wrong way or the plan does not even run undisturbed.
 */

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      server: { type: "boolean", default: false },
      sleep: { type: "boolean", default: false },
      events: { type: "string" },
      every: { type: "string" },
      jobs: { type: "string", default: "1" },
      keep: { type: "boolean", default: false },
    },
  });
  const jobs = readWhole("--jobs", values.jobs);
  const cut = cuts[values.sleep ? "sleep" : values.server ? "server" : "omo"];
  const began = performance.now();
  const undisturbed = await runUndisturbed(stopping.signal);
  const count = undisturbed.events.length;
  console.log(`undisturbed: ${count} events, ${secondsSince(began)} s`);

  const queue = positionsOf(values, count);
  const tally = new Tally(queue.length);
  await Promise.all(
    Array.from({ length: jobs }, () => workOff(queue, { cut, undisturbed, tally, keep: values.keep })),
  );
  stopping.signal.throwIfAborted();
  return tally.end();
}

/** What all positions are tried with. */
interface Work {
  readonly cut: Cut;
  readonly undisturbed: Finish;
  readonly keep: boolean;
  readonly tally: Tally;
}

/** Tries one position after the other until none is left. */
async function workOff(queue: number[], { cut, undisturbed, keep, tally }: Work): Promise<void> {
  for (let position = queue.shift(); position !== undefined; position = queue.shift()) {
    const began = performance.now();
    const { hit, story, faults } = await tryCut({ cut, position, keep }, undisturbed, stopping.signal);
    stopping.signal.throwIfAborted();
    tally.add(hit, `event ${position}: ${story}, ${secondsSince(began)} s`, faults);
  }
}

/** Counts what came of the trials, and tells it as it comes. */
class Tally {
  readonly #total: number;
  readonly #hits: number[] = [];
  #tried = 0;
  #failures = 0;

  constructor(total: number) {
    this.#total = total;
  }

  add(hit: number | null, story: string, faults: readonly string[]): void {
    this.#tried++;
    if (hit !== null) this.#hits.push(hit);
    if (faults.length > 0) this.#failures++;
    console.log(`${faults.length > 0 ? "FAILED" : "ok"} ${this.#tried}/${this.#total}: ${story}`);
    for (const fault of faults) console.log(`  ${fault.replaceAll("\n", "\n  ")}`);
  }

  /** Tells the sum, and returns the exit status. */
  end(): number {
    console.log(`really hit: ${new Set(this.#hits).size} different events`);
    console.log(`kills: ${this.#hits.length}, failures: ${this.#failures}`);
    return this.#failures > 0 ? 1 : 0;
  }
}

function secondsSince(moment: number): string {
  return ((performance.now() - moment) / 1_000).toFixed(1);
}

// Last: what is declared above must be there.
try {
  process.exitCode = await main();
} catch (error) {
  if (!stopping.signal.aborted) console.error(`error: ${error instanceof Error ? error.message : error}`);
  process.exitCode = stopping.signal.aborted ? 130 : 2;
}
