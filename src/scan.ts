import { type Fence, findFences } from "./scan/fences.ts";
import { classifyLine, type Line } from "./scan/line.ts";
import type { Source } from "./source.ts";

export type { Fence } from "./scan/fences.ts";
export type { Line, LineBox, LineKind } from "./scan/line.ts";

/** A text taken apart into lines, one entry per line of the source. */
export interface Scan {
  readonly source: Source;
  readonly lines: readonly Line[];
  /** In document order; they never overlap. */
  readonly fences: readonly Fence[];
  /** Lines with fence marks that close nothing. */
  readonly strays: readonly number[];
}

/**
 * Reads a text line by line, once, and says of each line what it is. It knows what decides where a plan's
 * sections and tasks begin (headings, list items, boxes, tables, fences, comments) and leaves the inside of
 * paragraphs alone, since most of a plan is prose that carries no meaning here.
 */
export function scan(source: Source): Scan {
  const { text, lineStarts } = source;
  const prefix = listingPrefix(source);
  const lines = lineStarts.map((start, index) => {
    const next = lineStarts[index + 1];
    let end = next === undefined ? text.length : next - 1;
    if (end > start && text[end - 1] === "\r") end--;
    const from = prefix
      ? start + (prefix.exec(text.slice(start, Math.min(end, start + 16)))?.[0].length ?? 0)
      : start;
    return classifyLine(text, from, end);
  });
  hideFrontMatter(text, lines);
  const { fences, strays } = findFences(text, lines);
  hideComments(text, lines);
  nestItems(lines);
  return { source, lines, fences, strays };
}

/** What some agents' file listings put before each line, `12#QT|` or `#QT|`, and write back by mistake. */
const hashPrefix = /^\uFEFF?\d*#[A-Z]{2}\|/;

/** The prefix that nearly every line has, if the text is such a listing; it then stands before the line's start. */
function listingPrefix({ text, lineStarts }: Source): RegExp | null {
  if (!hashPrefix.test(text.slice(0, 16))) return null;
  const prefixed = lineStarts.filter((start) => hashPrefix.test(text.slice(start, start + 16)));
  return prefixed.length > lineStarts.length * 0.8 ? hashPrefix : null;
}

/** YAML between `---` lines at the very top says nothing to a plan. It has no blank lines, or it is a rule after all. */
function hideFrontMatter(text: string, lines: readonly Line[]): void {
  const isMark = (line: Line | undefined) =>
    line?.kind === "rule" && text.slice(line.content, line.contentEnd) === "---";
  if (!isMark(lines[0])) return;
  let end = 1;
  while (end < lines.length && lines[end]?.kind !== "blank" && !isMark(lines[end])) end++;
  if (isMark(lines[end])) for (let i = 0; i <= end; i++) setRaw(lines[i]);
}

/** A comment that begins a line hides what is in it, up to the line that ends it; one left open hides its line. */
function hideComments(text: string, lines: readonly Line[]): void {
  const lastClose = text.lastIndexOf("-->");
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (line?.kind !== "text" || !text.startsWith("<!--", line.content)) continue;
    setRaw(line);
    if (lastClose < line.content + 4) continue;
    const close = text.indexOf("-->", line.content + 4);
    for (; (lines[i]?.end ?? close) < close; i++) setRaw(lines[i + 1]);
  }
}

function setRaw(line: Line | undefined): void {
  if (line) line.kind = "raw";
}

/** Counts, for each item, the items whose content it is indented into. Anything at the root ends them all. */
function nestItems(lines: readonly Line[]): void {
  const contents: number[] = [];
  let afterBlank = true;
  for (const line of lines) {
    if (line.kind === "blank") {
      afterBlank = true;
      continue;
    }
    const interrupts =
      line.kind === "heading" || line.kind === "rule" || (line.kind === "text" && afterBlank);
    if (line.kind === "item" || interrupts) {
      while (contents.length > 0 && (contents.at(-1) ?? 0) > line.indent) contents.pop();
    }
    if (line.kind === "item") {
      line.depth = contents.length;
      contents.push(line.indent + line.marker.length + 1);
    }
    afterBlank = false;
  }
}
