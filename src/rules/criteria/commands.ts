import type { Check, CommandCheck } from "../../criteria/check.ts";
import { parseScript, type ScriptFacts } from "../../criteria/script.ts";
import type { Source, Span } from "../../source.ts";
import type { Compiled } from "../rule.ts";
import { statedChecks } from "./stated-checks.ts";

/** A command that the executor runs for a check, taken apart, with the way back to where it is written. */
export interface WrittenCommand {
  readonly check: CommandCheck;
  readonly script: ScriptFacts;
  /** The criterion or scenario that it is written in; of a fence the text between its markers. */
  readonly within: Span;
  /** The place of a part of the script, offsets in its text; cut at the end of the line, where a fence is indented. */
  place(part: Span): Span;
  /** The same where the text stands there letter for letter, so that it can be edited; else null. */
  exactPlace(part: Span): Span | null;
}

// Every rule on commands asks for them; a script is parsed once for all.
const written = new WeakMap<Compiled, readonly WrittenCommand[]>();

/** Every command of a plan that the executor would run, in document order. */
export function commandsOf(compiled: Compiled): readonly WrittenCommand[] {
  const known = written.get(compiled);
  if (known) return known;
  const commands = statedChecks(compiled).flatMap(({ span, fence, check }) => {
    const command = commandOf(check);
    return command ? [writtenCommand(compiled.source, fence ?? span, command)] : [];
  });
  written.set(compiled, commands);
  return commands;
}

/** Whether anything is expected of what the command prints, and not of its exit status alone. */
export function expectsOutput({ expect, assertions }: CommandCheck): boolean {
  return [expect, ...assertions.map((assertion) => assertion.expect)].some(
    ({ httpStatus, output, judged }) => httpStatus !== null || output.length > 0 || judged !== null,
  );
}

function commandOf(check: Check): CommandCheck | null {
  if (check.kind === "command") return check;
  return check.kind === "scenario" ? check.command : null;
}

function writtenCommand(source: Source, within: Span, check: CommandCheck): WrittenCommand {
  const exactPlace = (part: Span) => locate(source, within, check.script, part);
  return {
    check,
    within,
    script: parseScript(check.script),
    exactPlace,
    place: (part) => exactPlace(part) ?? locateText(source, within, check.script, part) ?? within,
  };
}

/** A fence stands in the text line by line, each with an indentation of its own. */
function locate(source: Source, within: Span, script: string, part: Span): Span | null {
  let offset = 0;
  let from = within.start;
  for (const line of script.split("\n")) {
    const at = source.text.indexOf(line, from);
    if (at < 0 || at + line.length > within.end) return null;
    if (part.start <= offset + line.length) {
      const length = Math.min(part.end, offset + line.length) - part.start;
      const start = at + part.start - offset;
      return { start, end: start + length };
    }
    offset += line.length + 1;
    from = at + line.length;
  }
  return null;
}

/** A script made of several pieces of code has its parts somewhere in the criterion. */
function locateText(source: Source, within: Span, script: string, part: Span): Span | null {
  const text = script.slice(part.start, part.end).split("\n", 1)[0] ?? "";
  const at = text === "" ? -1 : source.text.indexOf(text, within.start);
  return at < 0 || at + text.length > within.end ? null : { start: at, end: at + text.length };
}
