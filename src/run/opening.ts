import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fold } from "../schedule.ts";
import { isStuck } from "../state.ts";
import { compilePlan, type RunnablePlan } from "./compile.ts";
import { RunError, systemCode, writeError } from "./errors.ts";
import { createJournal, type Journal, type JournalEntry, reopenJournal } from "./journal.ts";
import { runPaths } from "./paths.ts";
import type { RunRequest } from "./request.ts";
import type { Runner } from "./runner.ts";
import type { RecordedRun } from "./runs.ts";

/** A run that has its lock, its directory and its open journal, and may begin. */
export interface OpenedRun {
  readonly run: string;
  readonly plan: RunnablePlan;
  readonly journal: Journal;
  readonly entries: readonly JournalEntry[];
  /** Takes a run that could not begin back out of the world. */
  readonly abandon: (runner: Runner) => void;
}

/** The events with which a run begins: the plan as it is, or what changed while nobody ran it. */
export function begin(request: RunRequest, { run, plan, entries }: OpenedRun, runner: Runner): void {
  if (!request.resume) {
    runner.emit({
      type: "run.started",
      run,
      file: request.file,
      sha256: sha256(plan.source.text),
      limits: request.limits,
      tasks: plan.specs,
    });
    return;
  }
  const state = fold(entries.map((e) => e.event));
  const present = compilePlan(request.file, request.text, request.config);
  for (const spec of present.specs) {
    const record = state.tasks.get(spec.id);
    const askedFor = record && isStuck(record.state) && record.spec.title === spec.title;
    if (askedFor && spec.claimed) runner.emit({ type: "task.claimed", task: spec.id });
  }
  runner.emit({ type: "run.resumed", limits: request.limits });
}

/** Makes the directory, snapshot and journal of a new run. Leaves nothing behind when one of them fails. */
export function openRun(request: RunRequest, run: string, earlier: RecordedRun | null): OpenedRun {
  const paths = runPaths(request.root, run);
  const plan = compilePlan(request.file, request.text, request.config, earlier);
  try {
    mkdirSync(paths.directory);
    writeFileSync(paths.snapshot, request.text, { flush: true });
    const journal = createJournal(paths.journal);
    // Nothing has happened yet that is worth a record.
    const abandon = () => rmSync(paths.directory, { recursive: true, force: true });
    return { run, plan, journal, entries: [], abandon };
  } catch (error) {
    rmSync(paths.directory, { recursive: true, force: true });
    throw writeError(paths.directory, error);
  }
}

/** Opens a run to go on with it, with the plan as it was when it started. */
export function reopenRun(request: RunRequest, { id, start }: RecordedRun): OpenedRun {
  const paths = runPaths(request.root, id);
  const { journal, entries } = reopenJournal(paths.journal);
  const anew = "start the plan anew without --resume; ticked tasks stay done";
  const text = readSnapshot(paths.snapshot);
  if (text === null || sha256(text) !== start.sha256)
    throw new RunError(`${paths.snapshot} is not the plan the run was started with`, anew);
  const plan = compilePlan(request.file, text, request.config);
  if (plan.specs.map((spec) => spec.id).join("\n") !== start.tasks.map((task) => task.id).join("\n"))
    throw new RunError("this omo reads other tasks in the plan than the one that started the run", anew);
  return { run: id, plan, journal, entries, abandon: (runner) => runner.emit({ type: "run.ended" }) };
}

function readSnapshot(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
