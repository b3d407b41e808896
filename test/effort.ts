/** How many inputs a property test tries: `runs`, and 20 times as many in `npm run test:full`. */
export function effort(runs: number): number {
  return process.env.OMO_TEST_FULL === "1" ? runs * 20 : runs;
}
