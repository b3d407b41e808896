import { isDeepStrictEqual } from "node:util";
import { RunError } from "../src/run/errors.ts";
import { happenedIn } from "../src/run/journal.ts";
import { LaunchError } from "../src/runtime/launch-error.ts";
import { fold } from "../src/schedule.ts";
import type { RunState } from "../src/state.ts";
import type { Known } from "./known.ts";
import type { Observation } from "./observation.ts";

/**
 * Something that must hold of every history: told what is seen and what is known, it says what is wrong, or null. A
 * line that is shown is known already, everything else is not yet.
 */
type Invariant = (seen: Observation, known: Known) => string | null;

/** An invariant, its name, and what it is told of. */
export interface HeldInvariant {
  readonly name: string;
  readonly on: readonly Observation["type"][];
  readonly holds: Invariant;
}

/** No attempt, review or check begins before all that its task depends on is done. */
const dependenciesFirst: Invariant = (_seen, known) => {
  for (const task of known.begun)
    if (!known.isFree(task))
      return `${task.spec.id} begins before ${task.spec.dependsOn.join(", ")} are done`;
  return null;
};

/** What is done is not done again, unless a reviewer has sent it back. */
const doneStaysDone: Invariant = (_seen, known) => {
  for (const task of known.begun) if (task.done) return `${task.spec.id} is done, and begins again`;
  return null;
};

/** While a person has paused the run, nothing begins. */
const pauseHolds: Invariant = (_seen, known) => {
  for (const task of known.begun) if (known.paused) return `${task.spec.id} begins in a paused run`;
  return null;
};

/** What a person has called off does not begin. */
const cancelHolds: Invariant = (_seen, known) => {
  for (const task of known.begun) if (task.cancelled) return `${task.spec.id} was called off, and begins`;
  return null;
};

/** What a person has called off is told to end. */
const cancelEndsWork: Invariant = (seen, known) => {
  if (seen.type !== "quiet") return null;
  for (const [id, task] of known.tasks)
    if (task.cancelled && known.liveFor(id) > 0) return `${id} was called off, and goes on`;
  return null;
};

/** No word of a person has its effect twice. */
const wordsCountOnce: Invariant = (_seen, known) =>
  known.heardTwice === null ? null : `the word ${known.heardTwice} had its effect twice`;

/** A box counts as a person's word only where it was ticked while nothing ran. */
const claimsAreOfPersons: Invariant = (seen, known) =>
  seen.type === "entry.shown" &&
  seen.entry.event.type === "task.claimed" &&
  !known.claimable.has(seen.entry.event.task)
    ? `${seen.entry.event.task} is claimed, and nobody has ticked it while nothing ran`
    : null;

/** What is taken back is of one task alone. */
const othersAreSpared: Invariant = (seen, known) => {
  if (seen.type !== "tree.restored") return null;
  const shared = seen.paths.find((path) => (known.writers.get(path)?.size ?? 0) > 1);
  return shared === undefined ? null : `${shared} is taken back, and others have written it`;
};

/** Once the run has used what it may, nothing begins. */
const budgetHolds: Invariant = (_seen, known) => {
  for (const task of known.begun)
    if (known.budgetReached()) return `${task.spec.id} begins with the budget used up`;
  return null;
};

/** No time is held against the budget but that in which a process had the run open. */
const timeIsWorked: Invariant = (seen, known) =>
  seen.type === "entry.shown" && seen.state.elapsed > known.opened
    ? `${known.opened} ms were worked at most, ${seen.state.elapsed} are counted`
    : null;

/** Where one failed task is to stop the others, nothing begins after it. */
const failureStops: Invariant = (_seen, known) => {
  const { limits } = known;
  if (limits === null || limits.keepGoing) return null;
  for (const task of known.begun) {
    const failed = [...known.tasks.values()].find(
      (one) => !one.done && !one.cancelled && one.hasFailed(limits),
    );
    if (failed) return `${task.spec.id} begins although ${failed.spec.id} has failed`;
  }
  return null;
};

