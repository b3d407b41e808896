import type { Span, Spanned } from "./source.ts";

/**
 * Takes the lines of a table apart as GitHub does: heading row first, delimiter row left out. A cell is its
 * Markdown with its place in the text, without the space around it. Empty when the lines are no table: the second
 * must be the delimiter row (`|---|:-:|`), and have as many cells as the first.
 */
export function parseTable(text: string, lines: readonly Span[]): Spanned<string>[][] {
  const [header, delimiter, ...body] = lines.map((line) => cellsOf(text, line));
  if (!header || !delimiter || header.length !== delimiter.length) return [];
  if (!delimiter.every((cell) => /^:?-+:?$/.test(cell.value))) return [];
  return [header, ...body];
}

/** The cells between the bars; a bar at the beginning and one at the end of the line only frame it. */
function cellsOf(text: string, line: Span): Spanned<string>[] {
  const { start, end } = trimmed(text, line.start, line.end).span;
  const bars = barsIn(text, start, end);
  const edges = [
    ...(bars[0] === start ? [] : [start - 1]),
    ...bars,
    ...(bars.at(-1) === end - 1 ? [] : [end]),
  ];
  return edges.slice(1).map((edge, i) => trimmed(text, (edges[i] ?? start) + 1, edge));
}

/** The bars that divide cells: all but those behind a backslash. Code spans do not protect a bar. */
function barsIn(text: string, start: number, end: number): number[] {
  const bars: number[] = [];
  for (let at = start; at < end; at++) {
    if (text[at] === "|") bars.push(at);
    else if (text[at] === "\\" && (text[at + 1] === "|" || text[at + 1] === "\\")) at++;
  }
  return bars;
}

function trimmed(text: string, from: number, to: number): Spanned<string> {
  let start = from;
  let end = to;
  while (start < end && isSpace(text[start])) start++;
  while (end > start && isSpace(text[end - 1])) end--;
  return { value: text.slice(start, end), span: { start, end } };
}

function isSpace(char: string | undefined): boolean {
  return char === " " || char === "\t";
}
