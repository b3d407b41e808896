import type { Line, Scan } from "../scan.ts";
import type { Spanned } from "../source.ts";

/**
 * The text from an offset to the end of line `to - 1`, as Markdown with its own indentation removed: what the
 * lines below the first have in common. Blank lines around it and comments are left out; null when nothing remains.
 */
export function readProse(scan: Scan, start: number, from: number, to: number): Spanned<string> | null {
  const { lines, source } = scan;
  let last = to;
  while (last > from && isEmpty(scan, last - 1)) last--;
  const firstLine = lines[from - 1];
  const head = firstLine ? source.text.slice(start, endOfText(firstLine)).trim() : "";
  let first = from;
  while (first < last && isEmpty(scan, first)) first++;
  const body = dedent(scan, first, last);
  const value = [head, ...body].join("\n").trim();
  if (value === "") return null;
  const begin = head === "" ? (lines[first]?.content ?? start) : start;
  const end = first < last ? (lines[last - 1]?.end ?? start) : (firstLine?.end ?? start);
  return { value, span: { start: begin, end } };
}

/** The lines of a block without comments and the indentation that they share; tabs count as written. */
export function dedent({ lines, source }: Scan, from: number, to: number): string[] {
  const texts: string[] = [];
  let shared = Number.POSITIVE_INFINITY;
  for (let at = from; at < to; at++) {
    const line = lines[at];
    if (!line || line.kind === "raw") continue;
    const written = source.text.slice(line.start, endOfText(line)).trimEnd();
    const text = written.includes("\t") ? written.replace(/^[ \t]+/, expandTabs) : written;
    texts.push(text);
    if (text !== "") shared = Math.min(shared, text.length - text.trimStart().length);
  }
  return texts.map((text) => text.slice(Math.min(shared, text.length)));
}

/** Where a line ends that may have a comment behind its text. */
function endOfText(line: Line): number {
  return line.kind === "text" || line.kind === "item" || line.kind === "table" ? line.contentEnd : line.end;
}

function expandTabs(space: string): string {
  let columns = 0;
  for (const char of space) columns += char === "\t" ? 4 - (columns % 4) : 1;
  return " ".repeat(columns);
}

/** Blank, a comment, or a rule between two tasks. */
function isEmpty({ lines }: Scan, at: number): boolean {
  const kind = lines[at]?.kind;
  return kind === "blank" || kind === "raw" || kind === "rule" || kind === undefined;
}
