import type { Scan } from "../scan.ts";
import type { Spanned } from "../source.ts";

/**
 * The text from an offset to the end of line `to - 1`, as Markdown with its own indentation removed: what the
 * lines below the first have in common. Blank lines around it are left out; null when nothing remains.
 */
export function readProse(scan: Scan, start: number, from: number, to: number): Spanned<string> | null {
  const { lines, source } = scan;
  let last = to;
  while (last > from && isEmpty(scan, last - 1)) last--;
  const firstLine = lines[from - 1];
  const head = firstLine ? source.text.slice(start, firstLine.end).trim() : "";
  let first = from;
  while (first < last && isEmpty(scan, first)) first++;
  const body = dedent(scan, first, last);
  const value = [head, ...body].join("\n").trim();
  if (value === "") return null;
  const begin = head === "" ? (lines[first]?.content ?? start) : start;
  const end = first < last ? (lines[last - 1]?.end ?? start) : (firstLine?.end ?? start);
  return { value, span: { start: begin, end } };
}

/** The lines of a block without the indentation that they share; tabs count as written. */
export function dedent({ lines, source }: Scan, from: number, to: number): string[] {
  const texts: string[] = [];
  let shared = Number.POSITIVE_INFINITY;
  for (let at = from; at < to; at++) {
    const line = lines[at];
    if (!line) continue;
    const text = source.text
      .slice(line.start, line.end)
      .replace(/^[ \t]+/, (space) => expandTabs(space))
      .trimEnd();
    texts.push(text);
    if (text !== "") shared = Math.min(shared, text.length - text.trimStart().length);
  }
  return texts.map((text) => text.slice(Math.min(shared, text.length)));
}

function expandTabs(space: string): string {
  let columns = 0;
  for (const char of space) columns += char === "\t" ? 4 - (columns % 4) : 1;
  return " ".repeat(columns);
}

/** Blank, or a rule between two tasks. */
function isEmpty({ lines }: Scan, at: number): boolean {
  const kind = lines[at]?.kind;
  return kind === "blank" || kind === "rule" || kind === undefined;
}
