import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { entriesOf, only, survivors } from "../harness/record.ts";
import type { Event } from "../src/event.ts";
import { isAlive } from "../src/host/process-tree.ts";
import { notepads } from "../src/notes.ts";
import { happenedIn } from "../src/run/journal.ts";
import { readNotepads } from "../src/run/notepads.ts";
import { runsDirectory } from "../src/run/paths.ts";
import { runIds } from "../src/run/runs.ts";
import { fold } from "../src/schedule.ts";
import type { RunState } from "../src/state.ts";

/** All that a run has left in the world. */
export interface Finish {
  readonly events: readonly Event[];
  readonly state: RunState;
  /** The plan file, to the byte. */
  readonly plan: string;
  /** The files that tasks have written or changed, by path; what proves nothing (`.omo`) is left out. */
  readonly files: ReadonlyMap<string, string>;
  /** Every entry of the plan's notepads, as a line; sorted, for tasks end in any order. */
  readonly notes: readonly string[];
  /** Pids of processes that belong to the run and are alive. */
  readonly alive: readonly number[];
  /** What lies in the folder of runs besides one run. */
  readonly litter: readonly string[];
}

/** Looks at what the runs of a repository have left. */
export function readFinish(repository: string, plan: string): Finish {
  const entries = entriesOf(repository);
  const events = entries.map(({ event }) => event);
  const servers = only(events, "server.started").flatMap(({ pid, startTime }) =>
    pid !== null && isAlive(pid, startTime) ? [pid] : [],
  );
  const pads = readNotepads(repository, plan);
  return {
    events,
    state: fold(happenedIn(entries)),
    plan: readFileSync(join(repository, plan), "utf8"),
    files: filesOf(repository, plan),
    notes: notepads
      .flatMap((pad) => pads[pad].map(({ task, notes }) => `${pad} of ${task}: ${notes.join(" ")}`))
      .sort(),
    alive: [...new Set([...survivors(repository), ...servers])],
    litter: litterOf(repository),
  };
}

function filesOf(repository: string, plan: string): Map<string, string> {
  const files = readdirSync(repository, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)))
    .filter((path) => !/^\.(?:git|omo)\//.test(path) && path !== plan)
    .sort();
  return new Map(files.map((path) => [path, readFileSync(join(repository, path), "utf8")]));
}

function litterOf(repository: string): string[] {
  const [run] = runIds(repository);
  // The places of locks stay where nobody holds one.
  return readdirSync(runsDirectory(repository)).filter((name) => name !== run && name !== "locks");
}
