import { wordPattern } from "./letters.ts";
import type { Span } from "./source.ts";

/**
 * Inline Markdown without a parser: what titles, field values and criteria are made of. Only code spans and
 * emphasis carry meaning here, and both are found by eye; links keep their text.
 */

/** A code span: the backticks included in `span`, excluded from `text`. */
export interface CodeSpan {
  readonly span: Span;
  readonly text: string;
}

/** Finds the code spans of a text, first to last: a run of backticks closed by a run of the same length. */
export function codeSpans(text: string): CodeSpan[] {
  const spans: CodeSpan[] = [];
  for (let open = text.indexOf("`"); open >= 0; ) {
    const length = runLength(text, open);
    const close = findRun(text, open + length, length);
    if (close < 0) {
      open = text.indexOf("`", open + length);
      continue;
    }
    spans.push({
      span: { start: open, end: close + length },
      text: trimCode(text.slice(open + length, close)),
    });
    open = text.indexOf("`", close + length);
  }
  return spans;
}

/** The text a reader sees: emphasis, strikethrough, backticks and link targets removed, spaces collapsed. */
export function plainText(markdown: string): string {
  let out = "";
  let at = 0;
  for (const code of codeSpans(markdown)) {
    out += plainProse(markdown.slice(at, code.span.start)) + code.text;
    at = code.span.end;
  }
  out += plainProse(markdown.slice(at));
  return out.replace(/\s+/g, " ").trim();
}

/** Emphasis by underscores; within a word they are part of it. */
const underscores = wordPattern(/(^|[^\p{L}\p{N}])_{1,2}(?=\S)|(?<=\S)_{1,2}(?![\p{L}\p{N}])/gu);

function plainProse(text: string): string {
  if (!/[*_~[\\]/.test(text)) return text;
  return text
    .replace(/!?\[([^[\]]*)\]\([^)\s]*\)/g, "$1")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .replace(/\*+|~~/g, "")
    .replace(underscores, "$1");
}

function runLength(text: string, at: number): number {
  let end = at;
  while (text[end] === "`") end++;
  return end - at;
}

function findRun(text: string, from: number, length: number): number {
  for (let at = text.indexOf("`", from); at >= 0; ) {
    const run = runLength(text, at);
    if (run === length) return at;
    at = text.indexOf("`", at + run);
  }
  return -1;
}

/** One space on each side belongs to the markers, so that code can begin or end with a backtick. */
function trimCode(code: string): string {
  return code.length > 2 && code.startsWith(" ") && code.endsWith(" ") ? code.slice(1, -1) : code;
}
