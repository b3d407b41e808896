import { type GraphFormat, renderGraph } from "../report/graph.ts";
import { compileFile, writeErrors } from "./compile-file.ts";
import type { Context } from "./context.ts";
import { type ExitCode, exit } from "./exit.ts";

interface GraphArguments {
  readonly file: string;
  readonly format: GraphFormat;
}

/** `omo plan graph`: what waits for what, for a program that draws it; also of a plan with errors, which go to standard error. */
export async function run(args: GraphArguments, context: Context): Promise<ExitCode> {
  const compiled = await compileFile(args.file, false, context);
  if (compiled === null) return exit.usage;
  const { linted } = compiled;
  if (linted.plan.tasks.length > 0) context.stdout.write(renderGraph(linted, args.format));
  return writeErrors(compiled, context);
}
