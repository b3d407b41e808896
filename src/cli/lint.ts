import { lintPlan } from "../lint.ts";
import { toLintJson } from "../report/json.ts";
import { countOf, type FileReport, lintConcise, lintPretty, plural } from "../report/lint.ts";
import { loadConfig } from "./configuration.ts";
import { type Context, styleOf } from "./context.ts";
import { combineExits, type ExitCode, exit } from "./exit.ts";
import { findPlans, findRoot, planFolders, readSource } from "./files.ts";

interface LintArguments {
  readonly _: readonly string[];
  readonly format: "pretty" | "concise" | "json";
  readonly "max-warnings": string | undefined;
}

/** `omo plan lint`: findings to standard output, files that cannot be read to standard error. */
export async function run(args: LintArguments, context: Context): Promise<ExitCode> {
  const limit = args["max-warnings"];
  if (limit !== undefined && !/^\d+$/.test(limit)) {
    context.stderr.write("omo plan lint: --max-warnings takes a number, 0 or more\n");
    return exit.usage;
  }

  const { reports, problems } = await lintAll(args._, context);
  if (args.format === "json") {
    context.stdout.write(`${JSON.stringify(toLintJson(reports, problems), null, 2)}\n`);
  } else if (args.format === "concise") context.stdout.write(lintConcise(reports));
  else if (reports.length > 0)
    context.stdout.write(lintPretty(reports, styleOf(context.stdout, context.env)));
  for (const problem of problems) context.stderr.write(`error: ${problem}\n`);
  if (args._.length === 0 && reports.length + problems.length === 0) {
    context.stderr.write(`no plans found under ${planFolders.map((folder) => `${folder}/`).join(", ")}\n`);
  }

  const codes: ExitCode[] = [];
  if (problems.length > 0) codes.push(exit.usage);
  if (countOf(reports, "error") > 0) codes.push(exit.failed);
  const warnings = countOf(reports, "warning");
  if (limit !== undefined && warnings > Number(limit)) {
    context.stderr.write(`error: ${plural(warnings, "warning")}, and --max-warnings allows ${limit}\n`);
    codes.push(exit.failed);
  }
  return combineExits(codes);
}

/** Lints the files named, or all plans of the repository; its configuration too, if it has one. */
async function lintAll(
  named: readonly string[],
  context: Context,
): Promise<{ reports: FileReport[]; problems: string[] }> {
  const root = findRoot(context.cwd);
  const found =
    named.length > 0 ? { files: [...new Set(named)], problems: [] } : findPlans(root, context.cwd);
  const problems = [...found.problems];
  const reports: FileReport[] = [];
  for (const file of found.files) {
    const text = readSource(file, context.cwd);
    if (text.ok) reports.push(lintPlan(text.source, { named: named.length > 0 }));
    else problems.push(text.problem);
  }
  const config = await loadConfig(root, context.cwd);
  if (config?.ok && config.report.diagnostics.length > 0) reports.push(config.report);
  if (config?.ok === false) problems.push(config.problem);
  return { reports, problems };
}
