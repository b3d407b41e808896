import type { RunState } from "../state.ts";
import { combineExits, type ExitCode, exit } from "./exit.ts";

/** What a run came to, as an exit status. Failed tasks weigh more than those that wait for a person. */
export function exitOf(state: RunState, interrupted: boolean): ExitCode {
  const states = [...state.tasks.values()].map((record) => record.state);
  const failed = states.some((s) => s.name === "failed" || s.name === "cancelled");
  const waiting = states.some((s) => s.name === "awaiting" || (s.name === "done" && s.unticked !== null));
  const isOpen = states.some((s) => s.name === "waiting");
  return combineExits([
    ...(interrupted ? [exit.interrupted] : []),
    ...(state.exhausted !== null && isOpen ? [exit.budget] : []),
    ...(failed ? [exit.failed] : []),
    ...(waiting || (state.paused && isOpen) || state.held.size > 0 ? [exit.waiting] : []),
  ]);
}
