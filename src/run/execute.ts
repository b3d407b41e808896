import { randomBytes } from "node:crypto";
import { compactJournal } from "./compaction.ts";
import { conductRun } from "./conduct.ts";
import { RunError, writeError } from "./errors.ts";
import { endLeftovers } from "./leftovers.ts";
import { lockPlan } from "./lock.ts";
import { openRun, reopenRun } from "./opening.ts";
import { newRunId, prepareOmoDirectory, runPaths } from "./paths.ts";
import type { RunReport, RunRequest } from "./request.ts";
import { earlierRun, latestRun } from "./runs.ts";
import { openSlots, slotKeyOf } from "./slots.ts";
import { realWorld } from "./world.ts";

/**
 * Runs a plan to its end, or goes on with its latest run. Throws `RunError` for what keeps it from starting
 * or going on; then all processes have been ended and the journal is whole.
 */
export async function executePlan(request: RunRequest): Promise<RunReport> {
  const { root, file } = request;
  const resumed = request.resume ? latestRun(root, file) : null;
  if (request.resume && !resumed)
    throw new RunError(`no run of ${file} to resume`, "start one without --resume");
  prepare(root);
  const run = resumed?.id ?? newRunId(new Date(), randomBytes(2).toString("hex"));
  const lock = lockPlan(root, file, run);
  try {
    const earlier = resumed ?? earlierRun(root, file);
    const leftovers = earlier ? await endLeftovers(earlier) : 0;
    if (resumed) compactJournal(runPaths(root, run).journal);
    const opened = resumed ? reopenRun(request, resumed) : openRun(request, run, earlier);
    request.watcher.onOpen(run);
    const { concurrency } = request.resources.roster.config;
    const slots = openSlots({
      folder: request.slotFolder,
      limitOf: (model) => slotKeyOf(model, { ...concurrency, default: concurrency.tasks }),
    });
    const { planFile } = request;
    const world = realWorld({ root, planFile, file, run, paths: runPaths(root, run) }, slots);
    try {
      return await conductRun(request, opened, world, leftovers);
    } finally {
      opened.journal.close();
    }
  } finally {
    lock.release();
  }
}

function prepare(root: string): void {
  try {
    prepareOmoDirectory(root);
  } catch (error) {
    throw writeError(`${root}/.omo`, error);
  }
}
