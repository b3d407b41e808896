import type { Diagnostic, Severity } from "../diagnostic.ts";
import { positionAt, type Source } from "../source.ts";
import type { FileReport } from "./lint.ts";

/** How GitHub calls the levels. */
const levels: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };

/** Findings as commands of a GitHub workflow, which shows them at their lines of a pull request. */
export function lintGithub(reports: readonly FileReport[]): string {
  return reports
    .flatMap(({ source, diagnostics }) =>
      diagnostics.map((diagnostic) => `${annotation(source, diagnostic)}\n`),
    )
    .join("");
}

function annotation(source: Source, { code, name, severity, message, span, help }: Diagnostic): string {
  const start = positionAt(source, span.start);
  const end = positionAt(source, span.end);
  const properties = {
    file: source.file,
    line: start.line,
    endLine: end.line,
    col: start.column,
    endColumn: end.column,
    title: `${code} ${name}`,
  };
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  const text = help === null ? message : `${message}\n${help}`;
  return `::${levels[severity]} ${list.join(",")}::${escapeText(text)}`;
}

/** A command is one line, and `%` begins what stands for a character. */
function escapeText(text: string): string {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}

function escapeProperty(text: string): string {
  return escapeText(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}
