/** Tokens and money that model calls took. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly reasoning: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  /** US dollars, as the runtime computes them. */
  readonly cost: number;
}

/** Nothing used yet. */
export const noUsage: Usage = { input: 0, output: 0, reasoning: 0, cacheRead: 0, cacheWrite: 0, cost: 0 };

/** The sum of two usages. */
export function addUsage(a: Usage, b: Usage): Usage {
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    reasoning: a.reasoning + b.reasoning,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite: a.cacheWrite + b.cacheWrite,
    cost: a.cost + b.cost,
  };
}

/** All tokens, cached ones included. */
export function totalTokens(usage: Usage): number {
  return usage.input + usage.output + usage.reasoning + usage.cacheRead + usage.cacheWrite;
}

/** Whether nothing was used. */
export function isNothing({ input, output, reasoning, cacheRead, cacheWrite, cost }: Usage): boolean {
  return input + output + reasoning + cacheRead + cacheWrite + cost === 0;
}
