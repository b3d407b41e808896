import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Context } from "./context.ts";
import { type ExitCode, exit } from "./exit.ts";
import { findRoot } from "./files.ts";
import { planFolders } from "./find-plans.ts";
import { writeProblem } from "./problem.ts";
import { skeleton } from "./skeleton.ts";

interface NewArguments {
  readonly name: string;
}

/** `omo plan new NAME`: writes a skeleton to the first folder of plans that there is, else to `plans/`. */
export async function run(args: NewArguments, context: Context): Promise<ExitCode> {
  const name = args.name.replace(/\.md$/, "");
  const refuse = (problem: string, help: string) => {
    writeProblem(context, problem, help);
    return exit.usage;
  };
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(name))
    return refuse(`"${args.name}" is no name for a plan`, "use letters, digits, `-`, `_` and `.`: jwt-auth");
  const root = findRoot(context.cwd);
  const folder = join(root, planFolders.find((path) => isDirectory(join(root, path))) ?? "plans");
  const file = join(folder, `${name}.md`);
  const shown = relative(context.cwd, file);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, skeleton(titleOf(name)), { flag: "wx" });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    if (code === "EEXIST")
      return refuse(`${shown}: is there already`, "choose another name, or delete it first");
    return refuse(`${shown}: cannot be written (${code})`, "look at the folder's permissions");
  }
  context.stdout.write(`wrote ${shown}; fill it in, then: omo plan lint ${shown}\n`);
  return exit.done;
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** `jwt-auth` → `Jwt auth` */
function titleOf(name: string): string {
  const words = name.replace(/[-_]+/g, " ").trim() || name;
  return words.charAt(0).toUpperCase() + words.slice(1);
}
