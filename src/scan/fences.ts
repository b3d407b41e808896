import { type Breaks, indexBreaks, isBoldLabel } from "./breaks.ts";
import type { Line } from "./line.ts";
import { findMarks, indexMarks, type Marks, type MarksIndex } from "./marks.ts";

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

/** What the fence marks of a text come to. */
export interface Fences {
  /** In document order; they never overlap. */
  readonly fences: readonly Fence[];
  /** Lines with marks that close nothing: a fence closed twice, or never opened. */
  readonly strays: readonly number[];
}

/** Languages whose comments may look like headings, and texts that may hold any. In all others `## x` is no code. */
const hashLanguages: ReadonlySet<string> = new Set(
  `text txt plaintext markdown md mdx diff gherkin bash sh shell zsh fish console terminal powershell ps1 python py ruby
  rb perl r julia elixir nix yaml yml toml ini conf env properties dockerfile makefile make cmake nginx hcl`
    .split(/\s+/)
    .concat(""),
);

/**
 * Finds the fenced blocks and turns their lines into `fence` and `code`, in linear time.
 *
 * CommonMark ends a fence at its closing marks or with the list item it stands in. A plan's fences are damaged
 * more often than nested, so the marks decide alone, wherever they are indented, unless what lies between them
 * shows that the fence was left open: work items or sections of the plan, or a field where marks are missing.
 * Such a fence ends before the first of them. Marks without a language that would open a fence so left open, but
 * have no code below them, close nothing.
 */
export function findFences(text: string, lines: Line[]): Fences {
  const marks = findMarks(text, lines);
  const found: Found = { text, lines, marks: indexMarks(marks), breaks: indexBreaks(text, lines) };
  const fences: Fence[] = [];
  const strays: number[] = [];
  let from = 0;
  for (const mark of marks) {
    if (mark.index < from) continue;
    const fence = fenceAt(found, mark);
    const closedAbove = fences.at(-1)?.closed === true && from === mark.index;
    if (isStray(found, mark, fence, closedAbove)) {
      strays.push(mark.index);
      setKind(lines[mark.index], "fence");
      continue;
    }
    fences.push(fence);
    const opener = lines[fence.open];
    if (opener && opener.kind !== "item") opener.kind = "fence";
    for (let i = fence.open + 1; i < fence.end; i++) setKind(lines[i], "code");
    if (fence.closed) setKind(lines[fence.end], "fence");
    from = fence.closed ? fence.end + 1 : fence.end;
  }
  return { fences, strays };
}

/** What was found in the text before its fences are settled. */
interface Found {
  readonly text: string;
  readonly lines: readonly Line[];
  readonly marks: MarksIndex;
  readonly breaks: Breaks;
}

function fenceAt(found: Found, mark: Marks): Fence {
  const { index: open } = mark;
  const language = /^[^\s{,]*/.exec(mark.info)?.[0].toLowerCase() ?? "";
  const close = found.marks.closer(mark);
  const evidence = evidenceFor(found, language, mark);
  if (close !== null && close < evidence) return { open, end: close, closed: true, language };
  const next = found.breaks.any[open + 1] ?? found.lines.length;
  const field = close === null && !isMarkdown(language) ? found.breaks.label[open + 1] : undefined;
  return { open, end: Math.min(next, evidence, field ?? next), closed: false, language };
}

/** The first line that proves such a fence left open. Nothing does for Markdown, whose text may be a plan itself. */
function evidenceFor(found: Found, language: string, mark: Marks): number {
  const { breaks, lines } = found;
  if (isMarkdown(language)) return lines.length;
  const below = mark.index + 1;
  const strict = mark.indent > 0 || !hashLanguages.has(language);
  const block = (strict ? breaks.anyBlock : breaks.fullItem)[below] ?? lines.length;
  const label = breaks.label[below] ?? lines.length;
  return label < block && isOddToBreak(found, mark) ? label : block;
}

function isMarkdown(language: string): boolean {
  return language === "markdown" || language === "md";
}

/** Whether one of the marks from here to the next work item or section has no counterpart. */
function isOddToBreak({ marks, breaks, lines }: Found, { index }: Marks): boolean {
  return marks.count(index, breaks.any[index + 1] ?? lines.length) % 2 === 1;
}

/** Whether marks close nothing; `closedAbove` says that the line above them closes a fence. */
function isStray(found: Found, mark: Marks, fence: Fence, closedAbove: boolean): boolean {
  const { text, lines } = found;
  if (mark.info !== "") return false;
  if (closedAbove && text[lines[mark.index - 1]?.content ?? 0] === mark.char)
    return !fence.closed || isOddToBreak(found, mark);
  if (fence.closed) return false;
  let next = mark.index + 1;
  while (next < fence.end && lines[next]?.kind === "blank") next++;
  const line = lines[next];
  return next >= fence.end || (line !== undefined && isBoldLabel(text, line));
}

function setKind(line: Line | undefined, kind: "fence" | "code"): void {
  if (line) line.kind = kind;
}
