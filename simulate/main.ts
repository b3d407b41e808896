import { parseArgs } from "node:util";
import { simulate, textOf } from "./history.ts";
import { allKinds, type Kind } from "./weather.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "1000" },
    seed: { type: "string" },
    faults: { type: "string" },
    tasks: { type: "string", default: "12" },
    history: { type: "boolean", default: false },
  },
});
const runs = Number(values.runs);
const first = Number(values.seed ?? Date.now() % 2 ** 31);
const only = values.faults === undefined ? null : new Set(values.faults.split(",") as Kind[]);
const mostTasks = Number(values.tasks);
const struck = new Map<Kind, number>();
const violations: string[] = [];
let steps = 0;
const began = performance.now();
for (let seed = first; seed < first + runs; seed++) {
  const result = await simulate({
    seed,
    only,
    mostTasks,
    ...(values.history ? { onObservation: (seen, at) => console.log(`${at} ${textOf(seen)}`) } : {}),
  });
  steps += result.steps;
  for (const [kind, times] of result.struck) struck.set(kind, (struck.get(kind) ?? 0) + times);
  if (result.violation === null) continue;
  violations.push(`--seed ${seed}`);
  console.log(`--seed ${seed}: ${result.violation.invariant}: ${result.violation.what}`);
}
const seconds = (performance.now() - began) / 1_000;
console.log(
  `runs: ${runs} from --seed ${first}, ${steps} steps, ${Math.round(steps / seconds)} steps per second`,
);
for (const kind of allKinds) console.log(`${kind}: ${struck.get(kind) ?? 0}`);
console.log(`violations: ${violations.length}${violations.length > 0 ? ` (${violations.join(", ")})` : ""}`);
process.exitCode = violations.length > 0 ? 1 : 0;
