/**
 * What the executor will do about one criterion.
 * `command` is run and judged by status and output; `judged` needs an independent reader;
 * `human` can be settled by a person only, and keeps a plan from running.
 */
export type Check = CommandCheck | JudgedCheck | HumanCheck;

/** Run `script` in bash; pass when `expect` holds. */
export interface CommandCheck {
  readonly kind: "command";
  readonly script: string;
  /** A fence of several lines, run with `set -e`. */
  readonly fence: boolean;
  readonly expect: Expectation;
}

/** What the criterion says must come out. */
export interface Expectation {
  /** Exit status: zero, not zero, or one number. */
  readonly exit: "zero" | "nonzero" | number;
  /** HTTP status that a curl command must receive; null when none is stated. */
  readonly httpStatus: number | null;
  /** Words of the expectation that no matcher covers; a judge holds them against the output. */
  readonly judged: string | null;
}

/** Prose: an independent session reads the work and gives a verdict. */
export interface JudgedCheck {
  readonly kind: "judged";
}

/** Only a person can tell; `phrase` is what says so. */
export interface HumanCheck {
  readonly kind: "human";
  readonly phrase: string;
}
