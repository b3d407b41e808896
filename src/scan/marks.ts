import type { Line } from "./line.ts";

/** Marks of a line that opens or closes a fence. */
export interface Marks {
  /** The line. */
  readonly index: number;
  readonly char: string;
  readonly length: number;
  /** What follows the marks; closing marks have nothing. */
  readonly info: string;
  readonly indent: number;
}

/** A longer run of marks counts as this long. It bounds the lists of closing lines kept per length. */
const LONGEST = 16;

/** All lines with fence marks, whatever they open or close. */
export function findMarks(text: string, lines: readonly Line[]): Marks[] {
  const marks: Marks[] = [];
  lines.forEach((line, index) => {
    if (line.quoted || line.kind === "blank" || line.kind === "raw") return;
    const char = text[line.content];
    if (char !== "`" && char !== "~") return;
    const found = /^(`{3,}(?!.*`)|~{3,})\s*(.*)$/.exec(text.slice(line.content, line.contentEnd));
    if (!found || line.kind === "heading") return;
    const length = Math.min(found[1]?.length ?? 0, LONGEST);
    const indent = line.kind === "item" ? line.indent + 2 : line.indent;
    marks.push({ index, char, length, info: found[2] ?? "", indent });
  });
  return marks;
}

/** Finds closing marks, and counts marks, in no more than logarithmic time. */
export interface MarksIndex {
  /** The line that closes a fence opened with these marks, or null when none does. */
  closer(mark: Marks): number | null;
  /** How many lines with marks lie between two lines, the first included. */
  count(from: number, to: number): number;
}

/** Lists the marks by line, and for each character and length of opening marks the lines that can close them. */
export function indexMarks(marks: readonly Marks[]): MarksIndex {
  const all = marks.map(({ index }) => index);
  const closers = new Map<string, number[]>();
  const closersOf = (char: string, length: number): number[] => {
    const key = `${char}${length}`;
    let list = closers.get(key);
    if (!list) {
      list = marks.filter((m) => m.char === char && m.length >= length && m.info === "").map((m) => m.index);
      closers.set(key, list);
    }
    return list;
  };
  return {
    closer({ char, length, index }) {
      const list = closersOf(char, length);
      return list[firstFrom(list, index + 1)] ?? null;
    },
    count: (from, to) => firstFrom(all, to) - firstFrom(all, from),
  };
}

/** The position of the first number that is at least `least`, in a rising list. */
function firstFrom(list: readonly number[], least: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? least) >= least) high = middle;
    else low = middle + 1;
  }
  return low;
}
