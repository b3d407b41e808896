import { parseArgs } from "node:util";
import fc from "fast-check";
import { input, seeds } from "./inputs.ts";
import { checkText } from "./properties.ts";

const { values } = parseArgs({
  options: { runs: { type: "string", default: "100000" }, seed: { type: "string" } },
});
const numRuns = Number(values.runs);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
console.log(`${numRuns} inputs made of ${seeds.length} texts, --seed ${seed}`);

const began = performance.now();
let count = 0;
fc.assert(
  fc.property(input, (text) => {
    if (++count % 5_000 === 0) console.log(`${count} inputs, ${seconds()} s`);
    checkText(text);
  }),
  { numRuns, seed, verbose: 0 },
);
console.log(`all properties held for ${count} inputs, in ${seconds()} s`);

function seconds(): string {
  return ((performance.now() - began) / 1_000).toFixed(0);
}
