import { isStuck, isUnderWay, type RunState, type TaskRecord, type TaskState, takesPlace } from "../state.ts";
import { isMet } from "./agenda.ts";

/** A state that does not say by itself why a task is where it is. */
type HeldBack = Extract<TaskState, { readonly name: "waiting" | "blocked" }>;
/** One that does: something is done about it, or it is settled, or it is a person's business. */
export type TellingState = Exclude<TaskState, HeldBack>;

/** Something that keeps a task from running. */
export type Reason =
  | OwnReason
  /** A task that it waits for, itself or through others, is not done. */
  | {
      readonly kind: "dependency";
      /** From what the task itself depends on to what the others wait for in the end. */
      readonly path: readonly string[];
      /** Why the last of them is not done; empty where that is a matter of the whole run. */
      readonly because: readonly OwnReason[];
    }
  /** Nothing starts in this run: `stopping` while what runs comes to its end. */
  | { readonly kind: "run-over"; readonly phase: "stopping" | "ended" }
  | { readonly kind: "paused" }
  | { readonly kind: "budget"; readonly of: "time" | "tokens" | "money" }
  /** These have failed, and the user wants nothing more to start then. */
  | { readonly kind: "others-failed"; readonly tasks: readonly string[] };

/** What holds a task back, or not, whatever becomes of others. */
export type OwnReason =
  /** Its state says it. */
  | { readonly kind: "state"; readonly state: TellingState }
  /** Until a moment, in milliseconds since 1970: its provider has failed. */
  | { readonly kind: "not-before"; readonly until: number }
  /** All places are taken, by these tasks. */
  | { readonly kind: "places"; readonly limit: number; readonly takenBy: readonly string[] };

/**
 * Why a task is not running, as far as the scheduler knows: all that holds it back at this moment. Empty for a task
 * that would start with the next event, and for one that is not in the run.
 * @param at milliseconds since 1970
 */
export function whyNotRunning(state: RunState, task: string, at: number): Reason[] {
  const record = state.tasks.get(task);
  if (record === undefined) return [];
  if (!isHeldBack(record.state))
    return [
      { kind: "state", state: record.state },
      ...(isUnderWay(record.state) ? ofWholeRun(state).filter(({ kind }) => kind === "run-over") : []),
    ];
  const dependencies = rootCauses(state, record).map(({ path, root }): Reason => {
    const because = isHeldBack(root.state)
      ? hindrances(state, root, at)
      : [{ kind: "state" as const, state: root.state }];
    return { kind: "dependency", path, because };
  });
  return [
    ...dependencies,
    ...(dependencies.length === 0 ? hindrances(state, record, at) : []),
    ...ofWholeRun(state),
  ];
}

/** What keeps a task back whose dependencies are met. */
function hindrances(state: RunState, { state: own }: TaskRecord, at: number): OwnReason[] {
  const until = own.name === "waiting" ? own.notBefore : null;
  if (until !== null && until > at) return [{ kind: "not-before", until }];
  if (state.phase !== "running") return [];
  const takenBy = [...state.tasks].filter(([, record]) => holdsPlace(record.state)).map(([id]) => id);
  const { maxParallel } = state.limits;
  return takenBy.length >= maxParallel ? [{ kind: "places", limit: maxParallel, takenBy }] : [];
}

/** As the scheduler counts them: a task keeps its place until its box is ticked. */
function holdsPlace(state: TaskState): boolean {
  return takesPlace(state) || state.name === "integrating";
}

function ofWholeRun({ phase, paused, exhausted, limits, tasks }: RunState): Reason[] {
  const failed = [...tasks].filter(([, { state }]) => state.name === "failed").map(([id]) => id);
  return [
    ...(paused ? [{ kind: "paused" as const }] : []),
    ...(exhausted === null ? [] : [{ kind: "budget" as const, of: exhausted }]),
    ...(limits.keepGoing || failed.length === 0 ? [] : [{ kind: "others-failed" as const, tasks: failed }]),
    ...(phase === "stopping" || phase === "ended" ? [{ kind: "run-over" as const, phase }] : []),
  ];
}

interface RootCause {
  readonly path: readonly string[];
  readonly root: TaskRecord;
}

/**
 * What a task waits for in the end, each by a shortest way there: tasks that are not done and wait for no others
 * themselves. What nothing but a person can move on comes first, else in the order of the plan.
 */
function rootCauses({ tasks }: RunState, record: TaskRecord): RootCause[] {
  const found: RootCause[] = [];
  const seen = new Set([record.spec.id]);
  let open: RootCause[] = [{ path: [], root: record }];
  while (open.length > 0) {
    const next: RootCause[] = [];
    for (const { path, root: waiting } of open)
      for (const id of waiting.spec.dependsOn) {
        const one = tasks.get(id);
        if (one === undefined || seen.has(id) || !waitsFor(waiting, id, tasks)) continue;
        seen.add(id);
        const waits =
          isHeldBack(one.state) && one.spec.dependsOn.some((other) => waitsFor(one, other, tasks));
        (waits ? next : found).push({ path: [...path, id], root: one });
      }
    open = next;
  }
  const places = new Map([...tasks.keys()].map((id, place) => [id, place]));
  const rank = ({ root }: RootCause) =>
    (isStuck(root.state) ? 0 : tasks.size) + (places.get(root.spec.id) ?? 0);
  return found.sort((a, b) => rank(a) - rank(b));
}

/** Whether a task cannot start while another of its dependencies is as it is. */
function waitsFor(record: TaskRecord, on: string, tasks: RunState["tasks"]): boolean {
  const state = tasks.get(on)?.state;
  return state === undefined || !isMet(record.spec.asked, state);
}

/** Not under way, and not settled: why is for the rest of the state to say. */
function isHeldBack(state: TaskState): state is HeldBack {
  return state.name === "waiting" || state.name === "blocked";
}