/** A task gets no more attempts than it may have, and none after it has failed with advice. */
const attemptsEnd: Invariant = (_seen, known) => {
  for (const task of known.begun)
    if (known.limits !== null && task.hasFailed(known.limits))
      return `${task.spec.id} begins after ${task.failures} failures`;
  return null;
};

/** A failing provider is waited for. */
const backoffIsWaited: Invariant = (seen, known) => {
  if (seen.type !== "entry.shown") return null;
  for (const task of known.begun)
    if (known.latest < task.notBefore) return `${task.spec.id} begins before its provider has rested`;
  return null;
};

/** Never more tasks under way than the limit says. */
const parallelLimit: Invariant = (seen, known) => {
  if (seen.type !== "quiet" || known.limits === null) return null;
  const live = known.liveTasks();
  return live.size > known.limits.maxParallel
    ? `${[...live].join(", ")} are under way, at most ${known.limits.maxParallel} may be`
    : null;
};

/** Never more sessions of a model at work than its slots. */
const slotLimit: Invariant = (seen, known) => {
  if (seen.type !== "prompt.started") return null;
  const { model } = seen.prompt;
  const live = [...known.prompts].filter((prompt) => prompt.model === model).length + 1;
  return live > known.slotLimit ? `${live} prompts to ${model ?? "the default model"}` : null;
};

/** At most one live attempt of a task: no session of it is at work beside another one, or beside its checks. */
const oneLiveAttempt: Invariant = (seen, known) => {
  if (seen.type !== "prompt.started" && seen.type !== "command.started") return null;
  const { task, signal } = seen.type === "prompt.started" ? seen.prompt : seen.command;
  return !signal.aborted && known.liveFor(task) > 0 ? `${task} has two things under way` : null;
};

/** No box is ticked, and no notes are kept, but for what was proved or approved: each criterion of the snapshot held. */
const proofBeforeTick: Invariant = (seen, known) => {
  if (!(seen.type === "box.changed" && seen.change === "tick") && seen.type !== "notes.kept") return null;
  const task = known.tasks.get(seen.task);
  if (!task) return `${seen.task} is no task of the run`;
  if (task.approvedByPerson) return null;
  if (task.spec.final && !task.approvedByReviewer)
    return `${seen.task} is ticked, and no reviewer has approved it`;
  const criteria = known.made.tasks.get(seen.task)?.criteria ?? [];
  const indices = criteria.length === 0 && !task.spec.final ? [-1] : criteria.map((_, i) => i);
  const open = indices.find((index) => task.verdicts.get(index) !== "pass" && !task.waived.has(index));
  return open === undefined ? null : `${seen.task} is ticked, and criterion ${open} did not hold`;
};

/** No box is emptied but what a reviewer or a person has sent back, or what somebody has ticked without proof. */
const reviewBeforeUntick: Invariant = (seen, known) =>
  seen.type === "box.changed" && seen.change === "untick" && !known.tasks.get(seen.task)?.mayReopen
    ? `${seen.task} is unticked, and nobody has sent it back`
    : null;

/** What a box and a worker are told follows from lines that are on the disk. */
const causeOnDisk: Invariant = (seen, known) => {
  const task =
    seen.type === "box.changed" || seen.type === "notes.kept" || seen.type === "failures.kept"
      ? seen.task
      : seen.type === "prompt.started" && seen.prompt.role === "work"
        ? seen.prompt.task
        : null;
  // A person's word is no line of the task's, and late lines of what was called off may be on their way.
  if (task === null || known.tasks.get(task)?.approvedByPerson) return null;
  const newest = known.newest.get(task) ?? 0;
  return newest > known.synced ? `${task} is acted on before its line ${newest} is on the disk` : null;
};

/** Nothing is shown that is not on the disk. */
const shownFromDisk: Invariant = (seen, known) =>
  seen.type === "entry.shown" && seen.entry.seq > known.synced
    ? `line ${seen.entry.seq} is shown before it is on the disk`
    : null;

