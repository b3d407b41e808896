import type { ArgsDef, ParsedArgs } from "citty";
import type { Context } from "./context.ts";
import type { ExitCode } from "./exit.ts";

/** What a command is for and what it takes. Plain data, so that help can be given without loading the command. */
export interface Command {
  readonly kind: "command";
  readonly summary: string;
  /** A positional argument whose name ends in `…` takes any number; its values are in `_`. */
  readonly args: ArgsDef;
  readonly load: () => Promise<{ run: Run }>;
}

/** Commands under one word. */
export interface Group {
  readonly kind: "group";
  readonly summary: string;
  readonly commands: Readonly<Record<string, Command | Group>>;
}

/** Carries a command out. */
export type Run = (args: Arguments, context: Context) => Promise<ExitCode>;

/** Values by name as citty parsed them, checked against what the command declares; `_` are the positional ones. */
export type Arguments = ParsedArgs;

/** Declares a command whose module's `run` takes the arguments declared here. */
export function command<const A extends ArgsDef>(
  summary: string,
  args: A,
  load: () => Promise<{ run: (args: ParsedArgs<A>, context: Context) => Promise<ExitCode> }>,
): Command {
  // The arguments are parsed by these very declarations, which the type of a table of commands cannot express.
  return { kind: "command", summary, args, load: load as Command["load"] };
}

/** Declares a group of commands. */
export function group(summary: string, commands: Group["commands"]): Group {
  return { kind: "group", summary, commands };
}
