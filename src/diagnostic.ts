import type { Span } from "./source.ts";

/** `error` makes a plan unrunnable, `warning` is a likely mistake, `info` is off by default. */
export type Severity = "error" | "warning" | "info";

/** A span of the source with a few words on why it matters here. */
export interface Label {
  readonly span: Span;
  readonly text: string;
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
