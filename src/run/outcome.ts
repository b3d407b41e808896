import type { RunState } from "../state.ts";

/** What a run came to, for exit codes: several may apply. */
export interface RunOutcome {
  /** A task failed, or was not started because one did. */
  readonly failed: boolean;
  /** A task, or a box that could not be ticked, waits for a person. */
  readonly waiting: boolean;
}

/** Reads off a state what its run came to. Both false: everything is done and ticked. */
export function outcomeOf(state: RunState): RunOutcome {
  const states = [...state.tasks.values()].map((record) => record.state);
  return {
    failed: states.some((s) => s.name === "failed"),
    waiting: states.some((s) => s.name === "awaiting" || (s.name === "done" && s.unticked !== null)),
  };
}
