import { type HistoryOptions, type HistoryResult, simulate } from "./history.ts";
import type { Kind } from "./weather.ts";

/** Seeds that are tried for a history in a smaller world. */
const neighbours = 40;

/**
 * A smaller history that breaks the same invariant: with fewer kinds of trouble, then with fewer tasks, by another seed
 * where need be.
 */
export async function shrink(options: HistoryOptions, found: HistoryResult): Promise<HistoryOptions> {
  const invariant = found.violation?.invariant;
  const breaks = async (tried: HistoryOptions) =>
    (await simulate(tried)).violation?.invariant === invariant ? tried : null;
  let kinds: readonly Kind[] = [...found.struck.keys()];
  let smallest = (await breaks({ ...options, only: new Set(kinds) })) ?? options;
  for (const kind of kinds) {
    const fewer = kinds.filter((one) => one !== kind);
    const without = await breaks({ ...smallest, only: new Set(fewer) });
    if (without === null) continue;
    kinds = fewer;
    smallest = without;
  }
  for (let mostTasks = 1; mostTasks < smallest.mostTasks; mostTasks++)
    for (let seed = 1; seed <= neighbours; seed++) {
      const smaller = await breaks({ ...smallest, seed, mostTasks });
      if (smaller !== null) return smaller;
    }
  return smallest;
}

/** The arguments that make the same history. */
export function argumentsOf({ seed, only, mostTasks }: HistoryOptions): string {
  const faults = only === null ? "" : ` --faults ${[...only].join(",") || "none"}`;
  return `--seed ${seed}${faults} --tasks ${mostTasks}`;
}
