import type { Span } from "./source.ts";

/** `error` makes a plan unrunnable, `warning` is a likely mistake, `info` is off by default. */
export type Severity = "error" | "warning" | "info";

/** A span of the source with a few words on why it matters here. */
export interface Label {
  readonly span: Span;
  readonly text: string;
}

/** What can be found: a rule by its stable code and name, e.g. `OMO201 unknown-dependency`, and how bad it is. */
export interface RuleInfo {
  readonly code: string;
  readonly name: string;
  /** What it is unless the user configures it otherwise; an error by default makes a plan unrunnable. */
  readonly severity: Severity;
}

/** Replaces the text at `span`, in UTF-16 offsets of the source; an empty span inserts. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** A repair: edits that do not overlap, and are made all or none. */
export interface Fix {
  /** What it does, as a clause in the imperative: `close the fence after line 12`. */
  readonly title: string;
  /** `safe` changes nothing of what the plan means but what the title says; `unsafe` may be wrong. */
  readonly safety: "safe" | "unsafe";
  readonly edits: readonly Edit[];
}

/** One finding about a plan. Plain data: how it looks is the business of `report/`. */
export interface Diagnostic {
  /** Stable code, e.g. `OMO201`; its page is `grammar/codes/OMO201.md`. */
  readonly code: string;
  /** Stable name, e.g. `unknown-dependency`. */
  readonly name: string;
  readonly severity: Severity;
  /** One sentence that says what is wrong, without a trailing period. */
  readonly message: string;
  /** Where: the primary place. */
  readonly span: Span;
  /** A few words shown under the primary place; may be empty. */
  readonly label: string;
  /** Further places that explain the finding, in the order a reader should look at them. */
  readonly related: readonly Label[];
  /** What to do, as one sentence; null where there is nothing to add. */
  readonly help: string | null;
  /** A repair that needs no person to think; absent where there is none. */
  readonly fix?: Fix;
}

/** Orders findings by place, then code; drops exact repetitions. Every list a user sees went through here. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const sorted = [...diagnostics].sort(
    (a, b) =>
      a.span.start - b.span.start ||
      a.span.end - b.span.end ||
      a.code.localeCompare(b.code) ||
      a.message.localeCompare(b.message),
  );
  return sorted.filter((d, i) => {
    const before = sorted[i - 1];
    return !(
      before &&
      before.code === d.code &&
      before.span.start === d.span.start &&
      before.message === d.message
    );
  });
}
