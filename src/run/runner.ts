import type { Event } from "../event.ts";
import { fold, step } from "../schedule.ts";
import type { Command, RunState } from "../state.ts";
import type { Emit } from "./emit.ts";
import { happenedIn, type Journal, type JournalEntry } from "./journal.ts";
import { type Redact, redacted } from "./redact.ts";
import type { Clock } from "./world.ts";

/** The outside of the loop: what it does to the world, and who watches. */
export interface RunnerWorld {
  readonly journal: Journal;
  readonly clock: Clock;
  /** Takes the values of secrets out of what is journalled; null where there is none. */
  readonly redact: Redact;
  /** Carries a command out and emits what came of it; after `stop` it must settle soon and emit usage alone. */
  readonly perform: (command: WorkCommand, emit: Emit) => Promise<void>;
  /** Makes everything under way end; called once, before the loop ends early. */
  readonly stop: () => void;
  /** Sees every entry once it is on the disk, with the state after it. */
  readonly observe: (entry: JournalEntry, state: RunState) => void;
}

/** The commands that reach the world; the others are the loop's own. */
export type WorkCommand = Exclude<Command, { type: "finish" | "refuse" | "wake" | "warn" }>;

/** The loop between the pure scheduler and the world. */
export interface Runner {
  /**
   * Takes an event into the state at once, and has it journalled. Resolves once it is on the disk, is shown, and what
   * follows from it has begun: carried out while `go` runs, kept for it before. Rejects where it cannot be journalled;
   * then the run ends by itself, so that nobody has to wait for it who has nothing to do afterwards.
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

/** An event that is in the state, and not on the disk yet. */
interface Pending {
  readonly entry: JournalEntry;
  readonly state: RunState;
  readonly commands: readonly Command[];
  readonly settle: { resolve(): void; reject(error: unknown): void };
}

/** @param entries what the journal holds already: empty for a new run */
export function createRunner(world: RunnerWorld, entries: readonly JournalEntry[]): Runner {
  let state = fold(happenedIn(entries));
  const kept: Command[] = [];
  const written: JournalEntry[] = [];
  let pending: Pending[] = [];
  const underWay = new Set<Promise<void>>();
  const bells = new Set<() => void>();
  let writing = false;
  let going = false;
  let stopped = false;
  /** Nothing is left to do, as far as the last event tells. */
  let over = false;
  let failure: { error: unknown } | null = null;
  let notice: () => void = () => {};

  const fail = (error: unknown) => {
    if (failure) return;
    failure = { error };
    world.stop();
    for (const { settle } of pending.splice(0)) settle.reject(error);
    notice();
  };

  const emit: Emit = (happened) => {
    const event = redacted(happened, world.redact);
    const journalled = new Promise<void>((resolve, reject) => {
      if (failure) return reject(failure.error);
      const at = world.clock.now();
      const entry = world.journal.append(event, new Date(at));
      let commands: readonly Command[];
      [state, commands] = step(state, event, at);
      pending.push({ entry, state, commands, settle: { resolve, reject } });
      if (!writing) void write();
    });
    // Most of those who emit do not wait; the run ends all the same.
    journalled.catch(() => {});
    return journalled;
  };

  /** Brings what is pending to the disk, all of a moment in one go, and then lets it have its consequences. */
  const write = async () => {
    writing = true;
    try {
      // Whatever else happens in the same moment shares the write.
      await Promise.resolve();
      while (pending.length > 0 && !failure) {
        const batch = pending;
        pending = [];
        try {
          await world.journal.sync();
        } catch (error) {
          for (const { settle } of batch) settle.reject(error);
          throw error;
        }
        for (const one of batch) take(one);
      }
    } catch (error) {
      fail(error);
    } finally {
      writing = false;
      notice();
    }
  };

  const take = ({ entry, state: after, commands, settle }: Pending) => {
    written.push(entry);
    world.observe(entry, after);
    // What was refused has changed nothing: whatever was said of the end before it still holds.
    const isOfNoEffect =
      entry.event.type === "event.refused" || commands.some(({ type }) => type === "refuse");
    const isEnd = commands.some(({ type }) => type === "finish");
    if (!isOfNoEffect || isEnd) over = isEnd;
    if (going) for (const command of commands) execute(command);
    else keep(entry.event, commands);
    settle.resolve();
  };

  const execute = (command: Command) => {
    if (command.type === "finish") return;
    if (command.type === "refuse" || command.type === "warn") return void emit(answerTo(command));
    if (failure || stopped) return;
    if (command.type === "wake") return setBell(command.at);
    const work = world
      .perform(command, emit)
      .catch((error: unknown) => {
        // What was told to stop may fail on what is no longer there.
        if (!stopped) fail(error);
      })
      .then(() => {
        underWay.delete(work);
        notice();
      });
    underWay.add(work);
  };

  /** What is to be done once the loop goes. A resume says anew all that is, whatever was said before it. */
  const keep = (event: Event, commands: readonly Command[]) => {
    if (event.type === "run.resumed") kept.length = 0;
    for (const command of commands)
      if (command.type === "refuse" || command.type === "warn") void emit(answerTo(command));
      else kept.push(command);
  };

  const setBell = (at: number) => {
    const takeAway = world.clock.ring(at, () => {
      bells.delete(takeAway);
      // A clock that was set back says that it is not time yet, and so would the scheduler.
      if (world.clock.now() < at) setBell(at);
      else void emit({ type: "clock.rang" });
    });
    bells.add(takeAway);
  };

  const isAtRest = () => underWay.size === 0 && pending.length === 0 && !writing;

  return {
    emit,
    state: () => state,
    entries: () => written,
    async go() {
      going = true;
      for (const command of kept.splice(0)) execute(command);
      while (!((over || stopped || failure) && isAtRest()))
        await new Promise<void>((resolve) => {
          notice = resolve;
        });
      for (const takeAway of bells) takeAway();
      going = false;
      if (failure) throw (failure as { error: unknown }).error;
    },
    interrupt(signal) {
      if (state.phase !== "running") return;
      stopped = true;
      const stop = () => {
        world.stop();
        notice();
      };
      void emit({ type: "run.interrupted", signal }).then(stop, stop);
    },
  };
}

/** What needs no more than to be journalled. */
function answerTo(command: Extract<Command, { type: "refuse" | "warn" }>): Event {
  if (command.type === "warn") return { type: "budget.neared", budget: command.budget, share: command.share };
  const { event, why } = command;
  const task = "task" in event ? event.task : null;
  return { type: "event.refused", refused: event.type, task, why };
}
