import type { Diagnostic, Severity } from "../diagnostic.ts";
import { lineText, positionAt, type Source, type Span } from "../source.ts";
import { oneLine } from "./cells.ts";
import { drawLine, type Mark } from "./frame-line.ts";
import type { Style } from "./style.ts";

/** How severities are called in reports. */
export const severityWord: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "note",
};

/**
 * Draws a finding: what is wrong, the lines of source it is about with a mark under each place, and what to
 * do. Ends without a line break.
 *
 *     error[OMO201 unknown-dependency]: task `3` waits for `9`, but there is no such task
 *       --> plans/auth.md:14:20
 *        |
 *     14 |   **Blocked By**: 9
 *        |                   ^ no task `9`
 *        |
 *        = help: did you mean `8`? this plan has `1`–`8`
 */
export function renderDiagnostic(source: Source, diagnostic: Diagnostic, style: Style): string {
  const { colors } = style;
  const paint = severityColor(diagnostic.severity, style);
  const title = paint(
    colors.bold(`${severityWord[diagnostic.severity]}[${diagnostic.code} ${diagnostic.name}]`),
  );
  const at = positionAt(source, diagnostic.span.start);
  const marks = groupByLine(source, diagnostic);
  const numberWidth = String(Math.max(...marks.keys())).length;
  const gutter = (number: string) => colors.blue(`${number.padStart(numberWidth)} |`);

  const lines = [
    `${title}${colors.bold(`: ${oneLine(diagnostic.message)}`)}`,
    `${" ".repeat(numberWidth)}${colors.blue("-->")} ${oneLine(source.file)}:${at.line}:${at.column}`,
    gutter(""),
  ];
  let previous: number | null = null;
  for (const [line, ofLine] of [...marks].sort(([a], [b]) => a - b)) {
    if (previous !== null && line > previous + 2) lines.push(colors.blue("..."));
    else if (previous !== null && line === previous + 2) {
      lines.push(
        ...drawLine(lineText(source, previous + 1), [], gutter(String(previous + 1)), gutter(""), style),
      );
    }
    const drawn = drawLine(lineText(source, line), ofLine, gutter(String(line)), gutter(""), style, paint);
    lines.push(...drawn);
    previous = line;
  }
  const notes = notesOf(diagnostic);
  if (notes.length > 0) lines.push(gutter(""));
  for (const [kind, text] of notes) {
    lines.push(`${" ".repeat(numberWidth)} ${colors.blue("=")} ${colors.bold(kind)}: ${oneLine(text)}`);
  }
  return lines.map((line) => line.trimEnd()).join("\n");
}

/** What is said below the source: what to do, and what `--fix` would. */
function notesOf({ help, fix }: Diagnostic): [kind: string, text: string][] {
  const notes: [string, string][] = help === null ? [] : [["help", help]];
  if (fix) notes.push(["fix", fix.safety === "unsafe" ? `${fix.title} (unsafe)` : fix.title]);
  return notes;
}

/** The colour of a severity. */
function severityColor(severity: Severity, { colors }: Style): (text: string) => string {
  if (severity === "error") return colors.red;
  return severity === "warning" ? colors.yellow : colors.cyan;
}

/** The places of a finding by line. A place that covers several lines is marked on its first. */
function groupByLine(source: Source, diagnostic: Diagnostic): Map<number, Mark[]> {
  const byLine = new Map<number, Mark[]>();
  const add = (span: Span, text: string, primary: boolean) => {
    const { line, column } = positionAt(source, span.start);
    const start = column - 1;
    const end = Math.min(start + (span.end - span.start), lineText(source, line).length);
    const mark = { start, end: Math.max(end, start), text: oneLine(text), primary };
    byLine.set(line, [...(byLine.get(line) ?? []), mark]);
  };
  add(diagnostic.span, diagnostic.label, true);
  for (const label of diagnostic.related) add(label.span, label.text, false);
  return byLine;
}
