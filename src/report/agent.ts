import type { Diagnostic, Fix } from "../diagnostic.ts";
import { positionAt, type Source, textOf } from "../source.ts";
import { oneLine, truncate } from "./cells.ts";
import type { FileReport } from "./lint.ts";

/**
 * Findings one short line each, for a model that repairs its own plan: where, what, what to do, and the very words
 * where a fix knows them.
 *
 *     plans/auth.md:14 OMO201 task `3` waits for `9`, but there is no such task → did you mean `8`?
 *     plans/auth.md:31 OMO105 this fence is left open → fix: close it; line 40: insert "```\n"
 */
export function lintAgent(reports: readonly FileReport[]): string {
  return reports
    .flatMap(({ source, diagnostics }) => diagnostics.map((diagnostic) => `${line(source, diagnostic)}\n`))
    .join("");
}

function line(source: Source, { code, message, span, help, fix }: Diagnostic): string {
  const what = `${oneLine(source.file)}:${positionAt(source, span.start).line} ${code} ${oneLine(message)}`;
  const todo = [help === null ? [] : oneLine(help), fix === undefined ? [] : fixWords(source, fix)].flat();
  return todo.length > 0 ? `${what} → ${todo.join("; ")}` : what;
}

/** More edits than this are told by the fix's title alone. */
const maxEdits = 4;
/** A text longer than this is cut. */
const maxText = 80;

function fixWords(source: Source, { title, safety, edits }: Fix): string {
  const words = `fix${safety === "unsafe" ? " (unsafe)" : ""}: ${oneLine(title)}`;
  if (edits.length > maxEdits) return words;
  const changes = edits.map(({ span, text }) => {
    const old = textOf(source, span);
    const at = `line ${positionAt(source, span.start).line}`;
    if (old === "") return `${at}: insert ${quote(text)}`;
    return text === "" ? `${at}: delete ${quote(old)}` : `${at}: ${quote(old)} → ${quote(text)}`;
  });
  return [words, ...changes].join("; ");
}

function quote(text: string): string {
  return truncate(JSON.stringify(text), maxText);
}
