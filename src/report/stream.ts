import type { Event } from "../event.ts";
import type { RunnablePlan } from "../run/compile.ts";
import type { JournalEntry } from "../run/journal.ts";
import type { RunState, TaskRecord, TaskState } from "../state.ts";
import type { CriticalPath } from "./critical-path.ts";
// Types only: what is printed needs no validation at run time.
import type { ShownLine } from "./stream-schema.ts";

/** What every line says of where it belongs. */
export interface StreamOrigin {
  /** The plan, relative to the git root. */
  readonly file: string;
  /** Null where no run was begun. */
  readonly run: string | null;
}

/** A line of the stream: one that is only shown, or a journalled event. */
export type StreamLine = ShownLine | JournalledLine;
type JournalledLine = StreamOrigin & { readonly v: 1; readonly seq: number; readonly at: string } & Event;

/** What a line that is only shown has besides what every line has. */
export type Told<Type extends ShownLine["type"] = ShownLine["type"]> = Extract<
  ToldOf<ShownLine>,
  { type: Type }
>;
type ToldOf<Line> = Line extends unknown ? Omit<Line, "v" | "run" | "file" | "seq" | "at"> : never;

/** A line of something that is only shown. `at`: ISO 8601, UTC. */
export function shownLine({ file, run }: StreamOrigin, at: string, told: Told): StreamLine {
  return { v: 1, run, file, seq: null, at, ...told } as ShownLine;
}

/** The line of a journalled event. */
export function journalledLine(origin: StreamOrigin, { seq, at, event }: JournalEntry): StreamLine {
  return { v: 1, run: origin.run, file: origin.file, seq, at, ...event };
}

/**
 * What an event has made of tasks: those that it has brought to another state or attempt, or into the run or out of it.
 * @param cause the event's position in the journal
 */
export function changedTasks(
  before: RunState,
  after: RunState,
  cause: number,
): Told<"task.changed" | "task.removed">[] {
  const changed = [...after.tasks].flatMap(([task, record]) => {
    const old = before.tasks.get(task);
    if (old === record) return [];
    const now = standingOf(record);
    if (old !== undefined && JSON.stringify(standingOf(old)) === JSON.stringify(now)) return [];
    return [{ type: "task.changed" as const, task, ...now, cause }];
  });
  const gone = [...before.tasks.keys()].filter((task) => !after.tasks.has(task));
  return [...changed, ...gone.map((task) => ({ type: "task.removed" as const, task, cause }))];
}

/** What is told once a run is ready: the tasks of the plan as they stand. */
export function readyTold({ graph }: RunnablePlan, state: RunState, leftovers: number): Told<"run.ready"> {
  const tasks = graph.nodes.flatMap(({ id, wave }) => {
    const record = state.tasks.get(id);
    if (record === undefined) return [];
    const { title, final, dependsOn } = record.spec;
    return [{ id, title, wave, final, dependsOn: [...dependsOn], ...standingOf(record) }];
  });
  return { type: "run.ready", leftovers, tasks };
}

/** How a run ended. */
export interface StreamEnding {
  readonly exit: number;
  readonly problem: string | null;
  readonly interrupted: string | null;
  /** What its end waited for; null where it could not go on. */
  readonly path: CriticalPath | null;
}

/** What is told at the end of a run. */
export function closedTold(
  { exit, problem, interrupted, path }: StreamEnding,
  state: RunState,
): Told<"run.closed"> {
  const { exhausted, paused, elapsed, usage, tasks } = state;
  return {
    type: "run.closed",
    exit,
    problem,
    interrupted,
    exhausted,
    paused,
    elapsed,
    usage,
    tasks: [...tasks.values()].map((record) => ({
      id: record.spec.id,
      title: record.spec.title,
      ...standingOf(record),
      usage: record.usage,
    })),
    criticalPath: path && { work: path.work, links: [...path.links] },
  };
}

/** Where a task stands, in the words of the stream. */
function standingOf({ state, attempt, attempts }: TaskRecord) {
  return { state: state.name, reason: reasonOf(state), attempt, attempts };
}

function reasonOf(state: TaskState): string {
  switch (state.name) {
    case "failed":
    case "awaiting":
      return state.reason;
    case "blocked":
      return `${state.on} is not done`;
    case "done":
      return state.unticked ?? "";
    default:
      return "";
  }
}
