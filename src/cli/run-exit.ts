import type { RunState } from "../state.ts";
import { combineExits, type ExitCode, exit } from "./exit.ts";

/** What a run came to, as an exit status. Failed tasks weigh more than those that wait for a person. */
export function exitOf(state: RunState, interrupted: boolean): ExitCode {
  const states = [...state.tasks.values()].map((record) => record.state);
  const failed = states.some((s) => s.name === "failed");
  const waiting = states.some((s) => s.name === "awaiting" || (s.name === "done" && s.unticked !== null));
  return combineExits([
    ...(interrupted ? [exit.interrupted] : []),
    ...(failed ? [exit.failed] : []),
    ...(waiting ? [exit.waiting] : []),
  ]);
}
