/**
 * What the rules find in the corpus of real plans, for grammar/measured.md.
 *
 *     npx unrun bench/findings.ts                                 how many findings of each rule, in how many plans
 *     npx unrun bench/findings.ts OMO204                          every finding of a rule
 *     npx unrun bench/findings.ts OMO204 --sample 20 --seed 1     some of them, to be held against the text
 *
 * A sample is drawn by its seed, at most two of a plan as long as there are others.
 */
import { parseArgs } from "node:util";
import type { Diagnostic } from "../src/diagnostic.ts";
import { lintPlan } from "../src/lint.ts";
import { renderDiagnostic } from "../src/report/frame.ts";
import { createStyle } from "../src/report/style.ts";
import { catalogue } from "../src/rules/all.ts";
import type { Source } from "../src/source.ts";
import { corpus, corpusPresent } from "../test/read-corpus.ts";

interface Found {
  readonly source: Source;
  readonly diagnostic: Diagnostic;
}

const mostOfOnePlan = 2;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: "string" }, seed: { type: "string", default: "1" } },
});

if (corpusPresent) {
  const found = corpus("plans").flatMap((source) =>
    lintPlan(source).diagnostics.map((diagnostic) => ({ source, diagnostic })),
  );
  const [code] = positionals;
  if (code === undefined) printCounts(found);
  else printFindings(found.filter(({ diagnostic }) => diagnostic.code === code));
}

function printCounts(found: readonly Found[]): void {
  for (const { code, name, severity } of catalogue) {
    const ofRule = found.filter(({ diagnostic }) => diagnostic.code === code);
    const plans = new Set(ofRule.map(({ source }) => source.file)).size;
    console.log(
      `${code}  ${name.padEnd(26)} ${severity.padEnd(8)} ${String(ofRule.length).padStart(5)} in ${plans} plans`,
    );
  }
}

function printFindings(found: readonly Found[]): void {
  const shown =
    values.sample === undefined ? found : sample(found, Number(values.sample), Number(values.seed));
  for (const { source, diagnostic } of shown)
    console.log(`${renderDiagnostic(source, diagnostic, createStyle(false))}\n`);
  console.log(`${shown.length} of ${found.length}`);
}

/** The same findings for the same seed. */
function sample(found: readonly Found[], count: number, seed: number): Found[] {
  const shuffled = shuffle(found, seed);
  const ofPlan = new Map<string, number>();
  const [spread, others]: [Found[], Found[]] = [[], []];
  for (const one of shuffled) {
    const earlier = ofPlan.get(one.source.file) ?? 0;
    ofPlan.set(one.source.file, earlier + 1);
    (earlier < mostOfOnePlan ? spread : others).push(one);
  }
  return [...spread, ...others].slice(0, count);
}

function shuffle<T>(items: readonly T[], seed: number): T[] {
  const shuffled = [...items];
  let state = seed;
  for (let left = shuffled.length; left > 1; left--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * left);
    [shuffled[left - 1], shuffled[other]] = [shuffled[other] as T, shuffled[left - 1] as T];
  }
  return shuffled;
}
