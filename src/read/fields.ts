import { wordPattern } from "../letters.ts";
import type { Line, Scan } from "../scan.ts";
import type { Span } from "../source.ts";
import { type FieldName, fieldNamed } from "./names.ts";

/** A labelled part of a task: `**Acceptance Criteria**:` and what follows it. Line numbers index `Scan.lines`. */
export interface Field {
  readonly name: FieldName;
  readonly label: Span;
  /** The line of the label. */
  readonly line: number;
  /** The rest of that line, up to the next field on it; may be empty. */
  readonly value: Span;
  /** The lines below, up to the next field. */
  readonly from: number;
  readonly to: number;
}

/** A label found in a line, before it is known where its value ends. */
interface Mark {
  readonly name: FieldName;
  readonly start: number;
  readonly value: number;
  readonly bold: boolean;
}

const boldLabel = /\*\*([^*\n]{1,90}?)\*\*(?:\s*([（(][^()（）]*[)）]))?\s*[:：]?/g;
const plainLabel = wordPattern(/([\p{L}][\p{L}\p{N} /'’-]{0,50})(?:\s*[（(][^()（）]{0,90}[)）])?[:：]/uy);
const laterPlainLabel = wordPattern(/[|;；。]\s*([\p{L}][\p{L} /-]{1,40})\s*[:：]/gu);

/** Fields that are made of text: bullets in them that look like a field of another kind are part of the text. */
export const textFields: ReadonlySet<FieldName> = new Set<FieldName>([
  "whatToDo",
  "mustNotDo",
  "whatAndMustNot",
  "references",
  "criteria",
  "scenarios",
  "scenario",
]);
/** Fields that stand as bullets below another (`Parallelization`, `Recommended Agent Profile`). */
const bulletFields: ReadonlySet<FieldName> = new Set<FieldName>([
  "category",
  "agent",
  "skills",
  "tools",
  "parallelizable",
  "group",
  "wave",
  "blocks",
  "blockedBy",
  "evidence",
  "other",
]);

/**
 * Finds the fields in the lines of a task. A field is known by its label (`**X**:`, `**X:**`, `X:`, a heading
 * `X`), at the beginning of a line or, as in the one-line forms, after a `|` or in bold further on. Lines of
 * fences hold none.
 */
export function readFields(scan: Scan, from: number, to: number): Field[] {
  const fields: Field[] = [];
  let open: { mark: Mark; line: Line; value: Span; at: number } | null = null;
  const close = (end: number) => {
    if (!open) return;
    const { mark, at } = open;
    const label = { start: mark.start, end: mark.value };
    const stated = textFields.has(mark.name) || open.value.end > open.value.start;
    const value = stated ? open.value : below(scan, at + 1, end, open.value);
    fields.push({ name: mark.name, label, line: at, value, from: at + 1, to: end });
    open = null;
  };
  for (let at = from; at < to; at++) {
    const line = scan.lines[at];
    if (!line || !(line.kind === "text" || line.kind === "item" || line.kind === "heading")) continue;
    const found = marksIn(scan.source.text, line);
    const marks = found.filter((mark, i) => {
      if (isPart(mark.name, found[i - 1]?.name ?? open?.mark.name)) return false;
      // In a one-line form each scenario names its evidence.
      if (mark.name === "evidence" && !mark.bold && found[i - 1]?.name === "scenarios") return false;
      return opensField(mark, line, open) && !(open && mark.name === "other" && isAnnounced(scan, open, at));
    });
    marks.forEach((mark, i) => {
      close(i === 0 ? at : at + 1);
      const next = marks[i + 1];
      const end = next?.start ?? line.contentEnd;
      open = { mark, line, value: trimValue(scan.source.text, mark.value, ownEnd(scan, mark, end)), at };
    });
  }
  close(to);
  return fields;
}

/** Fields whose value is a list of names or labels: what a further part of the line says is none of it. */
const listFields: ReadonlySet<FieldName> = new Set<FieldName>([
  "category",
  "agent",
  "skills",
  "tools",
  "blocks",
  "blockedBy",
]);
const furtherPart = wordPattern(/\|\s*\**\p{L}[\p{L} /-]{1,40}\**[:：]/u);

/** Where a list ends on its line: `Blocks: 4 | Can parallelize with: 2`. */
function ownEnd({ source }: Scan, { name, value }: Mark, end: number): number {
  if (!listFields.has(name)) return end;
  const part = furtherPart.exec(source.text.slice(value, end));
  return part ? value + part.index : end;
}

/** The value of a field that has none on its line: the next line, if it is text. */
function below({ lines }: Scan, from: number, to: number, otherwise: Span): Span {
  let at = from;
  while (at < to && lines[at]?.kind === "blank") at++;
  const line = lines[at];
  return at < to && line?.kind === "text" ? { start: line.content, end: line.contentEnd } : otherwise;
}

/** Files and Pre-commit are parts of the commit they stand below, and Files of What to do or of what precedes it. */
function isPart(name: FieldName, before: FieldName | undefined): boolean {
  if (name !== "files" && name !== "preCommit") return false;
  if (before === "commit" || before === "files" || before === "preCommit") return true;
  return name === "files" && (before === undefined || before === "whatToDo" || before === "whatAndMustNot");
}

/** Whether a label found opens a field there, or is part of the text of the open one. */
function opensField(mark: Mark, line: Line, open: { mark: Mark; line: Line } | null): boolean {
  if (!open || mark.start !== line.content) return true;
  if (mark.name === "evidence" && open.mark.name === "scenarios" && !mark.bold) return false;
  if (line.kind !== "item" || !textFields.has(open.mark.name)) return true;
  if (standsBeside(open.line, line)) return true;
  return mark.bold && !bulletFields.has(mark.name);
}

/** Whether an item stands beside the label of a field that is an item itself, rather than in its text. */
export function standsBeside(label: Line, line: Line): boolean {
  return label.kind === "item" && label.indent >= line.indent;
}

/** A label right below an acceptance field that has said nothing yet tells what kind of criteria follow. */
function isAnnounced(scan: Scan, open: { mark: Mark; value: Span; at: number }, at: number): boolean {
  if (open.mark.name !== "criteria" || open.value.end > open.value.start) return false;
  for (let i = open.at + 1; i < at; i++) if (scan.lines[i]?.kind !== "blank") return false;
  return true;
}

function marksIn(text: string, line: Line): Mark[] {
  const content = text.slice(line.content, line.contentEnd);
  if (line.kind === "heading") {
    const name = fieldNamed(content);
    return name ? [{ name, start: line.content, value: line.contentEnd, bold: true }] : [];
  }
  const marks: Mark[] = [];
  if (content.includes("**")) {
    for (const match of content.matchAll(boldLabel)) {
      const inner = match[1] ?? "";
      // Emphasis that only stresses a word in prose has no colon, in or after it, and text around it.
      if (match[0].length < content.length && !/[:：]$/.test(inner) && !/[:：]$/.test(match[0])) continue;
      const name = fieldNamed(inner);
      if (name) {
        const start = line.content + match.index;
        marks.push({ name, start, value: start + match[0].length, bold: true });
      }
    }
  }
  plainLabel.lastIndex = 0;
  const plain = plainLabel.exec(content);
  const first = plain && fieldNamed(plain[1] ?? "");
  if (plain && first)
    marks.push({ name: first, start: line.content, value: line.content + plain[0].length, bold: false });
  if (marks.length > 0 && /[|;；。]/.test(content)) {
    for (const match of content.matchAll(laterPlainLabel)) {
      const name = fieldNamed(match[1] ?? "");
      const start = line.content + match.index + match[0].search(/\p{L}/u);
      if (name) marks.push({ name, start, value: line.content + match.index + match[0].length, bold: false });
    }
  }
  marks.sort((a, b) => a.start - b.start);
  // A label in the note of another one is part of the note.
  return marks.filter((mark, i) => mark.start >= Math.max(0, ...marks.slice(0, i).map(({ value }) => value)));
}

/** Leaves out the separators around a value that shares its line with others: `Wave 1 | Blocks: 2`. */
function trimValue(text: string, from: number, to: number): Span {
  let start = from;
  let end = to;
  while (start < end && /[\s|]/.test(text[start] ?? "")) start++;
  while (end > start && /[\s|]/.test(text[end - 1] ?? "")) end--;
  const dash = /\s[-–—]$/.exec(text.slice(start, end));
  return { start, end: dash && to < text.length && text.startsWith("**", to) ? end - dash[0].length : end };
}

/** The first field with one of these names. */
export function fieldWith(fields: readonly Field[], ...names: readonly FieldName[]): Field | null {
  return fields.find((field) => names.includes(field.name)) ?? null;
}
