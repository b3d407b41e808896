import type { Diagnostic, Severity } from "../diagnostic.ts";
import { positionAt, type Source } from "../source.ts";
import { oneLine } from "./cells.ts";
import { renderDiagnostic, severityWord } from "./frame.ts";
import type { Style } from "./style.ts";

/** One file that was looked at, and what was found. */
export interface FileReport {
  readonly source: Source;
  readonly diagnostics: readonly Diagnostic[];
  /** Errors that the user has silenced, and a run refuses all the same; absent where there can be none. */
  readonly silenced?: readonly Diagnostic[];
}

/** Findings of every file as frames, and a closing line that counts them. */
export function lintPretty(reports: readonly FileReport[], style: Style): string {
  return `${lintFrames(reports, style)}${summary(reports, style)}\n`;
}

/** Findings of every file as frames, each followed by an empty line. */
export function lintFrames(reports: readonly FileReport[], style: Style): string {
  const frames = reports.flatMap(({ source, diagnostics }) =>
    diagnostics.map((diagnostic) => `${renderDiagnostic(source, diagnostic, style)}\n\n`),
  );
  return frames.join("");
}

/** Findings one a line: `file:line:column: severity code name: message`. */
export function lintConcise(reports: readonly FileReport[]): string {
  return reports
    .flatMap(({ source, diagnostics }) =>
      diagnostics.map((diagnostic) => `${conciseLine(source, diagnostic)}\n`),
    )
    .join("");
}

function conciseLine(source: Source, { severity, code, name, message, span }: Diagnostic): string {
  const { line, column } = positionAt(source, span.start);
  const place = `${oneLine(source.file)}:${line}:${column}`;
  return `${place}: ${severityWord[severity]} ${code} ${name}: ${oneLine(message)}`;
}

function summary(reports: readonly FileReport[], { colors }: Style): string {
  const errors = countOf(reports, "error");
  const warnings = countOf(reports, "warning");
  const notes = countOf(reports, "info");
  const files = plural(reports.length, "file");
  const silenced = silencedWords(reports);
  if (errors + warnings + notes === 0) {
    const clean = `${files} checked: no errors, no warnings`;
    return silenced === "" ? colors.green(clean) : colors.yellow(`${clean}${silenced}`);
  }
  const counts = `${plural(errors, "error")}, ${plural(warnings, "warning")}${notes > 0 ? `, ${plural(notes, "note")}` : ""}`;
  const paint = errors > 0 ? colors.red : warnings > 0 ? colors.yellow : colors.green;
  return `${files} checked: ${paint(counts)}${silenced}${fixable(reports)}`;
}

/** A plan with silenced errors looks as if it could be run. */
function silencedWords(reports: readonly FileReport[]): string {
  const count = countSilenced(reports);
  if (count === 0) return "";
  return `; ${plural(count, "silenced error")} ${count === 1 ? "keeps" : "keep"} \`run\` from starting`;
}

/** How many of the findings can be fixed, and how. */
function fixable(reports: readonly FileReport[]): string {
  const fixes = reports.flatMap(({ diagnostics }) => diagnostics.flatMap(({ fix }) => fix ?? []));
  const safe = fixes.filter(({ safety }) => safety === "safe").length;
  const unsafe = fixes.length - safe;
  if (fixes.length === 0) return "";
  if (unsafe === 0) return `; --fix fixes ${safe}`;
  if (safe === 0) return `; --fix --unsafe-fixes fixes ${unsafe}`;
  return `; --fix fixes ${safe}, with --unsafe-fixes ${unsafe} more`;
}

/** Errors that are silenced, in all files. */
export function countSilenced(reports: readonly FileReport[]): number {
  return reports.reduce((sum, { silenced = [] }) => sum + silenced.length, 0);
}

/** Findings of one severity in all files. */
export function countOf(reports: readonly FileReport[], severity: Severity): number {
  return reports.reduce(
    (sum, { diagnostics }) =>
      sum + diagnostics.filter((diagnostic) => diagnostic.severity === severity).length,
    0,
  );
}

/** A number and its noun: `1 file`, `2 files`. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}
