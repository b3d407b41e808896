import { setTimeout as wait } from "node:timers/promises";
import { only, survivors } from "../harness/record.ts";
import type { Event } from "../src/event.ts";

/** A run that goes on, as what gets in its way sees it. */
export interface Victim {
  readonly repository: string;
  /** Pid of omo itself. */
  readonly omo: number;
  /** What has happened so far. */
  readonly events: readonly Event[];
}

/** A way to get in a run's way. */
export interface Cut {
  /** What is asked for on omo's command line, so that it can show. */
  readonly args: readonly string[];
  /** Whether omo itself is ended by it, so that the run has to be resumed. */
  readonly endsOmo: boolean;
  /** Does it, and says what was done; null where there was nothing to be done it to. */
  readonly make: (victim: Victim) => Promise<string | null>;
}

/** A session that is silent for so long counts as stalled; a machine sleeps for longer. Milliseconds. */
const patience = 10_000;
const sleep = 13_000;

export const cuts = {
  /** omo is killed, and what it started goes on without it. */
  omo: {
    args: [],
    endsOmo: true,
    make: async ({ omo }) => (signal(omo, "SIGKILL") ? "omo killed" : null),
  },
  /** The opencode server is killed, and omo goes on. */
  server: {
    args: [],
    endsOmo: false,
    make: async ({ events }) => {
      const pid = livingServer(events);
      return pid !== null && signal(pid, "SIGKILL") ? "server killed" : null;
    },
  },
  /** All processes stand still for longer than a session may be silent, as on a machine that sleeps. */
  sleep: {
    args: ["--stall-timeout", `${patience}ms`],
    endsOmo: false,
    make: async ({ repository, omo }) => {
      const stopped = stopAll(repository, omo);
      if (stopped.length === 0) return null;
      await wait(sleep);
      for (const pid of stopped) signal(pid, "SIGCONT");
      return `${stopped.length} processes asleep for ${sleep / 1000} s`;
    },
  },
} as const satisfies Record<string, Cut>;

/** Stops omo first, so that it starts nothing more, then what it has started until nothing is left that runs. */
function stopAll(repository: string, omo: number): number[] {
  const stopped = new Set<number>();
  for (let found = [omo]; found.length > 0; found = survivors(repository).filter((pid) => !stopped.has(pid)))
    for (const pid of found) {
      signal(pid, "SIGSTOP");
      stopped.add(pid);
    }
  return [...stopped];
}

function livingServer(events: readonly Event[]): number | null {
  const gone = only(events, "server.stopped").map(({ pid }) => pid);
  return only(events, "server.started").findLast(({ pid }) => !gone.includes(pid))?.pid ?? null;
}

/** False when there is no such process any more. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
