import { type Source, type Span, textOf } from "../../source.ts";

/** Where a phrase stands within a span, whatever its case; the whole span when it is not there as it is written. */
export function spanOfPhrase(source: Source, within: Span, phrase: string): Span {
  const at = textOf(source, within).toLowerCase().indexOf(phrase.toLowerCase());
  return at < 0 ? within : { start: within.start + at, end: within.start + at + phrase.length };
}
