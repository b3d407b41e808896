import type { Diagnostic, Fix, RuleInfo } from "./diagnostic.ts";
import type { Plan } from "./plan.ts";
import { findRule, suggestRule } from "./rule-name.ts";
import type { Scan } from "./scan.ts";
import type { Span, Spanned } from "./source.ts";
import { findComments, type IgnoreComment, mayHaveComments } from "./suppress/comments.ts";
import { scopesOf } from "./suppress/scope.ts";

const unused = { code: "OMO801", name: "unused-suppression", severity: "warning" } as const;
const bad = { code: "OMO802", name: "bad-suppression", severity: "warning" } as const;

/** What can be wrong with the comments that suppress findings. */
export const suppressionFindings: readonly RuleInfo[] = [unused, bad];

const form = "it is written `<!-- omo-ignore OMO301: why -->`";

/**
 * Takes out the findings that a comment in the text asks not to be told of, and adds what is wrong with the
 * comments. A finding is where its first place begins.
 * @param known all rules that a comment may name
 */
export function suppress(
  scanned: Scan,
  plan: Plan,
  diagnostics: readonly Diagnostic[],
  known: readonly RuleInfo[],
): Diagnostic[] {
  if (!mayHaveComments(scanned.source.text)) return [...diagnostics];
  const comments = findComments(scanned);
  const scopes = scopesOf(comments, scanned, plan);
  const suppressed = new Set<Diagnostic>();
  const about = comments.flatMap((comment, i) => {
    const wrong = mistakeIn(comment);
    if (wrong !== null) return [wrong];
    const { start, end } = scopes[i] ?? comment.span;
    const within = diagnostics.filter(({ span }) => start <= span.start && span.start <= end);
    const idle: Spanned<string>[] = [];
    const unknown: Spanned<string>[] = [];
    for (const name of comment.names) {
      const rule = findRule(name.value, known);
      const found = within.filter(({ code }) => code === rule?.code);
      for (const diagnostic of found) suppressed.add(diagnostic);
      if (rule === null) unknown.push(name);
      else if (found.length === 0) idle.push(name);
    }
    return [...unknown.map((name) => unknownName(name, known)), ...unusedNames(comment, idle, scanned)];
  });
  return [...diagnostics.filter((diagnostic) => !suppressed.has(diagnostic)), ...about];
}

/** OMO802: what keeps a comment from having any effect. */
function mistakeIn({ span, word, names, reason, closed }: IgnoreComment): Diagnostic | null {
  const wrong = (message: string, label: string): Diagnostic => ({
    ...bad,
    message: `${message}, so it has no effect`,
    span,
    label,
    related: [],
    help: form,
  });
  if (word !== "omo-ignore") return wrong(`there is no \`${word}\``, "only `omo-ignore`");
  if (!closed) return wrong("this comment is not closed", "no `-->` follows");
  if (names.length === 0) return wrong("this comment does not say which findings to ignore", "no code");
  if (reason === null) return wrong("this comment gives no reason", "no `: reason`");
  return null;
}

/** OMO802: a word that is no rule. */
function unknownName({ value, span }: Spanned<string>, known: readonly RuleInfo[]): Diagnostic {
  return {
    ...bad,
    message: `there is no rule \`${value}\``,
    span,
    label: "unknown rule",
    related: [],
    help: suggestRule(value, known),
  };
}

/** OMO801: rules that found nothing where the comment speaks of. */
function unusedNames(comment: IgnoreComment, idle: readonly Spanned<string>[], scanned: Scan): Diagnostic[] {
  const about = (what: string, span: Span, fix: Fix): Diagnostic => ({
    ...unused,
    message: `there is no finding of ${what} here to ignore`,
    span,
    label: "",
    related: [],
    help: null,
    fix,
  });
  if (idle.length === comment.names.length) {
    const what = idle.map(({ value }) => `\`${value}\``).join(", ");
    const edits = [{ span: withItsSpace(comment, scanned), text: "" }];
    // A line that begins with a comment is no Markdown; without the comment it may be.
    const safety = endsItsLine(comment, scanned) ? "safe" : "unsafe";
    return idle.length === 0
      ? []
      : [about(what, comment.span, { title: "remove the comment", safety, edits })];
  }
  return idle.map((name) => {
    const at = comment.names.indexOf(name);
    const before = comment.names[at - 1];
    const after = comment.names[at + 1];
    const span = before
      ? { start: before.span.end, end: name.span.end }
      : { start: name.span.start, end: after?.span.start ?? name.span.end };
    const title = `remove \`${name.value}\` from the comment`;
    return about(`\`${name.value}\``, name.span, { title, safety: "safe", edits: [{ span, text: "" }] });
  });
}

/** Nothing stands behind the comment on its line. */
function endsItsLine(comment: IgnoreComment, { source, lines }: Scan): boolean {
  const end = lines[comment.lastLine]?.end ?? comment.span.end;
  return source.text.slice(comment.span.end, end).trim() === "";
}

/** A comment with what would be left over without it: its line when nothing else is on it, else the space before. */
function withItsSpace(comment: IgnoreComment, scanned: Scan): Span {
  const { span, firstLine, lastLine } = comment;
  const { lines } = scanned;
  const { text } = scanned.source;
  const lineStart = lines[firstLine]?.start ?? span.start;
  const before = text.slice(lineStart, span.start);
  if (!endsItsLine(comment, scanned)) return span;
  if (before.trim() !== "") return { start: lineStart + before.trimEnd().length, end: span.end };
  return { start: lineStart, end: lines[lastLine + 1]?.start ?? text.length };
}
