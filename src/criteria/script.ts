import {
  type AndOr,
  type Command,
  type CommandNode,
  forEachChild,
  type PipelineNode,
  parse,
  type Redirection,
  type Statement,
  type SyntaxNode,
  type Word,
} from "unbash";

/** A bash script as what decides how it ends: lists of pipelines of commands. */
export interface ScriptFacts {
  /** What bash would complain of, in the order of the text. */
  readonly errors: readonly ScriptError[];
  /** Statements at the top level, in order; those inside of loops, functions and subshells are not among them. */
  readonly lists: readonly CommandList[];
  /** Every simple command in the order of the text, wherever it stands: in loops, subshells and substitutions too. */
  readonly commands: readonly SimpleCommand[];
}

/** A simple command with the places of its words. Offsets are UTF-16 units of the script. */
export interface SimpleCommand {
  /** Name and arguments, quotes removed; assignments before the name are not among them. */
  readonly words: readonly ScriptWord[];
  /** Files that its redirections read or write; descriptors such as `&1` are not among them. */
  readonly redirects: readonly ScriptWord[];
}

/** A word of a script and its place, quotes included. */
export interface ScriptWord {
  /** Quotes removed, expansions as written. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** A syntax error, `offset` in UTF-16 units of the script. */
export interface ScriptError {
  readonly message: string;
  readonly offset: number;
}

/** One statement: pipelines joined by `&&` and `||`. */
export interface CommandList {
  readonly pipelines: readonly CommandPipeline[];
  /** Between the pipelines: one fewer than these. */
  readonly operators: readonly ("&&" | "||")[];
  /** Ends in `&`, so that its status is not waited for. */
  readonly background: boolean;
}

/** Commands joined by `|`. */
export interface CommandPipeline {
  readonly stages: readonly Stage[];
  /** Begins with `!`: succeeds when it fails. */
  readonly negated: boolean;
}

/** One stage of a pipeline. Offsets are UTF-16 units of the script. */
export interface Stage {
  /** The command's name without quotes; null for a loop, a conditional, a subshell or a bare assignment. */
  readonly name: string | null;
  /** What follows the name, quotes removed, redirections left out. */
  readonly words: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** Parses a script. Never throws: what cannot be parsed is among the errors, and the rest is there. */
export function parseScript(script: string): ScriptFacts {
  const parsed = parse(script);
  const { commands, errors = [] } = parsed;
  return {
    errors: errors.map(({ message, pos }) => ({ message, offset: pos })),
    lists: commands.map(listOf),
    commands: simpleCommands(parsed),
  };
}

/** Whether bash can parse a script. */
export function parses(script: string): boolean {
  return (parse(script).errors ?? []).length === 0;
}

function listOf({ command, background }: Statement): CommandList {
  const chain: Pick<AndOr, "commands" | "operators"> =
    command.type === "AndOr" ? command : { commands: [command], operators: [] };
  return {
    pipelines: chain.commands.map(pipelineOf),
    operators: chain.operators,
    background: background === true,
  };
}

function pipelineOf(node: PipelineNode): CommandPipeline {
  if (node.type !== "Pipeline") return { stages: [stageOf(node)], negated: false };
  const negations = node.prefixes.filter(({ type }) => type === "Negation");
  return { stages: node.commands.map(stageOf), negated: negations.length % 2 === 1 };
}

function stageOf(node: CommandNode): Stage {
  const place = { start: node.pos, end: node.end };
  if (node.type !== "Command") return { name: null, words: [], ...place };
  const words = node.args.map((word) => (word.type === "Word" ? word.value : word.text));
  return { name: node.name?.value ?? null, words, ...place };
}

function simpleCommands(root: SyntaxNode): SimpleCommand[] {
  const found: SimpleCommand[] = [];
  const visit = (node: SyntaxNode) => {
    if (node.type === "Command") found.push(simpleCommand(node));
    forEachChild(node, visit);
  };
  visit(root);
  return found;
}

function simpleCommand({ name, args, redirects }: Command): SimpleCommand {
  const words = args.flatMap((word) => (word.type === "Word" ? wordOf(word) : []));
  return { words: name ? [wordOf(name), ...words] : words, redirects: redirects.flatMap(targetOf) };
}

function targetOf(redirection: Redirection): ScriptWord[] {
  if (redirection.type !== "Redirect" || !redirection.target || /&$/.test(redirection.operator)) return [];
  return [wordOf(redirection.target)];
}

function wordOf({ value, pos, end }: Word): ScriptWord {
  return { value, start: pos, end };
}
