import { step } from "../schedule.ts";
import { initialState, type RunState, type TaskState } from "../state.ts";
import type { JournalEntry } from "./journal.ts";
import { isFinishedState, type RecordedRun } from "./runs.ts";

/**
 * How it stands with a recorded run. `running`: a process works on it. `ended`: it came to its end. `interrupted`: a
 * person or the system stopped it, in order. `cut-off`: its process died.
 */
export type Standing = "running" | "ended" | "interrupted" | "cut-off";

/** A recorded run as it is looked at from outside. */
export interface RunView {
  readonly run: string;
  /** The plan's path relative to the git root. */
  readonly plan: string;
  readonly standing: Standing;
  /** Nothing is left to do in it, for better or worse. */
  readonly finished: boolean;
  /** ISO 8601, UTC. */
  readonly begun: string;
  readonly lastEvent: string;
  /** Milliseconds during which a process worked on it. */
  readonly elapsed: number;
  readonly state: RunState;
  /** Its journal, as far as it was read. */
  readonly entries: readonly JournalEntry[];
  /** When each task came into its state, in milliseconds since 1970; an attempt is a state of its own. */
  readonly since: ReadonlyMap<string, number>;
}

/**
 * What a run's journal says of it.
 * @param running whether a living process holds the plan's lock for this very run
 */
export function viewOf(run: RecordedRun, running: boolean): RunView {
  const tracker = new RunTracker(run);
  tracker.add(run.entries);
  return tracker.view(running);
}

/** Takes the entries of a run's journal as they come, for who looks at it again and again. */
export class RunTracker {
  readonly #run: Omit<RecordedRun, "entries">;
  readonly #entries: JournalEntry[] = [];
  readonly #since = new Map<string, { readonly state: TaskState; readonly at: number }>();
  #state: RunState = initialState;

  constructor(run: Omit<RecordedRun, "entries">) {
    this.#run = run;
  }

  add(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      const at = Date.parse(entry.at);
      [this.#state] = step(this.#state, entry.event, at);
      for (const [id, { state }] of this.#state.tasks) {
        const before = this.#since.get(id)?.state;
        if (before === undefined || !isSame(before, state)) this.#since.set(id, { state, at });
      }
      this.#entries.push(entry);
    }
  }

  /** The run as the entries so far have it; see `viewOf`. */
  view(running: boolean): RunView {
    const { id, start } = this.#run;
    const entries = this.#entries;
    return {
      run: id,
      plan: start.file,
      standing: running ? "running" : standingWithoutProcess(entries),
      finished: isFinishedState(this.#state),
      begun: entries[0]?.at ?? "",
      lastEvent: entries.at(-1)?.at ?? "",
      elapsed: this.#state.elapsed,
      entries,
      state: this.#state,
      since: new Map([...this.#since].map(([task, { at }]) => [task, at])),
    };
  }
}

/** What the latest process that worked on it has left. */
function standingWithoutProcess(entries: readonly JournalEntry[]): Standing {
  const began = entries.findLastIndex(
    ({ event }) => event.type === "run.started" || event.type === "run.reopened",
  );
  const types = entries.slice(began).map(({ event }) => event.type);
  if (!types.includes("run.ended")) return "cut-off";
  return types.includes("run.interrupted") ? "interrupted" : "ended";
}

/** Whether two states differ at most in what is known of them, such as the session. */
function isSame(one: TaskState, other: TaskState): boolean {
  return one === other || (one.name === other.name && attemptOf(one) === attemptOf(other));
}

function attemptOf(state: TaskState): number | null {
  return "attempt" in state ? state.attempt : null;
}
