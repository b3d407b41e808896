import { relative, resolve } from "node:path";
import { compileBrief } from "../brief.ts";
import { testedOf } from "../criteria/plan-checks.ts";
import type { LintedPlan } from "../lint.ts";
import { showChecks } from "../report/checks.ts";
import { toPlanJson } from "../report/json.ts";
import { showPretty } from "../report/show.ts";
import { closest } from "../suggest.ts";
import { compileFile, writeErrors } from "./compile-file.ts";
import { type Context, styleOf } from "./context.ts";
import { type ExitCode, exit } from "./exit.ts";
import { findRoot } from "./files.ts";
import { writeProblem } from "./problem.ts";

interface ShowArguments {
  readonly file: string;
  readonly json: boolean | undefined;
  readonly checks: boolean | undefined;
  readonly brief: string | undefined;
  readonly "allow-human": boolean | undefined;
}

/** `omo plan show`: the compiled plan, also when it has errors, which it then shows on standard error. */
export async function run(args: ShowArguments, context: Context): Promise<ExitCode> {
  const compiled = await compileFile(args.file, args["allow-human"] ?? false, context);
  if (compiled === null) return exit.usage;
  const { linted } = compiled;
  if (args.brief !== undefined) return showBrief(linted, args.brief, context);
  if (args.json) {
    context.stdout.write(`${JSON.stringify(toPlanJson(linted), null, 2)}\n`);
    return writeErrors(compiled, context, "in the output");
  }
  const show = args.checks ? showChecks : showPretty;
  if (linted.plan.tasks.length > 0) context.stdout.write(show(linted, styleOf(context.stdout, context.env)));
  return writeErrors(compiled, context);
}

function showBrief({ source, plan, graph, checks }: LintedPlan, label: string, context: Context): ExitCode {
  const ids = graph.nodes.map(({ id }) => id);
  const index = ids.findIndex((id) => id.toLowerCase() === label.toLowerCase());
  const task = plan.tasks[index];
  if (task === undefined) {
    const meant = closest(label, ids);
    writeProblem(context, `${source.file}: has no task ${label}${meant ? `; did you mean ${meant}?` : ""}`);
    return exit.usage;
  }
  const file = relative(findRoot(context.cwd), resolve(context.cwd, source.file));
  const compiled = checks.tasks[index];
  const tested = compiled ? testedOf(task, compiled) : [];
  context.stdout.write(compileBrief({ plan, task, file, tested }));
  return exit.done;
}
