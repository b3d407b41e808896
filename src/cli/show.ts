import { relative, resolve } from "node:path";
import { assignTask } from "../agents/assign.ts";
import { testedOf } from "../criteria/plan-checks.ts";
import { showChecks } from "../report/checks.ts";
import { toPlanJson } from "../report/json.ts";
import { showPretty } from "../report/show.ts";
import { briefOf, briefSources } from "../run/task-brief.ts";
import { closest } from "../suggest.ts";
import { type CompiledFile, compileFile, writeErrors } from "./compile-file.ts";
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
  if (args.brief !== undefined) return showBrief(compiled, args.brief, context);
  if (args.json) {
    context.stdout.write(`${JSON.stringify(toPlanJson(linted), null, 2)}\n`);
    return writeErrors(compiled, context, "in the output");
  }
  const show = args.checks ? showChecks : showPretty;
  if (linted.plan.tasks.length > 0) context.stdout.write(show(linted, styleOf(context.stdout, context.env)));
  return writeErrors(compiled, context);
}

async function showBrief(
  { linted, setup }: CompiledFile,
  label: string,
  context: Context,
): Promise<ExitCode> {
  const { source, plan, graph, checks } = linted;
  const ids = graph.nodes.map(({ id }) => id);
  const index = ids.findIndex((id) => id.toLowerCase() === label.toLowerCase());
  const task = plan.tasks[index];
  if (task === undefined) {
    const meant = closest(label, ids);
    writeProblem(context, `${source.file}: has no task ${label}${meant ? `; did you mean ${meant}?` : ""}`);
    return exit.usage;
  }
  const root = findRoot(context.cwd);
  const file = relative(root, resolve(context.cwd, source.file));
  const compiled = checks.tasks[index];
  const id = ids[index] ?? label;
  const dependsOn = new Map(graph.nodes.map((node) => [node.id, node.dependsOn]));
  // Heads of skills are validated, which nothing else of this command needs.
  const { readResources } = await import("./resources.ts");
  const { resources, problems } = readResources(setup);
  for (const problem of problems) writeProblem(context, problem);
  const brief = briefOf(
    { file, plan, dependsOn },
    {
      id,
      task,
      tested: compiled ? testedOf(task, compiled) : [],
      assignment: assignTask(task, resources),
    },
    briefSources(root, file),
  );
  context.stdout.write(brief);
  return exit.done;
}
