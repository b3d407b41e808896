import { join } from "node:path";
import { bundle } from "./bundle.ts";
import { mutants } from "./mutants.ts";
import { simulateIn } from "./threads.ts";

/**
 * Plants one deliberate bug after the other, and looks for a history that breaks an invariant.
 * @param folder takes the bundles
 * @param only names of those to try; all unless said
 * @returns the exit status: 1 where one was not found
 */
export async function tryMutants(
  folder: string,
  { threads, runs, seed }: { readonly threads: number; readonly runs: number; readonly seed: number },
  only?: readonly string[],
): Promise<number> {
  const unknown = only?.find((name) => !mutants.some((mutant) => mutant.name === name));
  if (unknown !== undefined) {
    console.error(`simulate: there is no mutant ${unknown}; simulate/README.md lists them`);
    return 2;
  }
  let found = 0;
  let survived = 0;
  for (const mutant of mutants) {
    if (only !== undefined && !only.includes(mutant.name)) continue;
    const file = await bundle(join(folder, mutant.name), mutant);
    const work = { first: seed, runs, only: null, mostTasks: 12, stopAtFirst: true };
    const sum = await simulateIn(file, threads, work);
    const [violation] = sum.violations;
    if (violation === undefined) survived++;
    else found++;
    const how =
      violation === undefined
        ? `SURVIVED ${sum.runs} runs`
        : `found by ${violation.invariant} after ${sum.runs} runs (--seed ${violation.seed})`;
    console.log(`${mutant.name.padEnd(27)} ${how}`);
  }
  console.log(`mutants: ${found} found, ${survived} survived`);
  return survived > 0 ? 1 : 0;
}
