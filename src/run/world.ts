import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Document } from "../brief/background.ts";
import type { FileCheck } from "../criteria/check.ts";
import type { NoteEntry, Notepad, Notes } from "../notes.ts";
import type { Task } from "../plan.ts";
import { ringAt } from "./bell.ts";
import { findDocuments } from "./documents.ts";
import { writeError } from "./errors.ts";
import { writeFailures } from "./failure-report.ts";
import { checkFiles, type FileFinding } from "./files.ts";
import { describeChanges } from "./git.ts";
import { type Inbox, openInbox } from "./inbox.ts";
import { appendNotes, readNotepads } from "./notepads.ts";
import type { RunPaths } from "./paths.ts";
import { type Redact, redactFile, redactor } from "./redact.ts";
import { runShell, type ShellRequest, type ShellResult } from "./shell.ts";
import type { Slots } from "./slots.ts";
import { type BoxOwner, type BoxResult, tickTask, untickTask } from "./tick.ts";
import { type Workspace, workInPlace } from "./workspace.ts";

/**
 * All that a run touches of the world, beside its journal and the coding agent: the one door to disk, git, processes and
 * the clock. What a simulation replaces is this, whole.
 */
export interface World {
  readonly clock: Clock;
  readonly tree: Tree;
  readonly planFile: PlanFile;
  readonly notepads: Notepads;
  readonly inbox: Inbox;
  /** Bounds how many sessions of a model go on at once, whichever run they are of. */
  readonly slots: Slots;
  /** Runs a script to its end, a timeout or the signal; no process of it is left then. Never rejects for what it does. */
  readonly shell: (request: ShellRequest) => Promise<ShellResult>;
  /** Takes the values of secrets out of what is written down or told to others; null where there is none. */
  readonly redact: Redact;
  /** Keeps the write-up of a task that has failed too often; returns where, relative to the root. Throws `RunError`. */
  readonly keepFailures: (task: string, text: string) => string;
}

/** As much of it as checks need. */
export interface CheckWorld extends Pick<World, "clock" | "shell"> {
  readonly tree: Pick<Tree, "look">;
}

/** Time, in milliseconds since 1970. */
export interface Clock {
  now(): number;
  /** Rings once at a moment, or soon where it has passed. Returns how to take the bell away. */
  ring(at: number, ring: () => void): () => void;
}

/** The files that agents work on and criteria are about. */
export interface Tree extends Workspace {
  /** What has changed since the last commit, for a reader. Never rejects. */
  changes(): Promise<string>;
  /** Holds a criterion's facts against the files. */
  look(check: FileCheck): FileFinding;
  /** The content of a file, by its path relative to the root; null where it cannot be read. */
  read(path: string): Uint8Array | null;
  /** What the directories that a task names say of themselves. */
  documents(task: Task): readonly Document[];
}

/** The plan in the user's tree. */
export interface PlanFile {
  /** What it holds now; null where it cannot be read. */
  read(): string | null;
  /**
   * Ticks a task's box, one byte, where the file still has the task as it was proved. Idempotent. Throws `RunError` where
   * the disk is full.
   */
  tick(task: BoxOwner): BoxResult<"ticked">;
  /** Empties a task's box, likewise, whatever the task says by now. */
  untick(task: BoxOwner): BoxResult<"unticked">;
  /** Keeps a text of the file beside the journal, under its number. Throws `RunError`. */
  keep(revision: number, text: string): void;
  /** Calls back soon after the file may have changed, until it is told to stop. */
  watch(look: () => void): () => void;
}

/** What tasks of a plan have left for each other. */
export interface Notepads {
  /** Adds what a task has left, once per task and run. Throws what the system does. */
  append(task: string, title: string, notes: Notes): void;
  read(): Readonly<Record<Notepad, readonly NoteEntry[]>>;
}

/** Where a run is. */
export interface RunPlace {
  /** The git root, links resolved. */
  readonly root: string;
  /** The plan file, absolute, links resolved. */
  readonly planFile: string;
  /** The same relative to the root, with `/`. */
  readonly file: string;
  readonly run: string;
  readonly paths: RunPaths;
}

/** What checks need of the world as it is. */
export function checkWorld(root: string, redact = redactor(process.env)): CheckWorld {
  return {
    clock: { now: Date.now, ring: ringAt },
    tree: { look: (check) => checkFiles(root, check) },
    shell: async (request) => {
      const result = await runShell(request);
      if (redact === null) return result;
      redactFile(request.log, redact);
      return { ...result, output: redact(result.output) };
    },
  };
}

/** The world as it is. */
export function realWorld({ root, planFile, file, run, paths }: RunPlace, slots: Slots): World {
  const inPlan = <T>(change: () => T): T => {
    try {
      return change();
    } catch (error) {
      throw writeError(planFile, error);
    }
  };
  const redact = redactor(process.env);
  const { tree, ...checks } = checkWorld(root, redact);
  return {
    ...checks,
    redact,
    tree: {
      ...tree,
      ...workInPlace(root, paths.directory),
      changes: () => describeChanges(root),
      read: (path) => readOrNull(join(root, path)),
      documents: (task) => findDocuments(root, task),
    },
    planFile: {
      read: () => readOrNull(planFile)?.toString("utf8") ?? null,
      keep: (revision, text) => keepText(paths.revision(revision), text),
      watch(look) {
        const timer = setInterval(look, pollInterval);
        return () => clearInterval(timer);
      },
      tick: (task) => inPlan(() => tickTask(planFile, task)),
      untick: (task) => inPlan(() => untickTask(planFile, task)),
    },
    notepads: {
      append: (task, title, notes) => appendNotes(root, { file, task, run }, title, notes),
      read: () => readNotepads(root, file),
    },
    inbox: openInbox(paths.inbox),
    slots,
    keepFailures: (task, text) => writeFailures(root, paths.failures, task, text),
  };
}

/** How often the plan file is looked at, in milliseconds. */
const pollInterval = 500;

function keepText(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flush: true });
  } catch (error) {
    throw writeError(path, error);
  }
}

function readOrNull(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
