import { execFileSync } from "node:child_process";
import { relative } from "node:path";
import { findMarked } from "../../host/process-tree.ts";
import type { DoctorFinding } from "../../report/doctor.ts";
import { plural } from "../../report/lint.ts";
import { RunError } from "../../run/errors.ts";
import { type FoundLock, findLocks } from "../../run/lock.ts";
import { readRun, runIds } from "../../run/runs.ts";

/** Runs that are looked at for what they have left alive, the newest. */
const mostRuns = 50;

/** What runs that died have left in a repository: locks, processes, worktrees. */
export function checkLeftovers(root: string, cwd: string): DoctorFinding[] {
  const [locks, unreadable] = locksOf(root);
  const living = new Set(locks.filter(({ held }) => held).map(({ run }) => run));
  const stale = locks
    .filter(({ held }) => !held)
    .map(
      ({ path, run, pid }): DoctorFinding => ({
        subject: "locks",
        status: "warning",
        message: `${relative(cwd, path)} is of run ${run}, whose process ${pid} is gone`,
        help: "the next run of the plan takes it over; `omo plan run FILE --resume` goes on",
      }),
    );
  const processes = runIds(root)
    .slice(0, mostRuns)
    .filter((run) => !living.has(run))
    .flatMap((run) => {
      const pids = findMarked("OMO_RUN", run);
      return pids.length === 0 ? [] : [leftAlive(root, run, pids)];
    });
  const found = [...unreadable, ...stale, ...processes, ...worktrees(root)];
  const running = living.size > 0 ? `; ${plural(living.size, "run")} going on` : "";
  if (found.length > 0) return found;
  return [
    { subject: "left over", status: "ok", message: `no lock, process or worktree${running}`, help: null },
  ];
}

/** The locks, or why they cannot be told. */
function locksOf(root: string): [FoundLock[], DoctorFinding[]] {
  try {
    return [findLocks(root), []];
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    const { message, help } = error;
    return [[], [{ subject: "locks", status: "warning", message, help }]];
  }
}

function leftAlive(root: string, run: string, pids: readonly number[]): DoctorFinding {
  const plan = readRun(root, run)?.start.file ?? "FILE";
  return {
    subject: "processes",
    status: "warning",
    message: `${plural(pids.length, "process", "processes")} of run ${run} still alive: ${pids.join(", ")}`,
    help: `the next run of ${plan} ends them, or \`kill ${pids.join(" ")}\``,
  };
}

/** Worktrees of omo's branches, and those whose folder is gone. */
function worktrees(root: string): DoctorFinding[] {
  const entries = listWorktrees(root).split("\n\n");
  return entries.flatMap((entry): DoctorFinding[] => {
    const path = /^worktree (.*)$/m.exec(entry)?.[1];
    if (path === undefined) return [];
    if (/^prunable/m.test(entry))
      return [
        {
          subject: "worktrees",
          status: "warning",
          message: `${path} is gone`,
          help: "`git worktree prune` forgets it",
        },
      ];
    const branch = /^branch refs\/heads\/(omo\/.*)$/m.exec(entry)?.[1];
    if (branch === undefined) return [];
    const help = `look at it, then \`git worktree remove ${path}\``;
    return [{ subject: "worktrees", status: "warning", message: `${path} holds the branch ${branch}`, help }];
  });
}

function listWorktrees(root: string): string {
  try {
    return execFileSync("git", ["worktree", "list", "--porcelain"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    // No git, or no repository: that is told elsewhere.
    return "";
  }
}
