import type { Fence, Line, Scan } from "../scan.ts";
import type { Span } from "../source.ts";
import { dedent } from "./prose.ts";

/** A piece of a field at its outermost level: an item with all that is nested in it, a fence, or a line of text. */
export interface Block {
  readonly kind: "item" | "fence" | "text";
  /** Lines, as indices into `Scan.lines`. */
  readonly from: number;
  readonly to: number;
  readonly line: Line;
  readonly fence: Fence | null;
  /** As Markdown: bullet and box removed, indentation too. */
  readonly text: string;
  readonly span: Span;
}

/**
 * Takes lines apart into their outermost blocks. What is indented deeper than an item belongs to it, so does
 * text right below it; an item further out than those before it begins a level of its own.
 */
export function readBlocks(scan: Scan, from: number, to: number): Block[] {
  const { lines } = scan;
  const fences = new Map(fencesIn(scan, from, to).map((fence) => [fence.open, fence]));
  const blocks: Block[] = [];
  let at = from;
  while (at < to) {
    const line = lines[at];
    if (!line || isGap(line)) {
      at++;
      continue;
    }
    const fence = fences.get(at) ?? null;
    if (line.kind === "item") {
      const end = endOfItem(scan, fences, at, to);
      blocks.push(block(scan, "item", at, end, fence));
      at = end;
    } else if (fence) {
      const end = Math.min(to, fence.closed ? fence.end + 1 : fence.end);
      blocks.push(block(scan, "fence", at, end, fence));
      at = Math.max(end, at + 1);
    } else {
      blocks.push(block(scan, "text", at, at + 1, null));
      at++;
    }
  }
  return blocks;
}

/** The fences that open within these lines. */
function fencesIn(scan: Scan, from: number, to: number): Fence[] {
  const { fences } = scan;
  let low = 0;
  let high = fences.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((fences[middle]?.open ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  const found: Fence[] = [];
  for (let fence = fences[low]; fence && fence.open < to; fence = fences[++low]) found.push(fence);
  return found;
}

/** The lines of a fence between its marks. */
export function fenceBody(scan: Scan, fence: Fence): { text: string; span: Span } {
  let to = fence.end;
  // Blank lines before the place where it breaks are no more part of it than what breaks it.
  while (!fence.closed && to > fence.open + 1 && isBlank(scan, to - 1)) to--;
  const text = dedent(scan, fence.open + 1, to).join("\n");
  const start = scan.lines[fence.open + 1]?.start ?? scan.lines[fence.open]?.end ?? 0;
  const end = to > fence.open + 1 ? (scan.lines[to - 1]?.end ?? start) : start;
  return { text, span: { start, end } };
}

function endOfItem(scan: Scan, fences: ReadonlyMap<number, Fence>, item: number, to: number): number {
  const { lines } = scan;
  const first = lines[item];
  if (!first) return item + 1;
  let end = item + 1;
  let gap = false;
  for (let at = item + 1; at < to; ) {
    const line = lines[at];
    if (!line) break;
    if (isGap(line)) {
      if (line.kind === "rule") break;
      gap = true;
      at++;
      continue;
    }
    const lazy = line.kind === "text" && !gap && !line.quoted;
    if (line.indent <= first.indent && !lazy) break;
    const fence = fences.get(at);
    at = fence ? Math.min(to, fence.closed ? fence.end + 1 : fence.end) : at + 1;
    end = at;
    gap = false;
  }
  return end;
}

function block(scan: Scan, kind: Block["kind"], from: number, to: number, fence: Fence | null): Block {
  const { lines, source } = scan;
  const line = lines[from] as Line;
  const start = kind === "item" ? line.content : line.start + leading(source.text, line);
  const end = (lines[to - 1] ?? line).end;
  const head = source.text.slice(start, kind === "fence" ? line.end : line.contentEnd);
  const rest = kind === "fence" ? dedent(scan, from, to) : [head, ...dedent(scan, from + 1, to)];
  return {
    kind,
    from,
    to,
    line,
    fence,
    text: rest.join("\n").trimEnd(),
    span: { start, end: Math.max(start, end) },
  };
}

function leading(text: string, line: Line): number {
  return /^[ \t]*/.exec(text.slice(line.start, line.end))?.[0].length ?? 0;
}

function isGap(line: Line): boolean {
  return line.kind === "blank" || line.kind === "rule" || line.kind === "raw";
}

/** Lines within a fence are code, whatever is on them. */
function isBlank({ source, lines }: Scan, at: number): boolean {
  return source.text.slice(lines[at]?.start, lines[at]?.end).trim() === "";
}
