import type { RunState } from "../state.ts";
import { totalTokens } from "../usage.ts";

/** How much of each bound a run has used, from 0; those without a bound are left out. */
export function sharesOf({
  limits,
  elapsed,
  usage,
}: RunState): { kind: "time" | "tokens" | "money"; share: number }[] {
  const { time, tokens, money } = limits.budget;
  return [
    ...(time === null ? [] : [{ kind: "time" as const, share: elapsed / time }]),
    ...(tokens === null ? [] : [{ kind: "tokens" as const, share: totalTokens(usage) / tokens }]),
    ...(money === null ? [] : [{ kind: "money" as const, share: usage.cost / money }]),
  ];
}

/** The bound that a run has reached; null while there is none. */
export function reachedBound(state: RunState): RunState["exhausted"] {
  return sharesOf(state).find(({ share }) => share >= 1)?.kind ?? null;
}
