import type { Diagnostic, Severity } from "../diagnostic.ts";
import { positionAt, type Source } from "../source.ts";
import { oneLine } from "./cells.ts";
import { renderDiagnostic, severityWord } from "./frame.ts";
import type { Style } from "./style.ts";

/** One file that was looked at, and what was found. */
export interface FileReport {
  readonly source: Source;
  readonly diagnostics: readonly Diagnostic[];
}

/** Findings of every file as frames, and a closing line that counts them. */
export function lintPretty(reports: readonly FileReport[], style: Style): string {
  const frames = reports.flatMap(({ source, diagnostics }) =>
    diagnostics.map((diagnostic) => `${renderDiagnostic(source, diagnostic, style)}\n\n`),
  );
  return `${frames.join("")}${summary(reports, style)}\n`;
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
  const files = plural(reports.length, "file");
  if (errors + warnings === 0) return colors.green(`${files} checked: no errors, no warnings`);
  const counts = `${plural(errors, "error")}, ${plural(warnings, "warning")}`;
  return `${files} checked: ${errors > 0 ? colors.red(counts) : colors.yellow(counts)}`;
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
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
