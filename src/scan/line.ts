import type { Span } from "../source.ts";

/**
 * What a line is. `fence` is a line with fence marks, `code` a line between two of them, `raw` a line of an
 * HTML comment or of front matter.
 */
export type LineKind = "blank" | "text" | "heading" | "item" | "table" | "rule" | "fence" | "code" | "raw";

/** `[x]` before the text of an item or a heading, or at the end of a heading. */
export interface LineBox {
  /** The one character between the brackets. */
  readonly span: Span;
  readonly mark: string;
}

/** One line of the text. All positions are offsets into the text as it is on disk. */
export interface Line {
  kind: LineKind;
  /** Where the line begins, after the prefix of a listing. */
  readonly start: number;
  /** End of the line without its line ending. */
  readonly end: number;
  /** Columns before the first character after indentation and quote marks; a tab goes to the next fourth. */
  readonly indent: number;
  /** Where the text begins, after indentation, quote marks, heading or list marker and box. */
  readonly content: number;
  /** Where the text ends: trailing space, a comment, closing `#` of a heading and a box at its end are left out. */
  readonly contentEnd: number;
  /** 1 to 6 for a heading, else 0. */
  readonly level: number;
  /** `-`, `*`, `+` or a number with its delimiter for a list item, else empty. */
  readonly marker: string;
  readonly box: LineBox | null;
  /** Stands in a block quote. */
  readonly quoted: boolean;
  /** How many list items enclose an item: 0 for one at the root. */
  depth: number;
}

/** A heading's marker; CommonMark allows three spaces before it, and none at all after it when it is empty. */
const headingMarker = /(#{1,6})(?:[ \t]+|$)/y;
const itemMarker = /([-*+]|\d{1,9}[.)])(?:[ \t]+|$)/y;
const boxMarker = /\[([ xX~/-])\](?:[ \t]+|$)/y;
const boxAtEnd = /[ \t]\[([ xX~/-])\]$/;
const ruleLine = /(?:-[ \t]*){3,}$|(?:\*[ \t]*){3,}$|(?:_[ \t]*){3,}$/y;

/** Classifies one line by itself; fences, tables, comments and list depth need its neighbours and come later. */
export function classifyLine(text: string, start: number, end: number): Line {
  let at = start;
  let indent = 0;
  let quoted = false;
  for (; at < end; at++) {
    const char = text.charCodeAt(at);
    if (char === SPACE) indent++;
    else if (char === TAB) indent += 4 - (indent % 4);
    else if (char === QUOTE) {
      quoted = true;
      indent++;
    } else if (char === BOM && at === 0) continue;
    else break;
  }
  let contentEnd = end;
  while (contentEnd > at && isSpace(text.charCodeAt(contentEnd - 1))) contentEnd--;
  if (text.endsWith("-->", contentEnd)) contentEnd = beforeComment(text, at, contentEnd);
  if (at >= contentEnd) return line("blank", start, end, indent, at, at, quoted);

  const rest = text.slice(at, contentEnd);
  if (matchAt(ruleLine, rest, 0)) return line("rule", start, end, indent, at, contentEnd, quoted);
  const heading = indent < 4 && !quoted ? matchAt(headingMarker, rest, 0) : null;
  if (heading) return headingLine(rest, heading, start, end, indent, at);
  const item = matchAt(itemMarker, rest, 0);
  if (item) {
    const box = matchAt(boxMarker, rest, item[0].length);
    const content = item[0].length + (box ? box[0].length : 0);
    return {
      ...line("item", start, end, indent, at + content, contentEnd, quoted),
      marker: item[1] ?? "",
      box: box ? boxAt(at + item[0].length + 1, box[1]) : null,
    };
  }
  return line(rest[0] === "|" ? "table" : "text", start, end, indent, at, contentEnd, quoted);
}

/** Where the text before a comment at the end of a line ends; a comment that is all there is counts as text. */
function beforeComment(text: string, start: number, end: number): number {
  const open = text.lastIndexOf("<!--", end - 3);
  if (open <= start || text.slice(start, open).split("`").length % 2 === 0) return end;
  let at = open;
  while (at > start && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}

function headingLine(
  rest: string,
  heading: RegExpExecArray,
  start: number,
  end: number,
  indent: number,
  at: number,
): Line {
  let from = heading[0].length;
  let to = rest.replace(/(^|[ \t])#+$/, "").trimEnd().length;
  let box: LineBox | null = null;
  const item = matchAt(itemMarker, rest, from);
  const leading = matchAt(boxMarker, rest, item ? from + item[0].length : from);
  if (leading) {
    box = boxAt(at + leading.index + 1, leading[1]);
    from = leading.index + leading[0].length;
  } else {
    const trailing = boxAtEnd.exec(rest.slice(0, to));
    if (trailing) {
      box = boxAt(at + trailing.index + 2, trailing[1]);
      to = rest.slice(0, trailing.index).trimEnd().length;
    }
  }
  const content = at + Math.min(from, to);
  return {
    ...line("heading", start, end, indent, content, at + to, false),
    level: heading[1]?.length ?? 1,
    box,
  };
}

function line(
  kind: LineKind,
  start: number,
  end: number,
  indent: number,
  content: number,
  contentEnd: number,
  quoted: boolean,
): Line {
  return { kind, start, end, indent, content, contentEnd, level: 0, marker: "", box: null, quoted, depth: 0 };
}

function boxAt(offset: number, mark: string | undefined): LineBox {
  return { span: { start: offset, end: offset + 1 }, mark: mark ?? " " };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const SPACE = 32;
const TAB = 9;
const QUOTE = 62;
const BOM = 0xfeff;

function isSpace(char: number): boolean {
  return char === SPACE || char === TAB || char === 13;
}
