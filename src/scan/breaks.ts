import { wordPattern } from "../letters.ts";
import type { Line } from "./line.ts";

/** For each line index the first line from there on that speaks against being in a fence; the line count if none. */
export interface Breaks {
  /** A work item or a section: ends a fence known to be left open. */
  readonly any: Int32Array;
  /** A work item, or a section with room before it. Neither is to be found within a list item, nor within code. */
  readonly anyBlock: Int32Array;
  /** A work item with fields of its own: more than a drawing or a list of items shows. */
  readonly fullItem: Int32Array;
  /** A label in bold, as fields have it. Code has none; what a fence quotes may. */
  readonly label: Int32Array;
}

/** A work item at the root: a box, then a label such as `1.`, `T4:` or `Task 2:`. */
const labelledBox = wordPattern(/^[*_~]*(?:\p{L}+ ?)?[A-Z]{0,3}\d+(?:[.-]\d+)*[a-z]?[*_~]*[.:)：]/u);
const boldLabel = /^\*\*[^*\n]{2,60}(?:\*\*\s*(?:[（(][^()（）]*[)）])?[:：]|[:：]\*\*)/;
const field = wordPattern(/^(?:\*\*|\p{L}[^:：.]{1,40}[:：])/u);

/** Finds the lines that a plan has and code has not, in one pass from the end. */
export function indexBreaks(text: string, lines: readonly Line[]): Breaks {
  const count = lines.length;
  const list = () => new Int32Array(count + 1).fill(count);
  const breaks = { any: list(), anyBlock: list(), fullItem: list(), label: list() };
  let next: Line | null = null;
  for (let i = count - 1; i >= 0; i--) {
    const line = lines[i];
    for (const known of [breaks.any, breaks.anyBlock, breaks.fullItem, breaks.label])
      known[i] = known[i + 1] ?? count;
    if (!line || line.kind === "blank") continue;
    const task = isWorkItem(text, line);
    const section = line.kind === "heading" && line.indent === 0 && line.level > 1;
    if (task || section) breaks.any[i] = i;
    if (task || (section && startsBlock(lines[i - 1]))) breaks.anyBlock[i] = i;
    if (task && next && isField(text, next)) breaks.fullItem[i] = i;
    if (isBoldLabel(text, line)) breaks.label[i] = i;
    next = line;
  }
  return breaks;
}

function isWorkItem(text: string, line: Line): boolean {
  return (
    line.box !== null &&
    line.indent < 2 &&
    !line.quoted &&
    labelledBox.test(text.slice(line.content, Math.min(line.contentEnd, line.content + 40)))
  );
}

function isField(text: string, line: Line): boolean {
  return line.indent > 1 && field.test(text.slice(line.content, line.contentEnd));
}

/** Whether a line begins with a label in bold, as `**Commit**: YES` does. */
export function isBoldLabel(text: string, line: Line): boolean {
  return (
    line.kind === "text" &&
    text.startsWith("**", line.content) &&
    boldLabel.test(text.slice(line.content, Math.min(line.contentEnd, line.content + 120)))
  );
}

/** Whether a line leaves room for a heading after it: code comments follow code, headings a blank line or a rule. */
function startsBlock(before: Line | undefined): boolean {
  return before === undefined || before.kind === "blank" || before.kind === "rule";
}
