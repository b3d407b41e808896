import type { BudgetKind, RunState } from "../state.ts";
import { totalTokens } from "../usage.ts";

/** How much of each bound a run has used, from 0; those without a bound are left out. */
export function sharesOf({ limits, elapsed, usage }: RunState): { kind: BudgetKind; share: number }[] {
  const { time, tokens, money } = limits.budget;
  return [
    ...(time === null ? [] : [{ kind: "time" as const, share: elapsed / time }]),
    ...(tokens === null ? [] : [{ kind: "tokens" as const, share: totalTokens(usage) / tokens }]),
    ...(money === null ? [] : [{ kind: "money" as const, share: usage.cost / money }]),
  ];
}

/** The part of a budget from which on it is told that it will not last. */
const nearly = 0.8;

/** The budgets of which most is used, and no warning was given yet. */
export function nearedBudgets(state: RunState): ReturnType<typeof sharesOf> {
  return sharesOf(state).filter(({ kind, share }) => share >= nearly && share < 1 && !state.neared.has(kind));
}

/** The bound that a run has reached; null while there is none. */
export function reachedBound(state: RunState): RunState["exhausted"] {
  return sharesOf(state).find(({ share }) => share >= 1)?.kind ?? null;
}
