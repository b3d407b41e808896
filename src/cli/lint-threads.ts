import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { LintJob, Share } from "./lint-share.ts";

/** Starts so many threads on a job. Each takes texts from it until none is left, and tells what it found. */
export function startWorkers(count: number, job: LintJob): Promise<Share>[] {
  return Array.from({ length: count }, () => {
    const worker = new Worker(join(import.meta.dirname, "lint-worker.js"), { workerData: job });
    return new Promise<Share>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
  });
}
