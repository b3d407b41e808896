import { parseArgs as tokenize } from "node:util";
import { type ArgDef, type ArgsDef, parseArgs } from "citty";
import { closest } from "../suggest.ts";
import type { Arguments } from "./command.ts";

/** The arguments of a command, or one sentence on what is wrong with them. */
export type Parsed =
  | { readonly ok: true; readonly args: Arguments }
  | { readonly ok: false; readonly wrong: string };

/**
 * Parses what follows the name of a command. citty lets pass what it does not know; here an unknown option, a
 * missing or superfluous value, and a missing or superfluous argument are wrong.
 */
export function parseArguments(raw: readonly string[], declared: ArgsDef): Parsed {
  const wrong = findMistake(raw, declared);
  if (wrong !== null) return { ok: false, wrong };
  return { ok: true, args: parseArgs([...raw], declared) };
}

function findMistake(raw: readonly string[], declared: ArgsDef): string | null {
  const named = Object.entries(declared).filter(([, arg]) => arg.type !== "positional");
  const { tokens } = tokenize({
    args: [...raw],
    options: Object.fromEntries(named.map(([name, arg]) => [name, tokenizedAs(arg)])),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  let positionals = 0;
  for (const token of tokens) {
    if (token.kind === "positional") positionals++;
    if (token.kind !== "option") continue;
    const arg = named.find(
      ([name, declaration]) => token.rawName === `--${name}` || token.rawName === `-${letterOf(declaration)}`,
    )?.[1];
    if (arg === undefined && isNegation(token.rawName, declared) && token.value === undefined) continue;
    if (arg === undefined)
      return unknownOption(
        token.rawName,
        named.map(([name]) => name),
      );
    const given = token.value;
    if (arg.type === "boolean") {
      if (given !== undefined) return `${token.rawName} takes no value`;
    } else if (given === undefined || (!token.inlineValue && given.startsWith("-"))) {
      return `${token.rawName} needs a value`;
    } else if (arg.type === "enum" && !arg.options?.includes(given)) {
      return notOneOf(token.rawName, given, arg.options ?? []);
    }
  }
  const given = new Set(tokens.flatMap((token) => (token.kind === "option" ? [token.rawName] : [])));
  const missing = named.find(([name, arg]) => arg.required === true && !given.has(`--${name}`));
  return positionalMistake(positionals, declared) ?? (missing ? `missing option --${missing[0]}` : null);
}

/** An option as Node takes it. */
function tokenizedAs(arg: ArgDef): { type: "boolean" | "string"; short?: string } {
  const short = letterOf(arg);
  return { type: arg.type === "boolean" ? "boolean" : "string", ...(short === null ? {} : { short }) };
}

/** The one letter that an option may be called by; null for none. */
function letterOf(arg: ArgDef): string | null {
  return "alias" in arg && typeof arg.alias === "string" ? arg.alias : null;
}

/** `--no-cache` of an option that is declared with a description of its opposite. */
function isNegation(option: string, declared: ArgsDef): boolean {
  const arg = declared[option.replace(/^--no-/, "")];
  return option.startsWith("--no-") && arg?.type === "boolean" && arg.negativeDescription !== undefined;
}

function unknownOption(option: string, known: readonly string[]): string {
  const meant = closest(option.replace(/^-+/, ""), [...known, "help"]);
  return `unknown option ${option}${meant ? `; did you mean --${meant}?` : ""}`;
}

function notOneOf(option: string, value: string, options: readonly string[]): string {
  const meant = closest(value, options);
  return `${option} takes ${options.join(", ")}, not ${value}${meant ? `; did you mean ${meant}?` : ""}`;
}

function positionalMistake(count: number, declared: ArgsDef): string | null {
  const names = Object.keys(declared).filter((name) => declared[name]?.type === "positional");
  const required = names.filter((name) => declared[name]?.required !== false);
  if (count < required.length) return `missing argument ${required[count]?.toUpperCase()}`;
  const most = names.some((name) => name.endsWith("…")) ? Number.POSITIVE_INFINITY : names.length;
  return count > most ? `too many arguments: ${most === 0 ? "none are" : `only ${most} is`} expected` : null;
}
