import type { Diagnostic, Fix, Label, RuleInfo } from "../diagnostic.ts";
import { type Fence, type Line, type Scan, scan as scanSource } from "../scan.ts";
import { createSource, type Span } from "../source.ts";

const leftOpen = { code: "OMO105", name: "fence-left-open", severity: "warning" } as const;
const stray = { code: "OMO106", name: "stray-fence", severity: "warning" } as const;

/** What the reader itself finds, where it had to guess what a text means. */
export const readFindings: readonly RuleInfo[] = [leftOpen, stray];

/** Says where the fences of a text break: those left open, and marks that close nothing. */
export function findBrokenFences(scan: Scan): Diagnostic[] {
  const cuts = cutByItems(scan);
  const ends = new Set(scan.fences.flatMap(({ closed, end }) => (closed ? [end] : [])));
  const safety = isCured(scan) ? "safe" : "unsafe";
  return [
    ...scan.fences.flatMap((fence) => {
      if (!fence.closed) return [notClosed(scan, fence, safety)];
      const cut = cuts.get(fence);
      return cut === undefined ? [] : [endedByItem(scan, fence, cut)];
    }),
    ...scan.strays.map((line) => closesNothing(scan, line, ends.has(line - 1))),
  ];
}

/**
 * Whether the fences, once all are closed where they are said to break, come to what they are read as now. Marks
 * that are put in tell something of those around them too.
 */
function isCured(scan: Scan): boolean {
  const open = scan.fences.filter(({ closed }) => !closed);
  if (open.length === 0) return true;
  const { text, file } = scan.source;
  let closed = "";
  let from = 0;
  for (const fence of open) {
    for (const { span, text: marks } of closing(scan, fence, lastOf(scan, fence), "safe").edits) {
      closed += text.slice(from, span.start) + marks;
      from = span.start;
    }
  }
  const cured = scanSource(createSource(file, closed + text.slice(from)));
  let added = 0;
  const expected = scan.fences.map((fence) => {
    const at = fence.open + added;
    if (fence.closed) return { open: at, end: fence.end + added };
    added++;
    return { open: at, end: lastOf(scan, fence) + added };
  });
  return (
    cured.strays.length === scan.strays.length &&
    cured.fences.length === expected.length &&
    cured.fences.every(
      ({ open, end, closed }, i) => closed && open === expected[i]?.open && end === expected[i]?.end,
    )
  );
}

function notClosed(scan: Scan, fence: Fence, safety: Fix["safety"]): Diagnostic {
  const last = lastOf(scan, fence);
  const broken = scan.lines[fence.end];
  return {
    ...leftOpen,
    message: "this code fence is left open",
    span: contentOf(scan, fence.open),
    label: broken ? "opened here" : "opened here, never closed",
    related: broken ? [{ span: contentOf(scan, fence.end), text: `would be code: ${partOf(broken)}` }] : [],
    help: `close it after line ${last + 1}; until it is closed, Markdown takes all that follows for code`,
    fix: closing(scan, fence, last, safety),
  };
}

function partOf(line: Line): string {
  if (line.kind === "heading") return "a section of the plan";
  return line.box ? "a work item" : "a field of the task";
}

function closing({ source, lines }: Scan, fence: Fence, last: number, safety: Fix["safety"]): Fix {
  const opener = lines[fence.open];
  const at = lines[last]?.end ?? 0;
  const start = opener?.start ?? 0;
  const content = opener?.content ?? 0;
  const marks = /^(?:`+|~+)/.exec(source.text.slice(content))?.[0] ?? "```";
  const indent =
    opener?.kind === "item"
      ? " ".repeat(content - start)
      : source.text.slice(start, content).replace("\uFEFF", "");
  const lineEnd = /^(?:\r\n?|\n)/.exec(source.text.slice(opener?.end ?? 0))?.[0] ?? "\n";
  return {
    title: `close the fence after line ${last + 1}`,
    safety,
    edits: [{ span: { start: at, end: at }, text: `${lineEnd}${indent}${marks}` }],
  };
}

/** The last line of a fence's content that is not blank; the opening line where there is none. */
function lastOf({ lines, source }: Scan, fence: Fence): number {
  const isBlank = (line: Line | undefined) => !line || source.text.slice(line.start, line.end).trim() === "";
  let last = fence.end - 1;
  while (last > fence.open && isBlank(lines[last])) last--;
  return last;
}

/** For each closed fence that Markdown ends earlier, with the list item it stands in, the line where it does. */
function cutByItems({ lines, fences }: Scan): Map<Fence, number> {
  const cuts = new Map<Fence, number>();
  const contents: number[] = [];
  let next = 0;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at];
    if (!line || isEmpty(line)) continue;
    while (contents.length > 0 && (contents.at(-1) ?? 0) > line.indent) contents.pop();
    if (line.kind === "item") contents.push(line.indent + line.marker.length + 1);
    const fence = fences[next];
    if (fence?.open !== at) continue;
    next++;
    const content = contents.at(-1) ?? 0;
    const cut = fence.closed ? firstOutside(lines, fence, content) : null;
    if (cut !== null) cuts.set(fence, cut);
    at = fence.closed ? fence.end : fence.end - 1;
  }
  return cuts;
}

function firstOutside(lines: readonly Line[], fence: Fence, content: number): number | null {
  for (let at = fence.open + 1; at <= fence.end; at++) {
    const line = lines[at];
    if (line && !isEmpty(line) && line.indent < content) return at;
  }
  return null;
}

function endedByItem(scan: Scan, fence: Fence, cut: number): Diagnostic {
  const closing = cut === fence.end;
  const outside: Label = {
    span: contentOf(scan, cut),
    text: closing ? "these marks are not indented into it" : "not indented into it, so it ends here",
  };
  return {
    ...leftOpen,
    message: "the list item of this code fence ends before the fence does",
    span: contentOf(scan, fence.open),
    label: "opened within a list item",
    related: [outside],
    help: "indent every line of the fence as far as its opening marks; Markdown ends it with the item, and takes its closing marks for the beginning of another",
  };
}

function closesNothing(scan: Scan, at: number, twice: boolean): Diagnostic {
  const { lines } = scan;
  const span = contentOf(scan, at);
  return {
    ...stray,
    message: twice ? "this fence is closed twice" : "these fence marks close nothing",
    span,
    label: twice ? "closes nothing" : "no fence is open here",
    related: twice ? [{ span: contentOf(scan, at - 1), text: "the fence ends here" }] : [],
    help: "remove the line; Markdown takes it for the beginning of a fence, and all that follows for code",
    fix: {
      title: `remove line ${at + 1}`,
      safety: "unsafe",
      edits: [
        {
          span: lines[at + 1]
            ? { start: lines[at]?.start ?? 0, end: lines[at + 1]?.start ?? 0 }
            : { start: lines[at - 1]?.end ?? 0, end: lines[at]?.end ?? 0 },
          text: "",
        },
      ],
    },
  };
}

function contentOf({ lines, source }: Scan, at: number): Span {
  const line = lines[at];
  if (!line) return { start: 0, end: 0 };
  const indent = /^[\uFEFF \t]*/.exec(source.text.slice(line.start, line.contentEnd))?.[0].length ?? 0;
  return { start: line.start + indent, end: line.contentEnd };
}

function isEmpty(line: Line | undefined): boolean {
  return !line || line.content >= line.contentEnd;
}
