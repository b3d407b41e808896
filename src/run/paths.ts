import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** Where a run keeps its things, all below `.omo/` of the git root. */
export interface RunPaths {
  readonly directory: string;
  readonly journal: string;
  /** The plan as it was when the run started. */
  readonly snapshot: string;
  /** The plan as an edit has left it, by its number from 2. */
  readonly revision: (number: number) => string;
  /** Output of checks, a file each. */
  readonly checks: string;
  /** What became of tasks that failed too often, a file each. */
  readonly failures: string;
  /** Words of people that no process has taken yet, a file each. */
  readonly inbox: string;
}

/** Where the notepads of a plan lie: `.omo/notepads/<plan>`. `file` is the plan's path. */
export function notepadsDirectory(root: string, file: string): string {
  return join(root, ".omo", "notepads", basename(file).replace(/\.md$/i, ""));
}

/** `.omo/runs` of a git root. */
export function runsDirectory(root: string): string {
  return join(root, ".omo", "runs");
}

/** `.omo/runs/locks` of a git root: who runs which plan just now. */
export function locksDirectory(root: string): string {
  return join(runsDirectory(root), "locks");
}

/** The places of one run. */
export function runPaths(root: string, run: string): RunPaths {
  const directory = join(runsDirectory(root), run);
  return {
    directory,
    journal: join(directory, "journal.jsonl"),
    snapshot: join(directory, "plan.md"),
    revision: (number) => join(directory, `plan-${number}.md`),
    checks: join(directory, "checks"),
    failures: join(directory, "failures"),
    inbox: join(directory, "inbox"),
  };
}

/** The file that takes the whole output of a criterion's command; `index` is the criterion's position, from 0. */
export function checkLog(
  { checks }: Pick<RunPaths, "checks">,
  task: string,
  attempt: number,
  index: number,
): string {
  return join(checks, `${checkName(task, attempt, index)}.log`);
}

/** Names the check of one criterion in one attempt, as a file can be called. */
export function checkName(task: string, attempt: number, index: number): string {
  return `${encodeURIComponent(task).slice(0, 100)}-${attempt}-${index}`;
}

/** A run's id: sorts by start, e.g. `20260131-235959-4f2a`. `suffix` tells two runs of one second apart. */
export function newRunId(now: Date, suffix: string): string {
  const [day, time] = now.toISOString().split("T") as [string, string];
  return `${day.replaceAll("-", "")}-${time.slice(0, 8).replaceAll(":", "")}-${suffix}`;
}

const ignored = "runs/\nevidence/\ncache/\nnotepads/\n";

/** Makes `.omo/` with a `.gitignore` for what is not to be committed; one that exists is left as it is. */
export function prepareOmoDirectory(root: string): void {
  makeDirectory(join(root, ".omo"));
  makeDirectory(runsDirectory(root));
  const file = join(root, ".omo", ".gitignore");
  if (!existsSync(file)) writeFileSync(file, ignored);
}

/** One level at a time: the recursive form calls a read-only file system ENOENT. */
function makeDirectory(path: string): void {
  if (!existsSync(path)) mkdirSync(path);
}
