const isFull = process.env.OMO_TEST_FULL === "1";

/** How many inputs a property test tries: `runs`, and 20 times as many in `npm run test:full`. */
export function effort(runs: number): number {
  return isFull ? runs * 20 : runs;
}

/** Every `step`-th of inputs that take long, and all of them in `npm run test:full`. */
export function sample<T>(inputs: readonly T[], step: number): readonly T[] {
  return isFull ? inputs : inputs.filter((_, i) => i % step === 0);
}
