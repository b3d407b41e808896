import type { Criterion } from "../plan.ts";
import type { Check } from "./check.ts";
import { compileDiff } from "./diff.ts";
import { compileFence } from "./fence.ts";
import { compileFile } from "./file.ts";
import { humanPhrase } from "./human.ts";
import { compileSentence } from "./sentence.ts";

/** What the user allows beyond the ordinary. */
export interface CheckOptions {
  /** A criterion that only a person can settle is an approval to wait for, and no error. */
  readonly allowHuman?: boolean;
}

/**
 * Decides what the executor will do about a criterion. Only what is plainly a command with an expectation is run,
 * and only what is plainly said of a file is looked up; a sentence that merely mentions one is judged, since to
 * run the wrong thing is worse than to ask.
 */
export function compileCriterion(criterion: Criterion, options: CheckOptions = {}): Check {
  if (criterion.script) return compileFence(criterion.script.value);
  const phrase = humanPhrase(criterion.text);
  if (phrase !== null) return { kind: options.allowHuman ? "approval" : "human", phrase };
  const { text } = criterion;
  return compileSentence(text) ?? compileFile(text) ?? compileDiff(text) ?? { kind: "judged" };
}
