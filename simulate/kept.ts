import type { Diagnostic } from "../src/diagnostic.ts";
import { type LintedPlan, lintPlan as lintAnew } from "../src/lint.ts";
import type { Plan } from "../src/plan.ts";
import { readPlan as readAnew } from "../src/read.ts";
import type { Source } from "../src/source.ts";

export * from "../src/lint.ts";

/*
 * Plans that were read and compiled before. A simulation meets the same few thousand texts again and again, and what a
 * text compiles to is the same each time.
 */

/** Texts that are kept, the oldest given up first. */
const most = 5_000;

function keep<T>(compute: (source: Source) => T): (source: Source) => T {
  const known = new Map<string, T>();
  return (source) => {
    const found = known.get(source.text);
    if (found !== undefined) return found;
    const made = compute(source);
    known.set(source.text, made);
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    return made;
  };
}

/** As that of `src/lint.ts`, but for options, which a run has none of. */
export const lintPlan: (source: Source) => LintedPlan = keep((source) => lintAnew(source));

/** As that of `src/read.ts`. */
export const readPlan: (source: Source) => [Plan, Diagnostic[]] = keep((source) => readAnew(source));
