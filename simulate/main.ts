import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bundle } from "./bundle.ts";
import { type HistoryOptions, simulate } from "./history.ts";
import { digestOfHistory, textOf } from "./tell.ts";
import { simulateIn } from "./threads.ts";
import { tryMutants } from "./try-mutants.ts";
import { allKinds, isKind, type Kind } from "./weather.ts";
import type { FoundViolation } from "./worker.ts";

const help = `npm run simulate -- [options]

  --runs N        histories to live through, 1,000 unless said
  --seed S        of the first; each has the next one. By the clock unless said
  --faults A,B    kinds of trouble that may strike, \`none\` for good weather; all unless said
  --tasks N       tasks that a plan may have, 12 unless said
  --threads N     worker threads, one a processor unless said
  --history       print the history of the seed, an observation a line, and its digest
  --mutants       plant deliberate bugs, one after the other, and tell which invariant finds each
  --only A,B      of the deliberate bugs these alone
`;

const { values } = parseArgs({
  options: {
    runs: { type: "string" },
    seed: { type: "string" },
    faults: { type: "string" },
    tasks: { type: "string", default: "12" },
    threads: { type: "string", default: String(availableParallelism()) },
    history: { type: "boolean", default: false },
    mutants: { type: "boolean", default: false },
    only: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

/** Violations that are told one by one: where there are many, they tend to be of one kind. */
const mostTold = 20;

const folder = mkdtempSync(join(tmpdir(), "omo-simulate-"));
try {
  process.exitCode = await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function main(): Promise<number> {
  if (values.help) {
    console.log(help);
    return 0;
  }
  const only = kindsOf(values.faults);
  const seed = wholeNumber("seed", values.seed ?? String(Date.now() % 2 ** 31));
  const mostTasks = wholeNumber("tasks", values.tasks, 1);
  const threads = wholeNumber("threads", values.threads, 1);
  if (values.history) return showHistory({ seed, only: only === null ? null : new Set(only), mostTasks });
  if (values.mutants)
    return tryMutants(
      folder,
      { threads, runs: wholeNumber("runs", values.runs ?? "20000"), seed },
      values.only?.split(","),
    );
  return simulateMany(wholeNumber("runs", values.runs ?? "1000"), seed, only, mostTasks, threads);
}

/** Lives through many histories, and tells what struck and what was broken. */
async function simulateMany(
  runs: number,
  seed: number,
  only: readonly Kind[] | null,
  mostTasks: number,
  threads: number,
): Promise<number> {
  const file = await bundle(folder, null);
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1_000;
  let told = 0;
  let shown = 0;
  const sum = await simulateIn(
    file,
    threads,
    { first: seed, runs, only, mostTasks, stopAtFirst: false },
    ({ runs: lived, violations }) => {
      for (; shown < Math.min(violations.length, mostTold); shown++) tellViolation(violations[shown]);
      if (lived < told + 10_000) return;
      told = lived;
      console.log(`${lived} runs, ${violations.length} violations, ${seconds().toFixed(0)} s`);
    },
  );
  const { violations } = sum;
  for (const kind of allKinds) console.log(`${kind.padEnd(16)} ${sum.struck.get(kind) ?? 0}`);
  const rate = `${Math.round(sum.runs / seconds())} runs and ${Math.round(sum.steps / seconds())} steps per second`;
  console.log(`runs: ${sum.runs} from --seed ${seed}, ${sum.steps} steps, ${rate}`);
  const more = violations.length > mostTold ? "; …" : "";
  const seeds = violations
    .slice(0, mostTold)
    .map(({ shrunk }) => shrunk)
    .join("; ");
  console.log(`violations: ${violations.length}${seeds === "" ? "" : ` (${seeds}${more})`}`);
  return violations.length > 0 ? 1 : 0;
}

function tellViolation(found: FoundViolation | undefined): void {
  if (found === undefined) return;
  const { seed, invariant, what, shrunk } = found;
  console.log(`--seed ${seed}: ${invariant}: ${what}\n  shrunk: npm run simulate -- --history ${shrunk}`);
}

async function showHistory(options: HistoryOptions): Promise<number> {
  const onObservation = (seen: Parameters<typeof textOf>[0], at: number) => {
    if (seen.type !== "quiet") console.log(`${at} ${textOf(seen)}`);
  };
  const { violation, steps } = await simulate({ ...options, onObservation });
  console.log(`steps: ${steps}, digest: ${await digestOfHistory(options)}`);
  console.log(
    violation === null ? "violations: 0" : `violations: 1 (${violation.invariant}: ${violation.what})`,
  );
  return violation === null ? 0 : 1;
}

function wholeNumber(name: string, text: string, least = 0): number {
  if (/^\d{1,15}$/.test(text) && Number(text) >= least) return Number(text);
  return refuse(`--${name} takes a whole number${least > 0 ? ` from ${least}` : ""}, not "${text}"`);
}

function kindsOf(text: string | undefined): readonly Kind[] | null {
  if (text === undefined) return null;
  if (text === "none") return [];
  return text
    .split(",")
    .map((name) =>
      isKind(name) ? name : refuse(`--faults knows no ${name}; there are ${allKinds.join(", ")}`),
    );
}

function refuse(problem: string): never {
  console.error(`simulate: ${problem}`);
  rmSync(folder, { recursive: true, force: true });
  process.exit(2);
}
