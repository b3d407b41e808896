import { stripVTControlCharacters } from "node:util";
import { type ArgDef, type ArgsDef, type CommandDef, renderUsage } from "citty";
import { wantsColor } from "../report/style.ts";
import type { Command, Group } from "./command.ts";
import type { Context, Output } from "./context.ts";

const builtins = {
  help: { type: "boolean", alias: "h", description: "Show this" },
  version: { type: "boolean", description: "Show the version" },
} as const;

/** Writes how a command or group is used. `path` are the words that lead to it; none for `omo` itself. */
export async function writeUsage(
  node: Command | Group,
  path: readonly string[],
  output: Output,
  env: Context["env"],
): Promise<void> {
  const usage = await renderUsage(describe(node, path));
  const text = wantsColor(env, output.isTTY) ? usage : stripVTControlCharacters(usage);
  // citty pads the last column of its tables.
  output.write(`${text.replace(/ +$/gm, "").trimEnd()}\n`);
}

/** As citty is to draw them: in narrow columns, and without the default of what is on or off. */
function describeArguments(args: ArgsDef): ArgsDef {
  const described = Object.entries(args).map(([name, arg]): [string, ArgDef] => {
    if (arg.type === "boolean") {
      const { default: _, ...rest } = arg;
      return [name, rest];
    }
    if (arg.type !== "enum") return [name, arg];
    const { options = [], description, ...rest } = arg;
    const values = `${description}: ${options.join(", ")}`;
    return [name, { ...rest, type: "string", valueHint: name.toUpperCase(), description: values }];
  });
  return Object.fromEntries(described);
}

function describe(node: Command | Group, path: readonly string[]): CommandDef {
  const meta = { name: ["omo", ...path].join(" "), description: node.summary };
  const { help, version } = builtins;
  if (node.kind === "command") return { meta, args: { ...describeArguments(node.args), help } };
  const isRoot = path.length === 0;
  const commands = Object.entries(node.commands).map(([name, { summary }]) => [
    name,
    { meta: { name, description: summary } },
  ]);
  if (isRoot) commands.push(["help", { meta: { name: "help", description: "Show how a command is used" } }]);
  return { meta, args: isRoot ? { help, version } : { help }, subCommands: Object.fromEntries(commands) };
}
