/** A half-open range of UTF-16 offsets into a source text: `start` inclusive, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A value and the place in the text it was read from. */
export interface Spanned<T> {
  readonly value: T;
  readonly span: Span;
}

/** A place for people: `line` and `column` both count from 1, `column` in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A text with its name and an index of its lines. Offsets everywhere refer to `text` as it is on disk. */
export interface Source {
  /** The path as the user gave it; used in reports only. */
  readonly file: string;
  readonly text: string;
  /** Offset of the first character of each line; always begins with 0. */
  readonly lineStarts: readonly number[];
}

/** Indexes a text. Lines end at LF, at CRLF, or at a CR by itself. */
export function createSource(file: string, text: string): Source {
  const lineStarts = [0];
  if (text.includes("\r"))
    for (const { index, 0: end } of text.matchAll(/\r\n?|\n/g)) lineStarts.push(index + end.length);
  else for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lineStarts.push(at + 1);
  return { file, text, lineStarts };
}

/** Finds the line (from 1) and column (from 1) of an offset; offsets outside the text are clamped. */
export function positionAt(source: Source, offset: number): Position {
  const at = Math.max(0, Math.min(offset, source.text.length));
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((source.lineStarts[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: at - (source.lineStarts[low] ?? 0) + 1 };
}

/** The text of a line (from 1) without its line ending; empty for a line that does not exist. */
export function lineText(source: Source, line: number): string {
  const start = source.lineStarts[line - 1];
  if (start === undefined) return "";
  return source.text.slice(start, source.lineStarts[line]).replace(/\r?\n$|\r$/, "");
}

/** The text a span covers. */
export function textOf(source: Source, span: Span): string {
  return source.text.slice(span.start, span.end);
}
