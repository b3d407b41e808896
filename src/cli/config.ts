import { type ConfigView, configJson, configPretty } from "../report/config.ts";
import { lintPretty } from "../report/lint.ts";
import { reportsOf } from "./configuration.ts";
import { type Context, styleOf } from "./context.ts";
import { type ExitCode, exit } from "./exit.ts";
import { findRoot } from "./files.ts";
import { readSetup } from "./lint-options.ts";
import { readOpencodeFiles } from "./opencode-files.ts";
import { writeProblem } from "./problem.ts";

interface ConfigArguments {
  readonly json: boolean | undefined;
}

/**
 * `omo config`: each value that holds where it is run, and where it comes from. Exits 1 when a file has errors, 2 when
 * one cannot be read.
 */
export async function run(args: ConfigArguments, context: Context): Promise<ExitCode> {
  const search = { cwd: context.cwd, root: findRoot(context.cwd), env: context.env };
  const { loaded, roster, skills } = await readSetup(search);
  const view: ConfigView = {
    files: loaded.files,
    opencode: readOpencodeFiles(search),
    settings: loaded.settings,
    roster,
    skills: skills.map(({ name, file, from }) => ({ name, file, from })),
  };
  const style = styleOf(context.stdout, context.env);
  if (args.json) context.stdout.write(`${JSON.stringify(configJson(view), null, 2)}\n`);
  else context.stdout.write(configPretty(view, style));
  const reports = reportsOf(loaded, "all");
  if (reports.length > 0 && !args.json)
    context.stderr.write(`\n${lintPretty(reports, styleOf(context.stderr, context.env))}`);
  for (const problem of loaded.problems) writeProblem(context, problem);
  if (loaded.problems.length > 0) return exit.usage;
  return reports.some(({ diagnostics }) => diagnostics.some(({ severity }) => severity === "error"))
    ? exit.failed
    : exit.done;
}
