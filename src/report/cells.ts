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
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
// Widths as terminals have them: East Asian wide and fullwidth forms, and what is drawn as an emoji by default.
const wide =
  /^(?:[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{1B000}-\u{1B2FF}\u{1F200}-\u{1F2FF}\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}|.\uFE0F)/u;
const steering = /^[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]$/u;

/** Cuts one line of text into what a terminal draws. */
export function cellsOf(line: string): Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  for (const { segment, index } of plain.test(line) ? unitsOf(line) : graphemes.segment(line)) {
    const cell = { ...draw(segment, column), start: index, end: index + segment.length };
    cells.push(cell);
    column += cell.width;
  }
  return cells;
}

/** Plain text has a character a unit; finding its characters by the rules of Unicode would be far slower. */
function* unitsOf(line: string): Generator<{ segment: string; index: number }> {
  for (let index = 0; index < line.length; index++) yield { segment: line.charAt(index), index };
}

function draw(segment: string, column: number): { text: string; width: number } {
  if (segment === "\t") {
    const width = tabStop - (column % tabStop);
    return { text: " ".repeat(width), width };
  }
  if (/^[\x20-\x7E]$/.test(segment)) return { text: segment, width: 1 };
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
