import { type LintedPlan, lintPlan } from "../lint.ts";
import { renderDiagnostic } from "../report/frame.ts";
import { countOf, type FileReport } from "../report/lint.ts";
import { type Context, styleOf } from "./context.ts";
import { combineExits, type ExitCode, exit } from "./exit.ts";
import { readSource } from "./files.ts";
import { type LintSetup, readLintSetup } from "./lint-options.ts";
import { writeProblem } from "./problem.ts";

/** A plan compiled for a command that shows it, and what it was compiled with. */
export interface CompiledFile {
  readonly linted: LintedPlan;
  readonly setup: LintSetup;
}

/** Compiles a plan with what lint would compile it with. Null when it cannot be read, which is said then. */
export async function compileFile(
  file: string,
  allowHuman: boolean,
  context: Context,
): Promise<CompiledFile | null> {
  const text = readSource(file, context.cwd);
  if (!text.ok) {
    writeProblem(context, text.problem);
    return null;
  }
  const setup = await readLintSetup(allowHuman, context);
  return { linted: lintPlan(text.source, setup.options), setup };
}

/**
 * Shows the errors of a plan, and of the configuration, on standard error, and returns what they come to.
 * @param ofPlan whether the output has those of the plan already
 */
export function writeErrors(
  { linted, setup }: CompiledFile,
  context: Context,
  ofPlan: "to show" | "in the output" = "to show",
): ExitCode {
  const style = styleOf(context.stderr, context.env);
  const reports: FileReport[] = [linted, ...setup.reports];
  for (const { source, diagnostics } of ofPlan === "to show" ? reports : reports.slice(1))
    for (const diagnostic of diagnostics.filter(({ severity }) => severity === "error"))
      context.stderr.write(`\n${renderDiagnostic(source, diagnostic, style)}\n`);
  for (const problem of setup.problems) writeProblem(context, problem);
  return combineExits([
    countOf(reports, "error") > 0 ? exit.failed : exit.done,
    setup.problems.length === 0 ? exit.done : exit.usage,
  ]);
}
