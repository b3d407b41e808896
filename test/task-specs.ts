import type { Event, TaskSpec } from "../src/event.ts";
import { noUsage } from "../src/usage.ts";

/** A task that is to be done. */
export function taskOf(
  id: string,
  dependsOn: readonly string[] = [],
  more: Partial<TaskSpec> = {},
): TaskSpec {
  const rest = { final: false, claimed: null, category: null, weight: 1, asked: false };
  return { id, title: id, dependsOn, ...rest, ...more };
}

type AttemptEnded = Extract<Event, { type: "attempt.ended" }>;

/** The end of an attempt: it finished, and left nothing, unless said otherwise. */
export function attemptEnded(
  at: Pick<AttemptEnded, "task" | "attempt">,
  more: Partial<AttemptEnded> = {},
): AttemptEnded {
  const rest = {
    end: { kind: "finished" },
    usage: noUsage,
    wrote: [],
    notes: null,
    open: [],
    asks: null,
  } as const;
  return { type: "attempt.ended", ...at, ...rest, ...more };
}