/** What is done is not ticked again, and no criterion's command runs beside itself. */
const noEffectTwice: Invariant = (seen, known) => {
  if (seen.type === "box.changed" && seen.change === "tick" && known.ticked.has(seen.task))
    return `${seen.task} is ticked again`;
  if (seen.type === "command.started" && [...known.commands].some(({ mark }) => mark === seen.command.mark))
    return `${seen.command.mark} runs twice at once`;
  return null;
};

/** A worker is never sent to the same model twice within an attempt. */
const fallbackEnds: Invariant = (seen, known) => {
  if (seen.type !== "prompt.started" || seen.prompt.role !== "work") return null;
  const { task, model } = seen.prompt;
  return known.asked.get(task)?.includes(model)
    ? `${task} is sent to ${model ?? "the default model"} again`
    : null;
};

/** Nobody works on what the machine does not hold to be under way. */
const workIsKnown: Invariant = (seen, known) => {
  if (seen.type !== "prompt.started" || seen.prompt.signal.aborted) return null;
  const state = known.state?.tasks.get(seen.prompt.task)?.state.name;
  return state === "running" || state === "checking" || state === "recovering"
    ? null
    : `${seen.prompt.task} is ${state}, and is worked on`;
};

/** At the bound of a hard budget what runs is told to end. */
const hardBudgetEnds: Invariant = (seen, known) =>
  seen.type === "quiet" && known.limits?.budget.hard && known.budgetReached() && known.liveTasks().size > 0
    ? `${[...known.liveTasks()].join(", ")} go on with the budget used up`
    : null;

/** What prompts have used is in the journal once the process has come to its end. */
const usageIsCounted: Invariant = (seen, known) => {
  if (seen.type !== "process.returned") return null;
  return isDeepStrictEqual(known.used, known.counted)
    ? null
    : `${JSON.stringify(known.used)} was used, ${JSON.stringify(known.counted)} is counted`;
};

/** When a run has ended nothing of it is left: no prompt, no command, no server, no watch. */
const nothingIsLeft: Invariant = (seen, known) => {
  if (seen.type !== "process.returned" && seen.type !== "process.threw") return null;
  const { prompts, commands, servers } = known;
  return prompts.size + commands.size + servers.size + seen.watching > 0
    ? `${prompts.size} prompts, ${commands.size} commands, ${servers.size} servers, ${seen.watching} watches are left`
    : null;
};

/** Who runs a plan is told in words what is wrong, never by an error of the program's own. */
const errorsAreTold: Invariant = (seen) => {
  if (seen.type === "process.lost-error") return `nobody has caught ${describe(seen.error)}`;
  if (seen.type !== "process.threw") return null;
  const { error } = seen;
  return error instanceof RunError || error instanceof LaunchError ? null : `it threw ${describe(error)}`;
};

/** The journal's lines, folded, are the state that was live when the last of them was shown, and the one reported. */
const replayIsLive: Invariant = (seen, known) => {
  if (seen.type !== "process.returned" && seen.type !== "process.died") return null;
  const replayed = plain(fold(happenedIn(known.entries)));
  if (known.state !== null && !isDeepStrictEqual(replayed, plain(known.state)))
    return "the journal tells another state than was shown";
  // What could not be written is no part of the journal.
  if (seen.type !== "process.returned" || known.appended > known.synced) return null;
  return isDeepStrictEqual(replayed, plain(seen.state))
    ? null
    : "the journal tells another state than the report";
};

/** A journal that is opened again begins with all the lines that were on the disk, as they were. */
const journalIsWhole: Invariant = (seen, known) => {
  if (seen.type !== "process.started" || seen.entries.length === 0) return null;
  if (seen.entries.length < known.synced)
    return `${known.synced} lines were synced, ${seen.entries.length} are there`;
  const other = known.entries.find((entry, i) => !isDeepStrictEqual(entry, seen.entries[i]));
  return other === undefined
    ? null
    : `the journal has not line ${other.seq} as it was shown: ${other.event.type}`;
};

/** What a run reports as done is what its lines have brought to an end, and nothing else. */
const reportIsHonest: Invariant = (seen, known) => {
  if (seen.type !== "process.returned") return null;
  for (const [id, { state }] of seen.state.tasks)
    if ((state.name === "done") !== (known.tasks.get(id)?.done ?? false))
      return `${id} is reported as ${state.name}, its lines tell otherwise`;
  return null;
};

