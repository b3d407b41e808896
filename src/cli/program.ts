import packageJson from "../../package.json" with { type: "json" };
import { closest } from "../suggest.ts";
import { parseArguments } from "./arguments.ts";
import type { Command, Group } from "./command.ts";
import type { Context } from "./context.ts";
import { type ExitCode, exit } from "./exit.ts";
import { writeUsage } from "./help.ts";
import { writeProblem } from "./problem.ts";

/** Runs the command that the arguments name, and returns how it ended. Never throws. */
export async function runProgram(
  argv: readonly string[],
  commands: Group,
  context: Context,
): Promise<ExitCode> {
  if (context.platform === "win32") {
    writeProblem(context, "omo runs on Linux and macOS", "on Windows, install and run it inside WSL");
    return exit.usage;
  }
  try {
    return await dispatch(argv, commands, context);
  } catch (error) {
    context.stderr.write(describeCrash(error, context.env));
    return exit.usage;
  }
}

/** What to say of an exception nobody expected: one line, and the stack only where it is asked for. */
export function describeCrash(error: unknown, env: Context["env"]): string {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error && env.OMO_DEBUG === "1" ? `${error.stack}\n` : "";
  const line = message.replace(/\s+/g, " ").trim();
  return `${stack}internal error: ${line}; please report it with what OMO_DEBUG=1 prints\n`;
}

async function dispatch(argv: readonly string[], commands: Group, context: Context): Promise<ExitCode> {
  if (argv[0] === "--version") {
    context.stdout.write(`${packageJson.version}\n`);
    return exit.done;
  }
  const asksForHelp = argv[0] === "help";
  const words = asksForHelp ? argv.slice(1) : argv;
  const { node, path, rest } = walk(commands, words);
  const usage = `see omo ${["help", ...path].join(" ")}`;
  const refuse = (wrong: string) => {
    writeProblem(context, `${wrong} (${usage})`);
    return exit.usage;
  };

  const beforeDashes = rest.slice(0, rest.includes("--") ? rest.indexOf("--") : rest.length);
  if (beforeDashes.includes("--help") || beforeDashes.includes("-h") || (asksForHelp && rest.length === 0)) {
    await writeUsage(node, path, context.stdout, context.env);
    return exit.done;
  }
  if (node.kind === "group") {
    const [word] = rest;
    if (word === undefined) {
      await writeUsage(node, path, context.stderr, context.env);
      return exit.usage;
    }
    if (word.startsWith("-")) return refuse(`unknown option ${word}`);
    const meant =
      below(node, word) ??
      closest(word, [...Object.keys(node.commands), ...(path.length === 0 ? ["help"] : [])]);
    return refuse(`unknown command ${word}${meant ? `; did you mean ${meant}?` : ""}`);
  }
  if (asksForHelp) return refuse(`omo ${path.join(" ")} has no command ${rest[0]}`);

  const parsed = parseArguments(rest, node.args);
  if (!parsed.ok) {
    if (!parsed.wrong.startsWith("missing argument")) return refuse(parsed.wrong);
    writeProblem(context, parsed.wrong);
    context.stderr.write("\n");
    await writeUsage(node, path, context.stderr, context.env);
    return exit.usage;
  }
  const { run } = await node.load();
  return run(parsed.args, context);
}

/** The words for a command that stands one level further down: `plan lint` for `lint`. */
function below({ commands }: Group, word: string): string | null {
  const found = Object.entries(commands).find(
    ([, node]) => node.kind === "group" && Object.hasOwn(node.commands, word),
  );
  return found ? `omo ${found[0]} ${word}` : null;
}

/** Follows words down the tree of commands as far as they name one. */
function walk(
  root: Group,
  words: readonly string[],
): { node: Command | Group; path: readonly string[]; rest: readonly string[] } {
  let node: Command | Group = root;
  let depth = 0;
  while (node.kind === "group") {
    const word: string | undefined = words[depth];
    if (word === undefined || !Object.hasOwn(node.commands, word)) break;
    node = node.commands[word] ?? node;
    depth++;
  }
  return { node, path: words.slice(0, depth), rest: words.slice(depth) };
}
