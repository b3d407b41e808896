import { codeSpans } from "../inline.ts";
import type { Scan } from "../scan.ts";
import type { Source, Span, Spanned } from "../source.ts";

/** A comment that asks not to be told of findings: `<!-- omo-ignore OMO301, vague-criterion: reason -->`. */
export interface IgnoreComment {
  readonly span: Span;
  /** The word it begins with: `omo-ignore`, or one that someone took for it. */
  readonly word: string;
  /** Codes and names of rules, as written. */
  readonly names: readonly Spanned<string>[];
  /** Null when the comment gives none. */
  readonly reason: string | null;
  /** False for a comment without its `-->`. */
  readonly closed: boolean;
  /** Index of the line that it begins on, and of the one that it ends on. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** Nothing else stands on its lines. */
  readonly alone: boolean;
}

const opening = /<!--[ \t]*(omo-ignore[\w-]*)/g;

/** Whether a text may have such comments at all: most have none, and need no scan for them. */
export function mayHaveComments(text: string): boolean {
  return text.includes("omo-ignore");
}

/** Finds the comments of a text. In fences and in code they are text. */
export function findComments({ source, lines }: Scan): IgnoreComment[] {
  const comments: IgnoreComment[] = [];
  let from = 0;
  lines.forEach((line, index) => {
    if (line.kind === "code" || line.kind === "fence") return;
    const text = source.text.slice(line.start, line.end);
    if (!mayHaveComments(text)) return;
    const code = codeSpans(text);
    for (const match of text.matchAll(opening)) {
      const start = line.start + match.index;
      const isCode = code.some(({ span }) => span.start < match.index && match.index < span.end);
      if (isCode || start < from) continue;
      const comment = readComment(source, start, start + match[0].length, line.end);
      from = comment.span.end;
      let lastLine = index;
      while ((lines[lastLine]?.end ?? from) < from) lastLine++;
      const before = source.text.slice(line.start, start);
      const after = source.text.slice(from, lines[lastLine]?.end ?? from);
      const alone = `${before}${after}`.replace(/<!--.*?-->/g, "").trim() === "";
      comments.push({ ...comment, word: match[1] ?? "", firstLine: index, lastLine, alone });
    }
  });
  return comments;
}

function readComment({ text }: Source, start: number, bodyStart: number, lineEnd: number) {
  const close = text.indexOf("-->", bodyStart);
  const closed = close >= 0;
  const bodyEnd = closed ? close : lineEnd;
  const body = text.slice(bodyStart, bodyEnd);
  const colon = body.search(/[:：]/);
  const list = colon < 0 ? body : body.slice(0, colon);
  const names = [...list.matchAll(/[^\s,]+/g)].map(({ 0: value, index }) => ({
    value,
    span: { start: bodyStart + index, end: bodyStart + index + value.length },
  }));
  const reason = colon < 0 ? "" : body.slice(colon + 1).trim();
  return {
    span: { start, end: closed ? close + 3 : bodyEnd },
    names,
    reason: reason === "" ? null : reason,
    closed,
  };
}
