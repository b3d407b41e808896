/** One thing a terminal draws: a character with all that combines with it. */
export interface Cell {
  /** What to print. Tabs are spaces here, and characters that would steer the terminal are `�`. */
  readonly text: string;
  /** Columns it takes: 0, 1 or 2; a tab as many as it needs. */
  readonly width: number;
  /** UTF-16 offsets in the text it was cut from. */
  readonly start: number;
  readonly end: number;
}

const tabStop = 4;
const plain = /^[\t\x20-\x7E]*$/;
/** Letters, punctuation, arrows and lines of which none combines with its neighbours. */
const unitwise =
  /^[\t\x20-\x7E\xA1-\xAC\xAE-\u02FF\u0370-\u0481\u048A-\u052F\u2010-\u2027\u2030-\u205E\u2190-\u22FF\u2500-\u257F\u3001-\u3029\u3041-\u3096\u30A1-\u30FA\u4E00-\u9FFF\uAC00-\uD7A3\uFF01-\uFF60]*$/;
// Widths as terminals have them: East Asian wide and fullwidth forms, and what is drawn as an emoji by default.
const wide =
  /^(?:[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{1B000}-\u{1B2FF}\u{1F200}-\u{1F2FF}\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}|.\uFE0F)/u;
const steering = /^[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]$/u;

/** Cuts one line of text into what a terminal draws. */
export function cellsOf(line: string): Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  const add = (segment: string, start: number) => {
    const { text, width } = isPlain(segment) ? { text: segment, width: 1 } : draw(segment, column);
    cells.push({ text, width, start, end: start + segment.length });
    column += width;
  };
  if (unitwise.test(line)) for (let index = 0; index < line.length; index++) add(line.charAt(index), index);
  else for (const { segment, index } of graphemesOf(line)) add(segment, index);
  return cells;
}

/** Whether it is drawn as it is in one column, as nearly all is. */
function isPlain(segment: string): boolean {
  return segment.length === 1 && segment >= " " && segment <= "~";
}

let graphemes: Intl.Segmenter | null = null;

/** By the rules of Unicode: far slower than unit by unit, and the first time takes as long as a plan does. */
function graphemesOf(line: string): Intl.Segments {
  graphemes ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return graphemes.segment(line);
}

function draw(segment: string, column: number): { text: string; width: number } {
  if (segment === "\t") {
    const width = tabStop - (column % tabStop);
    return { text: " ".repeat(width), width };
  }
  if (steering.test(segment)) return { text: "�", width: 1 };
  if (/^\p{M}/u.test(segment)) return { text: segment, width: 0 };
  return { text: segment, width: wide.test(segment) ? 2 : 1 };
}

/** Columns a text takes on one line of a terminal. */
export function widthOf(text: string): number {
  return cellsOf(text).reduce((sum, cell) => sum + cell.width, 0);
}

/** A text as one safe line: line breaks and tabs as spaces, nothing left that would steer the terminal. */
export function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ");
  if (plain.test(line)) return line;
  return cellsOf(line)
    .map((cell) => cell.text)
    .join("");
}

/** A text cut to a number of columns, with `…` where something is missing. */
export function truncate(text: string, columns: number): string {
  const cells = cellsOf(text);
  if (cells.reduce((sum, cell) => sum + cell.width, 0) <= columns) return text;
  let out = "";
  let used = 0;
  for (const cell of cells) {
    if (used + cell.width > columns - 1) break;
    out += cell.text;
    used += cell.width;
  }
  return `${out.trimEnd()}…`;
}

/** A text broken between words into lines of so many columns; a word that is longer is cut. */
export function wrapWords(text: string, columns: number): string[] {
  const lines: string[] = [];
  let current: string | null = null;
  for (const word of text.split(" ")) {
    const longer: string = current === null ? word : `${current} ${word}`;
    if (current !== null && widthOf(longer) > columns) {
      lines.push(current);
      current = word;
    } else current = longer;
  }
  return [...lines, current ?? ""].map((line) => truncate(line, columns));
}

/** A text as pieces of at most so many columns, of which nothing is left out. */
export function cutColumns(text: string, columns: number): string[] {
  const pieces: string[] = [];
  let piece = "";
  let used = 0;
  for (const cell of cellsOf(text)) {
    if (used + cell.width > columns) {
      pieces.push(piece);
      piece = "";
      used = 0;
    }
    piece += cell.text;
    used += cell.width;
  }
  return [...pieces, piece];
}
