import type { Event } from "../event.ts";
import { fold, step } from "../schedule.ts";
import type { Command, RunState } from "../state.ts";
import type { Emit } from "./context.ts";
import { happenedIn, type Journal, type JournalEntry } from "./journal.ts";

/** The outside of the loop: what it does to the world, and who watches. */
export interface RunnerWorld {
  readonly journal: Journal;
  readonly now: () => Date;
  /** Carries a command out and emits what came of it; after `stop` it must settle soon and emit usage alone. */
  readonly perform: (command: WorkCommand, emit: Emit) => Promise<void>;
  /** Rings once at a moment, in milliseconds since 1970; the function given back takes the bell away. */
  readonly wake: (at: number, ring: () => void) => () => void;
  /** Makes everything under way end; called once, before the loop ends early. */
  readonly stop: () => void;
  /** Sees every entry once it is on the disk, with the state after it. */
  readonly observe: (entry: JournalEntry, state: RunState) => void;
}

/** The commands that reach the world; the others are the loop's own. */
export type WorkCommand = Exclude<Command, { type: "finish" | "refuse" | "wake" }>;

/** The loop between the pure scheduler and the world. */
export interface Runner {
  /**
   * Journals an event and takes it into the state. Before `go` the commands it causes are kept, and it throws
   * what keeps the event from being journalled; while `go` runs, that ends the run.
   */
  readonly emit: Emit;
  readonly state: () => RunState;
  /** What was journalled by this process. */
  readonly entries: () => readonly JournalEntry[];
  /** Carries commands out until nothing is left. Rejects with what made that impossible, all work stopped. */
  go(): Promise<void>;
  /** Stops the run from outside, as on Ctrl-C: `go` resolves once all that was under way has ended. */
  interrupt(signal: string): void;
}

/** @param entries what the journal holds already: empty for a new run */
export function createRunner(world: RunnerWorld, entries: readonly JournalEntry[]): Runner {
  let state = fold(happenedIn(entries));
  const kept: Command[] = [];
  const written: JournalEntry[] = [];
  const underWay = new Set<Promise<void>>();
  const bells = new Set<() => void>();
  let going = false;
  let stopped = false;
  let failure: { error: unknown } | null = null;
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });

  const fail = (error: unknown) => {
    if (failure) return;
    failure = { error };
    world.stop();
    finish();
  };

  const emit: Emit = (event) => {
    if (failure) return;
    let commands: Command[];
    try {
      const at = world.now();
      const entry = world.journal.append(event, at);
      written.push(entry);
      [state, commands] = step(state, event, at.getTime());
      world.observe(entry, state);
    } catch (error) {
      // Before and after the loop somebody waits for the answer; within it, the loop ends.
      if (!going) throw error;
      return fail(error);
    }
    if (going) for (const command of commands) execute(command);
    else keep(event, commands);
  };

  const execute = (command: Command) => {
    if (command.type === "finish") return finish();
    if (command.type === "refuse") return emit(refusal(command));
    if (failure || stopped) return;
    if (command.type === "wake") return setBell(command.at);
    const work = world.perform(command, emit).catch((error: unknown) => {
      // What was told to stop may fail on what is no longer there.
      if (!stopped) fail(error);
    });
    underWay.add(work);
    void work.then(() => underWay.delete(work));
  };

  /** What is to be done once the loop goes. A resume says anew all that is, whatever was said before it. */
  const keep = (event: Event, commands: readonly Command[]) => {
    if (event.type === "run.resumed") kept.length = 0;
    for (const command of commands)
      if (command.type === "refuse") emit(refusal(command));
      else kept.push(command);
  };

  const setBell = (at: number) => {
    const takeAway = world.wake(at, () => {
      bells.delete(takeAway);
      emit({ type: "clock.rang" });
    });
    bells.add(takeAway);
  };

  return {
    emit,
    state: () => state,
    entries: () => written,
    async go() {
      going = true;
      for (const command of kept.splice(0)) execute(command);
      await finished;
      for (const takeAway of bells) takeAway();
      while (underWay.size > 0) await Promise.all(underWay);
      going = false;
      if (failure) throw (failure as { error: unknown }).error;
    },
    interrupt(signal) {
      if (state.phase !== "running") return;
      emit({ type: "run.interrupted", signal });
      stopped = true;
      world.stop();
      finish();
    },
  };
}

function refusal({ event, why }: Extract<Command, { type: "refuse" }>): Event {
  const task = "task" in event ? event.task : null;
  return { type: "event.refused", refused: event.type, task, why };
}
