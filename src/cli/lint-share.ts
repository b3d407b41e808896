import { type Findings, type LintOptions, lintPlan } from "../lint.ts";
import type { Source } from "../source.ts";

/** Texts that several threads work on together. Plain data, so that it can be sent to them. */
export interface LintJob {
  readonly sources: readonly Source[];
  readonly options: LintOptions;
  /** One number that all threads share: how many of the texts have been taken. */
  readonly taken: Int32Array<SharedArrayBuffer>;
}

/** What was found in one of the texts, by its place among them. */
export type Share = readonly (readonly [index: number, findings: Findings])[];

/** Lints one text after the other of those that no thread has taken yet. */
export function lintShare({ sources, options, taken }: LintJob): Share {
  const share: [number, Findings][] = [];
  for (;;) {
    const index = Atomics.add(taken, 0, 1);
    const source = sources[index];
    if (source === undefined) return share;
    share.push([index, lintOne(source, options)]);
  }
}

/** An exception tells which text it was. */
function lintOne(source: Source, options: LintOptions): Findings {
  try {
    const { diagnostics, silenced } = lintPlan(source, options);
    return { diagnostics, silenced };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${source.file}: ${message}`, { cause });
  }
}
