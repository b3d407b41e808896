import { taskName } from "../brief.ts";
import type { Notes } from "../notes.ts";
import { performCheck } from "./acceptance.ts";
import { performAttempt } from "./attempt.ts";
import { type RunContext, taskOf } from "./context.ts";
import type { Emit } from "./emit.ts";
import { systemCode } from "./errors.ts";
import { performRecovery } from "./recovery.ts";
import { performReview } from "./review.ts";
import type { RunTask } from "./run-task.ts";
import type { WorkCommand } from "./runner.ts";

/** What goes on for tasks just now, each of which can be ended by itself. */
export class LiveWork {
  readonly #running = new Map<string, AbortController>();

  /** Carries out one command of the scheduler, and emits what came of it. */
  async perform(context: RunContext, command: WorkCommand, emit: Emit): Promise<void> {
    const { task } = command;
    if (command.type === "abort") return this.#running.get(task)?.abort();
    const ending = new AbortController();
    this.#running.set(task, ending);
    try {
      await carryOut({ ...context, signal: AbortSignal.any([context.signal, ending.signal]) }, command, emit);
      // Whoever was told to end says nothing of how it ended; the machine is told that it has, unless it ended well in
      // that very moment and something else has begun since.
      const state = context.state().tasks.get(task)?.state;
      const isOpen = state !== undefined && "attempt" in state && state.name !== "awaiting";
      const isLatest = this.#running.get(task) === ending;
      if (ending.signal.aborted && !context.signal.aborted && isLatest && isOpen && "attempt" in command)
        await emit({ type: "work.cancelled", task, attempt: command.attempt });
    } finally {
      if (this.#running.get(task) === ending) this.#running.delete(task);
    }
  }
}

async function carryOut(
  context: RunContext,
  command: Exclude<WorkCommand, { type: "abort" }>,
  emit: Emit,
): Promise<void> {
  switch (command.type) {
    case "attempt":
      return performAttempt(context, command, emit);
    case "check":
      return performCheck(context, command, emit);
    case "review":
      return performReview(context, command, emit);
    case "recover":
      return performRecovery(context, command, emit);
    case "tick": {
      const runTask = taskOf(context, command.task);
      // First: once the box is ticked, the tasks that read the notes may start.
      const notepad = command.notes === null ? "" : putDown(context, runTask, command.notes);
      const result = context.world.planFile.tick(runTask);
      return emit({ type: "tick.ended", task: command.task, ...result, notepad });
    }
    case "untick": {
      const result = context.world.planFile.untick(taskOf(context, command.task));
      return emit({ type: "untick.ended", task: command.task, ...result });
    }
  }
}

/** Notes help, and prove nothing: where they cannot be written, the task is done all the same, and why is told. */
function putDown({ world }: RunContext, { id, task }: RunTask, notes: Notes): string {
  try {
    world.notepads.append(id, taskName(task), notes);
    return "";
  } catch (error) {
    const why = systemCode(error) ?? (error instanceof Error ? error.message : String(error));
    return `the notepads of the plan cannot be written (${why})`;
  }
}
