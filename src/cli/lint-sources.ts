import { availableParallelism } from "node:os";
import type { Findings, LintOptions } from "../lint.ts";
import type { Source } from "../source.ts";
import { buildId } from "./build.ts";
import { type LintJob, lintShare } from "./lint-share.ts";

/** UTF-16 units of text that a thread has to be given to be quicker than none: its start takes a while. */
const worthAThread = 500_000;

/** Lints texts side by side, and returns the findings of each. */
export async function lintSources(
  sources: readonly Source[],
  options: LintOptions,
  threads: number | null,
): Promise<ReadonlyMap<Source, Findings>> {
  // The longest first, so that no thread has to begin with it when the others are done.
  const longestFirst = [...sources].sort((a, b) => b.text.length - a.text.length);
  const taken = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const job: LintJob = { sources: longestFirst, options, taken };
  const workers = countWorkers(sources, threads);
  const shares = workers > 0 ? (await import("./lint-threads.ts")).startWorkers(workers, job) : [];
  const found = new Map<Source, Findings>();
  for (const share of [lintShare(job), ...(await Promise.all(shares))])
    for (const [index, findings] of share) {
      const source = longestFirst[index];
      if (source !== undefined) found.set(source, findings);
    }
  return found;
}

/** Threads besides this one. A program that runs from its sources has no file for them to run. */
function countWorkers(sources: readonly Source[], threads: number | null): number {
  if (buildId === null) return 0;
  const size = sources.reduce((sum, { text }) => sum + text.length, 0);
  const wanted = threads ?? Math.min(availableParallelism(), Math.ceil(size / worthAThread));
  return Math.min(wanted, sources.length) - 1;
}
