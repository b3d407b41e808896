import type { LintOptions } from "../lint.ts";
import { countOf, type FileReport, plural } from "../report/lint.ts";
import { type Context, styleOf } from "./context.ts";
import { combineExits, type ExitCode, exit } from "./exit.ts";
import { decodeSource, findRoot, readSource } from "./files.ts";
import { type FoundPlan, findPlans, planFolders } from "./find-plans.ts";
import { type LintArguments, type LintRequest, readLintRequest } from "./lint-arguments.ts";
import { lintFiles } from "./lint-files.ts";
import { readLintSetup } from "./lint-options.ts";
import type { Outcome } from "./lint-texts.ts";
import { writeProblem } from "./problem.ts";

/** `omo plan lint`: findings to standard output; what was fixed, and what cannot be used, to standard error. */
export async function run(args: LintArguments, context: Context): Promise<ExitCode> {
  const read = readLintRequest(args);
  if (!read.ok) {
    writeProblem(context, read.problem);
    return exit.usage;
  }
  const { request } = read;
  const setup = await readLintSetup(args["allow-human"] ?? false, context);
  const { changed, ...linted } = await lintAll(request, setup.options, context);
  const reports = [...linted.reports, ...setup.reports];
  const problems = [...linted.problems, ...setup.problems];

  if (!request.diff) await writeFindings(request, reports, problems, context);
  for (const problem of problems) writeProblem(context, problem);
  return exitOf(request, { reports, problems, changed }, context);
}

async function lintAll(request: LintRequest, options: LintOptions, context: Context): Promise<Outcome> {
  if (request.stdin !== null) {
    const { lintTexts } = await import("./lint-texts.ts");
    const text = decodeSource(request.stdin, await context.stdin());
    return lintTexts([{ text, named: true }], request, options, context);
  }
  const { files, problems } = await findPlans(request.files, findRoot(context.cwd), context.cwd);
  if (request.files.length === 0 && files.length + problems.length === 0)
    context.stderr.write(`no plans found under ${planFolders.map((folder) => `${folder}/`).join(", ")}\n`);
  const outcome = await lintFound(files, request, options, context);
  return { ...outcome, problems: [...problems, ...outcome.problems] };
}

async function lintFound(
  files: readonly FoundPlan[],
  request: LintRequest,
  options: LintOptions,
  context: Context,
): Promise<Outcome> {
  const { cwd, env } = context;
  if (request.fix || request.diff) {
    const { lintTexts } = await import("./lint-texts.ts");
    const texts = files.map(({ file, named }) => ({ text: readSource(file, cwd), named }));
    return lintTexts(texts, request, options, context);
  }
  // Nothing is written: files may be looked at side by side, and findings may come from a cache.
  const { threads, cache } = request;
  const lint = async (named: boolean) => {
    const ofThese = files.filter((one) => one.named === named).map(({ file }) => file);
    if (ofThese.length === 0) return [];
    return [...(await lintFiles(ofThese, { ...options, named, cwd, env, threads, cache }))];
  };
  const named = await lint(true);
  const found = await lint(false);
  const reports: FileReport[] = [];
  const problems: string[] = [];
  for (const file of files) {
    const linted = (file.named ? named : found).shift();
    if (linted === undefined) continue;
    if ("problem" in linted) problems.push(linted.problem);
    else reports.push(linted);
  }
  return { reports, problems, changed: 0 };
}

/** Standard output is kept for the text when one is fixed on its way through. */
async function writeFindings(
  { format, levels, quiet, fix, stdin }: LintRequest,
  reports: readonly FileReport[],
  problems: readonly string[],
  { stdout, stderr, env }: Context,
): Promise<void> {
  const output = fix && stdin !== null ? stderr : stdout;
  const shown = reports.map(({ diagnostics, ...report }) => ({
    ...report,
    diagnostics: diagnostics.filter(({ severity }) => levels.includes(severity)),
  }));
  const { renderFindings } = await import("./lint-output.ts");
  output.write(await renderFindings(format, { reports: shown, problems, quiet }, styleOf(output, env)));
}

function exitOf(
  { limit, diff }: LintRequest,
  { reports, problems, changed }: Outcome,
  context: Context,
): ExitCode {
  const codes: ExitCode[] = problems.length > 0 ? [exit.usage] : [];
  if (diff) return combineExits(changed > 0 ? [...codes, exit.failed] : codes);
  if (countOf(reports, "error") > 0) codes.push(exit.failed);
  const warnings = countOf(reports, "warning");
  if (limit !== null && warnings > limit) {
    writeProblem(context, `${plural(warnings, "warning")}, and --max-warnings allows ${limit}`);
    codes.push(exit.failed);
  }
  return combineExits(codes);
}
