import type { RunLimits } from "../src/event.ts";
import type { Random } from "./random.ts";

/** No bound. */
export const noBudget = { time: null, tokens: null, money: null, hard: false };

/** Bounds of a run, small enough to be met. */
export function drawLimits(random: Random): RunLimits {
  const bounded = random.chance(0.2);
  return {
    maxParallel: random.between(1, 4),
    maxStrikes: random.between(1, 3),
    maxAttempts: random.between(1, 5),
    maxRounds: random.between(0, 3),
    maxServerDeaths: random.between(0, 2),
    maxBackoffs: random.between(0, 3),
    maxReviewRounds: random.between(0, 2),
    keepGoing: random.chance(0.7),
    wait: random.chance(0.3),
    budget: bounded
      ? {
          time: random.chance(0.5) ? random.magnitude(3_000_000) : null,
          tokens: random.chance(0.5) ? random.magnitude(20_000) : null,
          money: random.chance(0.5) ? random.between(1, 256) / 64 : null,
          hard: random.chance(0.5),
        }
      : noBudget,
    taskBudget: { tokens: random.chance(0.1) ? random.magnitude(10_000) : null, money: null },
  };
}
