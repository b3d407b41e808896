import type { Diagnostic } from "../diagnostic.ts";
import { fixUntilStable } from "../fix.ts";
import { type Findings, type LintOptions, lintPlan } from "../lint.ts";
import { unifiedDiff } from "../report/diff.ts";
import type { FileReport } from "../report/lint.ts";
import { createSource, type Source } from "../source.ts";
import { type Context, styleOf } from "./context.ts";
import type { FileText } from "./files.ts";
import type { LintRequest } from "./lint-arguments.ts";
import { printable } from "./problem.ts";
import { replaceFile } from "./write-file.ts";

/** A text that was read, or why it could not be. */
export interface NamedText {
  readonly text: FileText;
  /** The user named it; otherwise it was found. */
  readonly named: boolean;
}

/** What became of the texts: what remains to be said, texts that could not be used, and how many fixes change. */
export interface Outcome {
  readonly reports: readonly FileReport[];
  readonly problems: readonly string[];
  readonly changed: number;
}

/** Lints texts one by one in this process. Fixes are made, and written or shown, as asked for. */
export function lintTexts(
  texts: readonly NamedText[],
  request: LintRequest,
  options: LintOptions,
  context: Context,
): Outcome {
  const { fix, diff } = request;
  const reports: FileReport[] = [];
  const problems: string[] = [];
  let changed = 0;
  for (const { text, named } of texts) {
    if (!text.ok) {
      problems.push(text.problem);
      continue;
    }
    const { source } = text;
    const lint = (current: Source) => lintOne(current, request, { ...options, named });
    const fixed =
      fix || diff
        ? fixUntilStable(source, (current) => lint(current).diagnostics, { unsafe: request.unsafe })
        : { source, applied: [] };
    if (fixed.source.text !== source.text) changed++;
    const problem = writeText(source, fixed.source.text, request, context);
    if (problem !== null) problems.push(problem);
    else if (fix && !diff && !request.quiet) writeFixed(source.file, fixed.applied, context);
    const remaining = problem === null ? fixed.source : source;
    reports.push({ source: remaining, ...lint(remaining) });
  }
  return { reports, problems, changed };
}

/** What is said of a text. A fix for what nobody asked to be told of is not made either. */
function lintOne(source: Source, { info }: LintRequest, options: LintOptions): Findings {
  const { diagnostics, silenced } = lintPlan(source, options);
  return { diagnostics: diagnostics.filter(({ severity }) => info || severity !== "info"), silenced };
}

/** Puts a text with its fixes where it belongs. Returns why it could not. */
function writeText(
  source: Source,
  after: string,
  { fix, diff, stdin }: LintRequest,
  { cwd, env, stdout }: Context,
): string | null {
  if (diff) stdout.write(unifiedDiff(source, createSource(source.file, after), styleOf(stdout, env)));
  else if (fix && stdin !== null) stdout.write(after);
  else if (fix && after !== source.text) return replaceFile(source.file, cwd, source.text, after);
  return null;
}

function writeFixed(file: string, applied: readonly Diagnostic[], { stderr }: Context): void {
  for (const { code, name, fix } of applied)
    stderr.write(`${printable(`fixed ${file}: ${fix?.title} (${code} ${name})`)}\n`);
}
