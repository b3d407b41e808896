import type { JournalEntry } from "../src/run/journal.ts";
import type { Outcome } from "../src/runtime/runtime.ts";
import type { RunState } from "../src/state.ts";
import type { Verdict } from "../src/verdict.ts";

/** What a session is for. */
export type Role = "work" | "judge" | "review" | "advise";

/** One prompt, as the agents' server sees it. */
export interface Prompt {
  readonly session: string;
  readonly role: Role;
  readonly task: string;
  readonly model: string | null;
  /** Fires when it is told to end. */
  readonly signal: AbortSignal;
  /** What a judge has said of each criterion it was asked about, where it has said one thing. */
  readonly verdicts: Map<number, string>;
  /** What a reviewer has said. */
  approved: boolean;
}

/** One command of a criterion, as the shell sees it. */
export interface ShellCommand {
  readonly task: string;
  readonly index: number;
  readonly mark: string;
  readonly signal: AbortSignal;
}

/** What can be seen of a run from outside: what it does to its world, its journal, and what it shows. */
export type Observation =
  /** A process begins with what its journal holds; none for a new run. */
  | { readonly type: "process.started"; readonly entries: readonly JournalEntry[]; readonly run: string }
  | { readonly type: "process.died" }
  /** It came to its end: with the state it reports, or with what it threw. */
  | {
      readonly type: "process.returned";
      readonly state: RunState;
      readonly interrupted: boolean;
      /** Watches of inbox and plan that it has left. */
      readonly watching: number;
    }
  | { readonly type: "process.threw"; readonly error: unknown; readonly watching: number }
  /** An error that nobody has caught. */
  | { readonly type: "process.lost-error"; readonly error: unknown }
  | { readonly type: "journal.appended"; readonly entry: JournalEntry }
  /** All up to a sequence number is on the disk. */
  | { readonly type: "journal.synced"; readonly upTo: number }
  | { readonly type: "entry.shown"; readonly entry: JournalEntry; readonly state: RunState }
  | { readonly type: "server.started"; readonly pid: number }
  | { readonly type: "server.gone"; readonly pid: number }
  | { readonly type: "session.opened"; readonly session: string; readonly role: Role; readonly task: string }
  | { readonly type: "prompt.started"; readonly prompt: Prompt }
  | { readonly type: "prompt.ended"; readonly prompt: Prompt; readonly outcome: Outcome }
  | { readonly type: "command.started"; readonly command: ShellCommand }
  | { readonly type: "command.ended"; readonly command: ShellCommand; readonly verdict: Verdict }
  | {
      readonly type: "file.looked-at";
      readonly task: string;
      readonly index: number;
      readonly verdict: Verdict;
    }
  | {
      readonly type: "slot.taken";
      readonly model: string | null;
      readonly held: number;
      readonly limit: number;
    }
  | { readonly type: "box.changed"; readonly change: "tick" | "untick"; readonly task: string }
  /** Somebody else has changed a box. */
  | { readonly type: "box.edited"; readonly task: string; readonly mark: string }
  | { readonly type: "notes.kept"; readonly task: string }
  | { readonly type: "failures.kept"; readonly task: string }
  | { readonly type: "tree.restored"; readonly paths: readonly string[] }
  /** Nothing happens any more until time passes. */
  | { readonly type: "quiet" };

/** Is told of everything that can be seen. */
export type Observe = (seen: Observation) => void;
