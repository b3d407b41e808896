import type { Line } from "./line.ts";

/** A fenced block, in line indices. */
export interface Fence {
  /** The line with the opening marks. */
  readonly open: number;
  /** The first line after the content: the closing marks, or where the block breaks off. */
  readonly end: number;
  /** Whether line `end` holds closing marks; else the fence was left open and `end` is where a reader would end it. */
  readonly closed: boolean;
  /** First word after the opening marks, in lower case, e.g. `bash`; empty when there is none. */
  readonly language: string;
}

/** Marks of a line that opens or closes a fence. */
interface Marks {
  readonly index: number;
  readonly char: string;
  readonly length: number;
  readonly info: string;
  readonly indent: number;
}

/** A longer run of marks counts as this long. It bounds the lists of closing lines kept per length. */
const LONGEST = 16;

/** Languages whose comments may look like headings, and texts that may hold any. In all others `## x` is no code. */
const hashLanguages: ReadonlySet<string> = new Set(
  `text txt plaintext markdown md mdx diff gherkin bash sh shell zsh fish console terminal powershell ps1 python py ruby
  rb perl r julia elixir nix yaml yml toml ini conf env properties dockerfile makefile make cmake nginx hcl`
    .split(/\s+/)
    .concat(""),
);

/** A work item at the root: a box, then a label such as `1.`, `T4:` or `Task 2:`. */
const labelledBox = /^[*_~]*(?:\p{L}+ ?)?[A-Z]{0,3}\d+(?:[.-]\d+)*[a-z]?[*_~]*[.:)：]/u;

/**
 * Finds the fenced blocks and turns their lines into `fence` and `code`, in linear time.
 *
 * CommonMark ends a fence at its closing marks or with the list item it stands in. A plan's fences are damaged
 * more often than nested, so the marks decide alone, wherever they are indented, unless what lies between them
 * shows that the fence was left open: work items or sections of the plan. Such a fence ends before the first
 * heading or work item in it.
 */
export function findFences(text: string, lines: Line[]): Fence[] {
  const marks = findMarks(text, lines);
  const closers = indexClosers(marks, lines.length);
  const breaks = indexBreaks(text, lines);
  const fences: Fence[] = [];
  let from = 0;
  for (const mark of marks) {
    if (mark.index < from) continue;
    const fence = fenceAt(mark, closers, breaks, lines.length);
    fences.push(fence);
    const opener = lines[fence.open];
    if (opener && opener.kind !== "item") opener.kind = "fence";
    for (let i = fence.open + 1; i < fence.end; i++) setKind(lines[i], "code");
    if (fence.closed) setKind(lines[fence.end], "fence");
    from = fence.closed ? fence.end + 1 : fence.end;
  }
  return fences;
}

function fenceAt(mark: Marks, closers: Closers, breaks: Breaks, lineCount: number): Fence {
  const { index: open } = mark;
  const language = /^[^\s{,]*/.exec(mark.info)?.[0].toLowerCase() ?? "";
  const close = closers.after(mark);
  const evidence = evidenceFor(language, mark, breaks)?.[open + 1] ?? lineCount;
  if (close !== null && close < evidence) return { open, end: close, closed: true, language };
  return { open, end: breaks.any[open + 1] ?? lineCount, closed: false, language };
}

/** What proves such a fence left open; null when nothing does, since its text may be a plan itself. */
function evidenceFor(language: string, mark: Marks, breaks: Breaks): Int32Array | null {
  if (language === "markdown" || language === "md") return null;
  return mark.indent > 0 || !hashLanguages.has(language) ? breaks.anyBlock : breaks.fullItem;
}

function findMarks(text: string, lines: readonly Line[]): Marks[] {
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

interface Closers {
  /** The line that closes a fence opened with these marks, or null when none does. */
  after(mark: Marks): number | null;
}

/** Lists, for each character and length of opening marks, the lines that can close them. */
function indexClosers(marks: readonly Marks[], lineCount: number): Closers {
  const lists = new Map<string, number[]>();
  const listOf = (char: string, length: number): number[] => {
    const key = `${char}${length}`;
    let list = lists.get(key);
    if (!list) {
      list = marks.filter((m) => m.char === char && m.length >= length && m.info === "").map((m) => m.index);
      lists.set(key, list);
    }
    return list;
  };
  return {
    after({ char, length, index }) {
      const list = listOf(char, length);
      let low = 0;
      let high = list.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((list[middle] ?? lineCount) > index) high = middle;
        else low = middle + 1;
      }
      return list[low] ?? null;
    },
  };
}

/** For each line index the first line from there on that speaks against being in a fence; the line count if none. */
interface Breaks {
  /** Ends a fence known to be left open. */
  readonly any: Int32Array;
  /** A work item, or a section with room before it. Neither is to be found within a list item, nor within code. */
  readonly anyBlock: Int32Array;
  /** A work item with fields of its own: more than a drawing or a list of items shows. */
  readonly fullItem: Int32Array;
}

function indexBreaks(text: string, lines: readonly Line[]): Breaks {
  const count = lines.length;
  const any = new Int32Array(count + 1).fill(count);
  const anyBlock = new Int32Array(count + 1).fill(count);
  const fullItem = new Int32Array(count + 1).fill(count);
  let next: Line | null = null;
  for (let i = count - 1; i >= 0; i--) {
    const line = lines[i];
    any[i] = any[i + 1] ?? count;
    anyBlock[i] = anyBlock[i + 1] ?? count;
    fullItem[i] = fullItem[i + 1] ?? count;
    if (!line || line.kind === "blank") continue;
    const task = isWorkItem(text, line);
    const section = line.kind === "heading" && line.indent === 0 && line.level > 1;
    if (task || section) any[i] = i;
    if (task || (section && startsBlock(lines[i - 1]))) anyBlock[i] = i;
    if (task && next && isField(text, next)) fullItem[i] = i;
    next = line;
  }
  return { any, anyBlock, fullItem };
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
  return (
    line.indent > 1 && /^(?:\*\*|\p{L}[^:：.]{1,40}[:：])/u.test(text.slice(line.content, line.contentEnd))
  );
}

/** Whether a line leaves room for a heading after it: code comments follow code, headings a blank line or a rule. */
function startsBlock(before: Line | undefined): boolean {
  return before === undefined || before.kind === "blank" || before.kind === "rule";
}

function setKind(line: Line | undefined, kind: "fence" | "code"): void {
  if (line) line.kind = kind;
}
