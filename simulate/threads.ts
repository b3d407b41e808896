import { Worker } from "node:worker_threads";
import type { Kind } from "./weather.ts";
import type { FoundViolation, Progress, Work } from "./worker.ts";

/** What came of all histories of a call. */
export interface Sum {
  runs: number;
  steps: number;
  readonly struck: Map<Kind, number>;
  readonly violations: FoundViolation[];
}

/**
 * Has histories lived through by several threads, each taking one seed after the other.
 * @param file the worker's, as bundled
 * @param onProgress told now and then how far it is
 */
export async function simulateIn(
  file: string,
  threads: number,
  work: Omit<Work, "stride">,
  onProgress: (sum: Sum) => void = () => {},
): Promise<Sum> {
  const sum: Sum = { runs: 0, steps: 0, struck: new Map(), violations: [] };
  const workers = Array.from({ length: threads }, (_, i) => {
    const share: Work = { ...work, first: work.first + i, runs: Math.max(0, work.runs - i), stride: threads };
    return new Worker(file, { workerData: share });
  });
  const ends = workers.map(
    (worker) =>
      new Promise<void>((resolve, reject) => {
        worker.on("message", (progress: Progress) => {
          add(sum, progress);
          onProgress(sum);
          if (work.stopAtFirst && sum.violations.length > 0) for (const one of workers) void one.terminate();
        });
        worker.on("error", reject);
        worker.on("exit", () => resolve());
      }),
  );
  await Promise.all(ends);
  sum.violations.sort((a, b) => a.seed - b.seed);
  return sum;
}

function add(sum: Sum, { runs, steps, struck, violations }: Progress): void {
  sum.runs += runs;
  sum.steps += steps;
  for (const [kind, times] of struck) sum.struck.set(kind, (sum.struck.get(kind) ?? 0) + times);
  sum.violations.push(...violations);
}
