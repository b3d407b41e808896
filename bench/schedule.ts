import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Event, TaskSpec } from "../src/event.ts";
import { createJournal, readJournal } from "../src/run/journal.ts";
import { createRunner, type RunnerWorld } from "../src/run/runner.ts";
import { noLimits } from "../src/state.ts";
import { answersTo, longRun, type Played, playRun } from "./long-run.ts";

/*
 * What a plan of ten thousand tasks costs the scheduler and its journal, with agents that are made up: time a task, how
 * it grows, how long the run is against a list schedule by critical path, and what an event takes in the journal.
 */

const { values } = parseArgs({ options: { tasks: { type: "string", default: "10000" } } });
const tasks = Number(values.tasks);
const places = 50;

const sizes = [tasks / 4, tasks, tasks * 4].map(Math.round);
// The first run is slower, whatever its size.
playRun(longRun(Math.min(2_000, tasks)), places);
const played = sizes.map((size): Played => best(() => playRun(longRun(size), places)));
for (const [i, { perTask, events, makespan, listSchedule }] of played.entries())
  console.log(
    `${String(sizes[i]).padStart(6)} tasks: ${perTask.toFixed(1)} µs a task (asked: < 50), ${events} events; run ${(makespan / listSchedule).toFixed(4)} × a list schedule by critical path (asked: ≤ 1.02)`,
  );
const growth = (played[2]?.perTask ?? Number.NaN) / (played[0]?.perTask ?? Number.NaN);
const logs = Math.log(sizes[2] ?? 1) / Math.log(sizes[0] ?? 1);
console.log(`16 × the tasks: ${growth.toFixed(2)} × the time of one (n log n: ${logs.toFixed(2)}; n²: 16)`);
await writeOne(longRun(tasks));

function best(play: () => Played): Played {
  return [play(), play(), play()].reduce((a, b) => (b.perTask < a.perTask ? b : a));
}

/** A whole run through the loop and a journal on the disk; every command is answered at once. */
async function writeOne(specs: readonly TaskSpec[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "omo-bench-"));
  try {
    const path = join(folder, "journal.jsonl");
    const journal = createJournal(path);
    let syncs = 0;
    let latest = 0;
    const world: RunnerWorld = {
      journal: {
        ...journal,
        sync: () => {
          syncs++;
          return journal.sync();
        },
      },
      clock: { now: Date.now, ring: () => () => {} },
      redact: null,
      perform: async (command, emit) => {
        for (const event of answersTo(command)) await emit(event);
      },
      stop: () => {},
      observe: ({ seq }) => {
        latest = seq;
      },
    };
    const runner = createRunner(world, []);
    const limits = { ...noLimits, maxParallel: places };
    const start: Event = {
      type: "run.started",
      run: "r",
      file: "p.md",
      sha256: "",
      limits,
      tasks: specs,
      base: null,
    };
    await runner.emit(start);
    const first = statSync(path).size;
    const began = performance.now();
    await runner.go();
    const took = performance.now() - began;
    journal.close();
    const bytes = (statSync(path).size - first) / (latest - 1);
    console.log(
      `journal: ${Math.round(bytes)} bytes an event (asked: < 1 KB), ${(latest / syncs).toFixed(1)} events a sync; loop and disk together ${((took / specs.length) * 1_000).toFixed(0)} µs a task`,
    );
    if (readJournal(path).length !== latest) throw new Error("the journal does not hold every event");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
