import { type Cell, cellsOf, widthOf, wrapWords } from "./cells.ts";
import type { Style } from "./style.ts";

/** A place on one line: UTF-16 offsets into the line. A mark without length is drawn one column wide. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly primary: boolean;
}

/** A mark in columns of the terminal. */
interface Underline extends Mark {
  readonly from: number;
  readonly to: number;
}

type Paint = (text: string) => string;

/**
 * Draws one line of source and the marks under it. The rightmost mark has its words beside it, the others
 * theirs on lines of their own below, joined by `|`. A line that is too long is cut around its marks, and words
 * that are too long go below, over several lines.
 */
export function drawLine(
  line: string,
  lineMarks: readonly Mark[],
  numbered: string,
  blank: string,
  style: Style,
  paint: Paint = style.colors.blue,
): string[] {
  const { text, marks, before, after } = nearMarks(line, lineMarks, style.width);
  const all = cellsOf(text);
  const budget = Math.max(style.width - 10, 20);
  const cells = cut(all, marks, budget);
  const ellipsisBefore = before || cells[0] !== all[0];
  const shown = cells.map((cell) => cell.text).join("");
  const ellipsisAfter = after || cells.at(-1) !== all.at(-1);
  const drawn = `${ellipsisBefore ? "…" : ""}${shown}${ellipsisAfter ? "…" : ""}`;
  const out = [`${numbered} ${drawn}`];
  if (marks.length === 0) return out;

  const shift = ellipsisBefore ? 1 : 0;
  const under = marks
    .map((mark) => underline(mark, cells, shift))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  const color = (mark: Underline) => (mark.primary ? paint : style.colors.blue);

  const worded = under.filter((mark) => mark.text !== "");
  const last = worded.at(-1);
  const room = Math.max(style.width - gutterColumns, leastWords);
  const fits = last !== undefined && last.to + 1 + widthOf(last.text) <= room;
  const beside = fits && under.every((mark) => mark === last || mark.to <= last.from) ? last : null;
  const strokes = canvas();
  // The primary mark is drawn over others where they overlap.
  for (const mark of [...under].sort((a, b) => Number(a.primary) - Number(b.primary))) {
    strokes.put(mark.from, (mark.primary ? "^" : "-").repeat(mark.to - mark.from), color(mark));
  }
  if (beside) strokes.put(beside.to + 1, beside.text, color(beside));
  out.push(`${blank} ${strokes.render()}`);

  const below = worded.filter((mark) => mark !== beside).reverse();
  const joints = (open: readonly Underline[]) => {
    const row = canvas();
    for (const mark of open) row.put(mark.from, "|", color(mark));
    return row;
  };
  if (below.length > 0) out.push(`${blank} ${joints(below).render()}`);
  below.forEach((mark, i) => {
    const open = below.slice(i + 1).filter((other) => other.from < mark.from);
    // Words at the right edge begin further left, so that there is room for them.
    const at = Math.max(0, Math.min(mark.from, room - Math.min(widthOf(mark.text), leastWords)));
    for (const words of wrapWords(mark.text, room - at)) {
      const row = joints(open.filter((other) => other.from < at));
      row.put(at, words, color(mark));
      out.push(`${blank} ${row.render()}`);
    }
  });
  return out;
}

/** Columns before the source: a line number of three digits, and what stands around it. */
const gutterColumns = 6;
/** Words below a mark are given so many columns at least. */
const leastWords = 30;

/** Characters of a line looked at from the first mark on: more than any terminal shows. */
const reach = 4_000;

/** A line without what cannot be shown of it anyway: two widths of a terminal before the marks, and two behind. */
function nearMarks(line: string, marks: readonly Mark[], width: number) {
  const near = 2 * width;
  const first = Math.min(...marks.map((mark) => mark.start), line.length);
  const last = Math.max(...marks.map((mark) => mark.end), 0);
  const from = marks.length === 0 ? 0 : Math.max(0, first - near);
  const to = Math.min(Math.max(from, last) + 2 * near, from + reach, line.length);
  const text = line.slice(from, to);
  const within = (offset: number) => Math.min(Math.max(offset - from, 0), text.length);
  return {
    text,
    marks: marks.map((mark) => ({ ...mark, start: within(mark.start), end: within(mark.end) })),
    before: from > 0,
    after: to < line.length,
  };
}

/** The part of a line that fits into `budget` columns and shows its marks; where they lie too far apart, the primary. */
function cut(cells: readonly Cell[], marks: readonly Mark[], budget: number): readonly Cell[] {
  const total = cells.reduce((sum, cell) => sum + cell.width, 0);
  if (total <= budget) return cells;
  const main = marks.find((mark) => mark.primary) ?? marks[0];
  let from = widthBefore(cells, Math.min(...marks.map((mark) => mark.start)));
  let to = widthBefore(cells, Math.max(...marks.map((mark) => mark.end)));
  if (main && to - from > budget) {
    from = widthBefore(cells, main.start);
    to = widthBefore(cells, main.end);
  }
  // The line is shown from its start where enough of what is marked is seen so, else from a little before it:
  // a third of what is left over, since what follows explains more.
  const enough = Math.min(to, from + Math.floor(budget / 2));
  const lead = Math.max(Math.floor((budget - (to - from)) / 3), 4);
  const start = enough <= budget ? 0 : Math.min(from - lead, total - budget);
  const shown: Cell[] = [];
  let column = 0;
  for (const cell of cells) {
    if (column >= start && column + cell.width <= start + budget) shown.push(cell);
    column += cell.width;
  }
  return shown;
}

function widthBefore(cells: readonly Cell[], offset: number): number {
  return cells.reduce((sum, cell) => (cell.start < offset ? sum + cell.width : sum), 0);
}

/** Places a mark below the part of a line that is shown; one that lies outside of it below the `…` on that side. */
function underline(mark: Mark, cells: readonly Cell[], shift: number): Underline {
  const first = cells[0];
  if (shift > 0 && first && mark.end <= first.start) return { ...mark, from: 0, to: 1 };
  const before = (holds: (cell: Cell) => boolean) =>
    cells.reduce((sum, cell) => (holds(cell) ? sum + cell.width : sum), shift);
  const from = before((cell) => cell.end <= mark.start);
  const to = before((cell) => cell.start < mark.end);
  return { ...mark, from, to: Math.max(to, from + 1) };
}

/** A row of a terminal on which texts are put at columns; a later one covers an earlier one. */
function canvas() {
  const columns: { text: string; paint: Paint }[] = [];
  return {
    put(at: number, text: string, paint: Paint): void {
      let column = at;
      for (const cell of cellsOf(text)) {
        columns[column] = { text: cell.text, paint };
        // The second column of a wide character is taken, but prints nothing.
        for (let rest = 1; rest < cell.width; rest++) columns[column + rest] = { text: "", paint };
        column += cell.width;
      }
    },
    render(): string {
      let out = "";
      let run = "";
      let paint: Paint | null = null;
      const flush = () => {
        out += paint && run ? paint(run) : run;
        run = "";
      };
      for (let i = 0; i < columns.length; i++) {
        const column = columns[i];
        if ((column?.paint ?? null) !== paint) {
          flush();
          paint = column?.paint ?? null;
        }
        run += column?.text ?? " ";
      }
      flush();
      return out;
    },
  };
}