/** A run that ends by itself has left nothing undone that it could have begun. */
const nothingIsLeftOut: Invariant = (seen, known) => {
  if (seen.type !== "process.returned" || seen.interrupted || known.limits === null) return null;
  if (known.paused || known.budgetReached(known.opened)) return null;
  const { limits } = known;
  const failed = [...seen.state.tasks.values()].some(({ state }) => state.name === "failed");
  if (failed && !limits.keepGoing) return null;
  for (const [id, { state }] of seen.state.tasks) {
    const task = known.tasks.get(id);
    const isHeldUp = state.name === "waiting" || state.name === "blocked";
    if (task && !task.done && isHeldUp && known.isFree(task)) return `${id} could have begun`;
  }
  return null;
};

/** All that is held of every history: by name, and at which observations. */
export const invariants: readonly HeldInvariant[] = [
  { name: "dependencies-first", on: ["entry.shown"], holds: dependenciesFirst },
  { name: "done-stays-done", on: ["entry.shown"], holds: doneStaysDone },
  { name: "pause-holds", on: ["entry.shown"], holds: pauseHolds },
  { name: "cancel-holds", on: ["entry.shown"], holds: cancelHolds },
  { name: "cancel-ends-work", on: ["quiet"], holds: cancelEndsWork },
  { name: "words-count-once", on: ["entry.shown"], holds: wordsCountOnce },
  { name: "claims-are-of-persons", on: ["entry.shown"], holds: claimsAreOfPersons },
  { name: "others-are-spared", on: ["tree.restored"], holds: othersAreSpared },
  { name: "budget-holds", on: ["entry.shown"], holds: budgetHolds },
  { name: "time-is-worked", on: ["entry.shown"], holds: timeIsWorked },
  { name: "failure-stops", on: ["entry.shown"], holds: failureStops },
  { name: "attempts-end", on: ["entry.shown"], holds: attemptsEnd },
  { name: "backoff-is-waited", on: ["entry.shown"], holds: backoffIsWaited },
  { name: "parallel-limit", on: ["quiet"], holds: parallelLimit },
  { name: "slot-limit", on: ["prompt.started"], holds: slotLimit },
  { name: "one-live-attempt", on: ["prompt.started", "command.started"], holds: oneLiveAttempt },
  { name: "proof-before-tick", on: ["box.changed", "notes.kept"], holds: proofBeforeTick },
  { name: "review-before-untick", on: ["box.changed"], holds: reviewBeforeUntick },
  {
    name: "cause-on-disk",
    on: ["box.changed", "notes.kept", "failures.kept", "prompt.started"],
    holds: causeOnDisk,
  },
  { name: "shown-from-disk", on: ["entry.shown"], holds: shownFromDisk },
  { name: "no-effect-twice", on: ["box.changed", "command.started"], holds: noEffectTwice },
  { name: "fallback-ends", on: ["prompt.started"], holds: fallbackEnds },
  { name: "work-is-known", on: ["prompt.started"], holds: workIsKnown },
  { name: "hard-budget-ends", on: ["quiet"], holds: hardBudgetEnds },
  { name: "usage-is-counted", on: ["process.returned"], holds: usageIsCounted },
  { name: "nothing-is-left", on: ["process.returned", "process.threw"], holds: nothingIsLeft },
  { name: "errors-are-told", on: ["process.threw", "process.lost-error"], holds: errorsAreTold },
  { name: "replay-is-live", on: ["process.returned", "process.died"], holds: replayIsLive },
  { name: "journal-is-whole", on: ["process.started"], holds: journalIsWhole },
  { name: "report-is-honest", on: ["process.returned"], holds: reportIsHonest },
  { name: "nothing-is-left-out", on: ["process.returned"], holds: nothingIsLeftOut },
];

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** A state as plain lists, whatever its tables are made of, without what follows from the rest. */
function plain(state: RunState): unknown {
  const { tasks, agenda: _agenda, outline: _outline, ...rest } = state;
  return { ...rest, tasks: [...tasks] };
}
