import type { Matcher } from "./matcher.ts";

/** What the executor will do about one criterion, scenario or other check. */
export type Check =
  | CommandCheck
  | FileCheck
  | DiffCheck
  | ScenarioCheck
  | JudgedCheck
  | HumanCheck
  | ApprovalCheck;

/** Run `script` in bash; pass when `expect` holds, and every assertion does. */
export interface CommandCheck {
  readonly kind: "command";
  readonly script: string;
  /** A fence of several lines, run with `set -e`. */
  readonly fence: boolean;
  /** Of the whole: its exit status and all it prints. */
  readonly expect: Expectation;
  /** Of single lines of a fence, in order; empty for a single command. */
  readonly assertions: readonly Assertion[];
}

/** What comments in a fence expect of the command above them. */
export interface Assertion {
  /** Line of that command in the script, from 0. */
  readonly line: number;
  readonly expect: Expectation;
}

/** What must come out of a command; all of it must hold. */
export interface Expectation {
  /** Exit status: zero, not zero, one number, or whatever it is where the output alone decides. */
  readonly exit: "zero" | "nonzero" | "any" | number;
  /** HTTP status that a curl command must receive; null when none is stated. */
  readonly httpStatus: number | null;
  /** What must hold of the output. */
  readonly output: readonly Matcher[];
  /** Words of the expectation that no matcher covers; a judge holds them against the output. */
  readonly judged: string | null;
}

/** Look at files as they are, below the root; every demand must hold. */
export interface FileCheck {
  readonly kind: "file";
  readonly demands: readonly FileDemand[];
  /** Words that no demand covers; a judge reads the file for them. */
  readonly judged: string | null;
}

/** What is demanded of one file or folder; `path` is relative to the root. */
export type FileDemand =
  | { readonly test: "exists"; readonly path: string }
  | { readonly test: "absent"; readonly path: string }
  | { readonly test: "contains"; readonly path: string; readonly text: string }
  | { readonly test: "lacks"; readonly path: string; readonly text: string }
  | { readonly test: "exports"; readonly path: string; readonly symbol: string };

/** Look at what the task has changed. */
export interface DiffCheck {
  readonly kind: "diff";
  readonly demand: DiffDemand;
}

/** What is demanded of a change; paths are relative to the root. */
export type DiffDemand =
  /** Manifests gain no dependency. */
  | { readonly test: "no-new-dependency" }
  /** These files stay as they were. */
  | { readonly test: "unchanged"; readonly paths: readonly string[] }
  /** Nothing is changed but what lies below these paths. */
  | { readonly test: "only-below"; readonly paths: readonly string[] }
  /** No added line contains one of these texts, below these paths; anywhere where none is named. */
  | { readonly test: "not-added"; readonly texts: readonly string[]; readonly paths: readonly string[] };

/** Carry out a QA scenario and keep its evidence. */
export interface ScenarioCheck {
  readonly kind: "scenario";
  /** `bash` for a shell, `browser` for Playwright, `terminal` for an interactive one; null when none is known. */
  readonly tool: "bash" | "browser" | "terminal" | null;
  /** Its steps as a command; null where a QA agent has to carry them out. */
  readonly command: CommandCheck | null;
  /** Why there is no command, as a clause; empty where there is one. */
  readonly why: string;
  /** The file it must leave; null when it names none. */
  readonly evidence: string | null;
}

/** Prose: an independent session reads the work and gives a verdict. */
export interface JudgedCheck {
  readonly kind: "judged";
}

/** Only a person can tell, and nobody has said that one may be asked: keeps a plan from running. */
export interface HumanCheck {
  readonly kind: "human";
  /** The words that say so. */
  readonly phrase: string;
}

/** A person has to say yes: the run goes on as far as it can and leaves the task to them. */
export interface ApprovalCheck {
  readonly kind: "approval";
  readonly phrase: string;
}
