import { relative, resolve } from "node:path";
import { compileBrief } from "../brief.ts";
import { type LintedPlan, lintPlan } from "../lint.ts";
import { renderDiagnostic } from "../report/frame.ts";
import { toPlanJson } from "../report/json.ts";
import { showPretty } from "../report/show.ts";
import { closest } from "../suggest.ts";
import { type Context, styleOf } from "./context.ts";
import { type ExitCode, exit } from "./exit.ts";
import { findRoot, readSource } from "./files.ts";

interface ShowArguments {
  readonly file: string;
  readonly json: boolean | undefined;
  readonly brief: string | undefined;
}

/** `omo plan show`: the compiled plan, also when it has errors, which it then shows on standard error. */
export async function run(args: ShowArguments, context: Context): Promise<ExitCode> {
  const text = readSource(args.file, context.cwd);
  if (!text.ok) {
    context.stderr.write(`error: ${text.problem}\n`);
    return exit.usage;
  }
  const linted = lintPlan(text.source);
  if (args.brief !== undefined) return showBrief(linted, args.brief, context);

  const errors = linted.diagnostics.filter(({ severity }) => severity === "error");
  if (args.json) context.stdout.write(`${JSON.stringify(toPlanJson(linted), null, 2)}\n`);
  else {
    if (linted.plan.tasks.length > 0)
      context.stdout.write(showPretty(linted, styleOf(context.stdout, context.env)));
    const style = styleOf(context.stderr, context.env);
    for (const error of errors) context.stderr.write(`\n${renderDiagnostic(linted.source, error, style)}\n`);
  }
  return errors.length > 0 ? exit.failed : exit.done;
}

function showBrief({ source, plan, graph, checks }: LintedPlan, label: string, context: Context): ExitCode {
  const ids = graph.nodes.map(({ id }) => id);
  const index = ids.findIndex((id) => id.toLowerCase() === label.toLowerCase());
  const task = plan.tasks[index];
  if (task === undefined) {
    const meant = closest(label, ids);
    context.stderr.write(
      `error: ${source.file}: has no task ${label}${meant ? `; did you mean ${meant}?` : ""}\n`,
    );
    return exit.usage;
  }
  const file = relative(findRoot(context.cwd), resolve(context.cwd, source.file));
  context.stdout.write(compileBrief({ plan, task, file, checks: checks.tasks[index]?.criteria ?? [] }));
  return exit.done;
}
