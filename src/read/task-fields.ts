import type { TaskField } from "../plan.ts";
import type { Line, Scan } from "../scan.ts";
import type { Span, Spanned } from "../source.ts";
import { type Field, standsBeside, textFields } from "./fields.ts";
import { fieldNamed } from "./names.ts";

/** A bold label that a line begins with: `**X**:`, `**X:**`, `**X** (note):`. */
const boldLabel = /\*\*([^*\n]{1,90}?)\*\*(?:[ \t]*[（(][^()（）\n]{0,90}[)）])?[ \t]*([:：])?/y;

/**
 * Every labelled part of a task in document order: the fields that have a meaning, and bold labels of none where a
 * field could stand. Emphasis within a sentence is no label, nor is one in a bullet of a field made of text.
 */
export function taskFields(scan: Scan, from: number, to: number, fields: readonly Field[]): TaskField[] {
  const all = fields.map((field, i) => known(scan, field, fields[i + 1]));
  let next = 0;
  let open: Field | null = null;
  for (let at = from; at < to; at++) {
    for (let field = fields[next]; field && field.line <= at; field = fields[++next]) open = field;
    const line = scan.lines[at];
    if (!line || open?.line === at || !scan.source.text.startsWith("**", line.content)) continue;
    if (!standsFree(scan, line, open)) continue;
    const field = unknown(scan, at, line, Math.min(open?.to ?? to, fields[next]?.line ?? to));
    if (field) all.push(field);
  }
  return all.sort((a, b) => a.span.start - b.span.start);
}

function known(scan: Scan, field: Field, next: Field | undefined): TaskField {
  const end = lineEnd(scan, field);
  // A value that is read from the line below is not the rest of the label's line.
  const value = field.value.start > end ? { start: end, end } : field.value;
  const last = next?.line === field.line ? value.end : endOf(scan, field.line, field.to);
  return {
    name: field.name,
    label: bareLabel(scan, field.label),
    value,
    span: { start: field.label.start, end: Math.max(last, field.label.end) },
  };
}

function lineEnd(scan: Scan, field: Field): number {
  return scan.lines[field.line]?.contentEnd ?? 0;
}

/** The end of the last line before `to` that is not empty. */
function endOf(scan: Scan, from: number, to: number): number {
  let last = to - 1;
  while (last > from && ["blank", "rule"].includes(scan.lines[last]?.kind ?? "blank")) last--;
  return scan.lines[last]?.contentEnd ?? 0;
}

/** The words of a label without emphasis, colon and a note behind it. */
function bareLabel(scan: Scan, span: Span): Spanned<string> {
  const text = scan.source.text.slice(span.start, span.end);
  const lead = /^[\s*_]*/.exec(text)?.[0].length ?? 0;
  const bold = text.startsWith("**") ? text.slice(2).search(/\*\*/) : -1;
  const words = (
    bold < 0 ? text.slice(lead).replace(/\s*[（(][^()（）]*[)）]\s*[:：]?$/, "") : text.slice(lead, bold + 2)
  ).replace(/[\s:：*_]+$/, "");
  return { value: words, span: { start: span.start + lead, end: span.start + lead + words.length } };
}

/** Whether a field could open there, by the same measure as for labels that are known. */
function standsFree(scan: Scan, line: Line, open: Field | null): boolean {
  if (line.kind !== "text" && line.kind !== "item") return false;
  const label = open && scan.lines[open.line];
  if (!open || !label || !textFields.has(open.name)) return true;
  if (line.kind === "text") return line.indent <= label.indent;
  return standsBeside(label, line);
}

function unknown(scan: Scan, at: number, line: Line, to: number): TaskField | null {
  boldLabel.lastIndex = line.content;
  const match = boldLabel.exec(scan.source.text);
  if (!match || boldLabel.lastIndex > line.contentEnd) return null;
  const inner = match[1] ?? "";
  const alone = boldLabel.lastIndex === line.contentEnd;
  const isFree = line.kind === "text" && (alone || isShouted(inner));
  if (!match[2] && !/[:：]\s*$/.test(inner) && !isFree) return null;
  const label = { start: line.content, end: boldLabel.lastIndex };
  let start = label.end;
  while (start < line.contentEnd && /\s/.test(scan.source.text[start] ?? "")) start++;
  return {
    name: fieldNamed(inner),
    label: bareLabel(scan, label),
    value: { start, end: line.contentEnd },
    span: { start: label.start, end: endOf(scan, at, ownEnd(scan, at, line, to)) },
  };
}

/** `**VERIFY** the suite passes`: a label that needs no colon. One that names a field is no field without it. */
function isShouted(label: string): boolean {
  return /^\p{Lu}[\p{Lu} ]{2,}$/u.test(label) && fieldNamed(label) === null;
}

/** A label of no known meaning ends at the next bold label at its own depth or further out. */
function ownEnd(scan: Scan, at: number, line: Line, to: number): number {
  for (let below = at + 1; below < to; below++) {
    const next = scan.lines[below];
    if (next && next.indent <= line.indent && scan.source.text.startsWith("**", next.content)) return below;
  }
  return to;
}
