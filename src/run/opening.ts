import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fold } from "../schedule.ts";
import type { RunState } from "../state.ts";
import { compilePlan, digestOf, type RunnablePlan } from "./compile.ts";
import { measuredDurations } from "./durations.ts";
import { RunError, systemCode, writeError } from "./errors.ts";
import { createJournal, happenedIn, type Journal, type JournalEntry, reopenJournal } from "./journal.ts";
import { runPaths } from "./paths.ts";
import type { RunRequest } from "./request.ts";
import { Revisions, revisionsIn } from "./revisions.ts";
import type { Runner } from "./runner.ts";
import { isFinished, type RecordedRun } from "./runs.ts";
import { selectTasks } from "./selection.ts";
import { trustSubject } from "./trust.ts";
import type { PlanFile } from "./world.ts";

/** A run that has its lock, its directory and its open journal, and may begin. */
export interface OpenedRun {
  readonly run: string;
  readonly revisions: Revisions;
  readonly journal: Journal;
  readonly entries: readonly JournalEntry[];
  /** Takes a run that could not begin back out of the world. */
  readonly abandon: () => void;
}

/**
 * The event with which a new run begins.
 * @param base what the tree was then, as a git tree
 */
export function beginRun(
  request: RunRequest,
  { run, revisions }: OpenedRun,
  base: string | null,
  runner: Runner,
): Promise<void> {
  return runner.emit({
    type: "run.started",
    run,
    file: request.file,
    sha256: digestOf(revisions.first.source.text),
    limits: request.limits,
    tasks: revisions.first.specs,
    base,
  });
}

/**
 * The events with which a run goes on: first the boxes that a person has ticked since it ended. Of a run that was
 * killed nobody can tell which boxes were ticked when, so none counts.
 */
export async function resumeRun(request: RunRequest, { entries }: OpenedRun, runner: Runner): Promise<void> {
  const end = entries.findLast(
    ({ event }) => event.type === "run.ended" || event.type === "run.resumed",
  )?.event;
  const present = compilePlan(request.file, request.text, request.resources);
  if (end?.type === "run.ended")
    for (const { id, title, claimed } of present.specs) {
      const record = runner.state().tasks.get(id);
      const asked = record?.state.name === "failed" || record?.state.name === "awaiting";
      if (claimed === "user" && asked && record.spec.title === title && !end.ticked.includes(id))
        await runner.emit({ type: "task.claimed", task: id });
    }
  await runner.emit({ type: "run.resumed", limits: request.limits });
}

/**
 * Ids of the tasks whose boxes are ticked in the plan file now. All of the run's when it cannot be read: what nobody
 * saw empty is not believed later.
 */
export function tickedNow(request: RunRequest, { tasks }: RunState, planFile: PlanFile): string[] {
  const text = planFile.read();
  if (text === null) return [...tasks.keys()];
  const { specs } = compilePlan(request.file, text, request.resources);
  return specs.filter((spec) => spec.claimed === "user").map((spec) => spec.id);
}

/**
 * The plan of a new run, cut to what the user has chosen. Throws `RunError` where they have chosen what is not there.
 * @param durations how long tasks take, by category, in milliseconds
 */
export function planToBegin(
  { file, text, resources, selection }: RunRequest,
  earlier: RecordedRun | null,
  durations: ReadonlyMap<string, number>,
): RunnablePlan {
  const compiled = compilePlan(file, text, resources, earlier, {}, durations);
  const selected = selectTasks(compiled.specs, selection);
  if ("problem" in selected)
    throw new RunError(selected.problem, "`omo plan show` lists the tasks of a plan");
  return { ...compiled, specs: selected.specs };
}

/** Makes the directory, snapshot and journal of a new run. Leaves nothing behind when one of them fails. */
export function openRun(request: RunRequest, run: string, earlier: RecordedRun | null): OpenedRun {
  const paths = runPaths(request.root, run);
  const plan = planToBegin(request, earlier, measuredDurations(request.root));
  try {
    mkdirSync(paths.directory);
    writeFileSync(paths.snapshot, request.text, { flush: true });
    const journal = createJournal(paths.journal);
    // Nothing has happened yet that is worth a record.
    const abandon = () => rmSync(paths.directory, { recursive: true, force: true });
    return { run, revisions: new Revisions([[1, plan]]), journal, entries: [], abandon };
  } catch (error) {
    rmSync(paths.directory, { recursive: true, force: true });
    throw writeError(paths.directory, error);
  }
}

/** Opens a run to go on with it, with the plan as its tasks go by it. */
export function reopenRun(request: RunRequest, { id, start }: RecordedRun): OpenedRun {
  const paths = runPaths(request.root, id);
  const { journal, entries } = reopenJournal(paths.journal);
  const revisions = revisionsToGoOnWith(request, { id, start, entries }, (revision) =>
    readSnapshot(revision === 1 ? paths.snapshot : paths.revision(revision)),
  );
  // A run that cannot go on stays what it was.
  return { run: id, revisions, journal, entries, abandon: () => {} };
}

/**
 * The plan that a run goes on with: as it was started with, and as it was edited since. Throws `RunError` where that is
 * not to be had, or where the run has nothing left to do and the plan has.
 * @param textOf the kept text of a revision; null where there is none
 */
export function revisionsToGoOnWith(
  request: RunRequest,
  { id, start, entries }: RecordedRun,
  textOf: (revision: number) => string | null,
): Revisions {
  const paths = runPaths(request.root, id);
  const anew = "start the plan anew without --resume; ticked tasks stay done";
  const text = textOf(1);
  if (text === null || digestOf(text) !== start.sha256)
    throw new RunError(`${paths.snapshot} is not the plan the run was started with`, anew);
  const trusted = (kept: string, path: string) => {
    const plan = compilePlan(request.file, kept, request.resources);
    // A journal that came with a repository must not bring a plan that nobody has looked at.
    if (request.isTrusted(plan)) return plan;
    throw new RunError(
      `${path}, which the run goes by, is not trusted`,
      `look at it, and go on with --resume --trust ${trustSubject(plan).hash}; or ${anew}`,
    );
  };
  const plan = trusted(text, paths.snapshot);
  if (plan.specs.map((spec) => spec.id).join("\n") !== start.tasks.map((task) => task.id).join("\n"))
    throw new RunError("this omo reads other tasks in the plan than the one that started the run", anew);
  if (isFinished({ entries }) && hasNewTasks(request, plan))
    throw new RunError("the plan has tasks that the run did not know when it started", anew);
  const revisions = new Revisions([[1, plan]]);
  for (const revision of revisionsIn(fold(happenedIn(entries)))) {
    if (revision === 1) continue;
    const edited = textOf(revision);
    if (edited === null)
      throw new RunError(`${paths.revision(revision)} is gone, which tasks of the run go by`, anew);
    revisions.add(revision, trusted(edited, paths.revision(revision)));
  }
  return revisions;
}

function hasNewTasks(request: RunRequest, snapshot: RunnablePlan): boolean {
  const known = new Set(snapshot.specs.map(({ id, title }) => `${id} ${title}`));
  const present = compilePlan(request.file, request.text, request.resources);
  return present.specs.some(({ id, title }) => !known.has(`${id} ${title}`));
}

function readSnapshot(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
}
