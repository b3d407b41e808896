/** What a check of one criterion came to. `unsure` is not a pass: nobody could tell. */
export type Verdict = "pass" | "fail" | "unsure";

/** The result of one criterion, with what it rests on. */
export interface CriterionResult {
  /** Position in the task's criteria, from 0; -1 for the task as a whole, where it states none. */
  readonly index: number;
  readonly text: string;
  readonly verdict: Verdict;
  /**
   * `command`: run by the executor. `file`: looked up by the executor. `judge`: read by an independent session.
   * `person`: waits for somebody's word.
   */
  readonly by: "command" | "file" | "judge" | "person";
  /** The command that ran, the paths that were looked at, or the judge's citation. */
  readonly evidence: string;
  /** Why: exit status against what was expected, or the judge's reason. */
  readonly reason: string;
  /** Head and tail of what the command printed; empty where nothing ran. */
  readonly output: string;
  /** Wall-clock milliseconds. */
  readonly duration: number;
}

/** The answer of a final reviewer. */
export interface Review {
  readonly verdict: "APPROVE" | "REJECT";
  readonly reasons: readonly string[];
  /** Labels of the tasks whose work is to be done again; empty where none is named. */
  readonly reopen: readonly string[];
}

/** A task's criteria taken together: any fail fails, else any doubt is doubt, else they hold. */
export function overall(results: readonly CriterionResult[]): Verdict {
  if (results.some((r) => r.verdict === "fail")) return "fail";
  if (results.length === 0 || results.some((r) => r.verdict === "unsure")) return "unsure";
  return "pass";
}
