import { parentPort, workerData } from "node:worker_threads";
import { type HistoryOptions, simulate } from "./history.ts";
import { argumentsOf, shrink } from "./shrink.ts";
import type { Kind } from "./weather.ts";

/** What a worker thread is to do: every `stride`th history from the first seed on. */
export interface Work {
  readonly first: number;
  readonly runs: number;
  readonly stride: number;
  readonly only: readonly Kind[] | null;
  readonly mostTasks: number;
  /** Look no further once an invariant was broken, and shrink nothing. */
  readonly stopAtFirst: boolean;
}

/** What came of some histories. */
export interface Progress {
  readonly runs: number;
  readonly steps: number;
  readonly struck: ReadonlyMap<Kind, number>;
  readonly violations: readonly FoundViolation[];
}

/** An invariant that was broken, and how to see it again. */
export interface FoundViolation {
  readonly seed: number;
  readonly invariant: string;
  readonly what: string;
  /** Arguments of a smaller history that breaks the same one. */
  readonly shrunk: string;
}

/** Histories between two messages. */
const batch = 50;
/** Violations that are shrunk by each thread; the others are told as they were found. */
const mostShrunk = 5;

await work(workerData as Work);

async function work({ first, runs, stride, only, mostTasks, stopAtFirst }: Work): Promise<void> {
  let found = 0;
  let progress = nothing();
  for (let i = 0; i < runs; i += stride) {
    const options: HistoryOptions = {
      seed: first + i,
      only: only === null ? null : new Set(only),
      mostTasks,
    };
    const result = await simulate(options);
    progress.runs++;
    progress.steps += result.steps;
    for (const [kind, times] of result.struck)
      progress.struck.set(kind, (progress.struck.get(kind) ?? 0) + times);
    if (result.violation !== null) {
      const smaller = stopAtFirst || found++ >= mostShrunk ? options : await shrink(options, result);
      progress.violations.push({ seed: options.seed, ...result.violation, shrunk: argumentsOf(smaller) });
    }
    const isOver = stopAtFirst && result.violation !== null;
    if (progress.runs === batch || isOver) {
      parentPort?.postMessage(progress satisfies Progress);
      progress = nothing();
    }
    if (isOver) return;
  }
  parentPort?.postMessage(progress satisfies Progress);
}

function nothing() {
  return { runs: 0, steps: 0, struck: new Map<Kind, number>(), violations: [] as FoundViolation[] };
}
