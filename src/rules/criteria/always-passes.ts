import type { CommandList, CommandPipeline, ScriptFacts, Stage } from "../../criteria/script.ts";
import type { Fix } from "../../diagnostic.ts";
import type { Span } from "../../source.ts";
import type { Finding, Rule } from "../rule.ts";
import { commandsOf, expectsOutput, type WrittenCommand } from "./commands.ts";

/** A command that exits 0 whatever it was to find out: `npm test || true`, or an `echo` alone. */
export const alwaysPasses: Rule = {
  code: "OMO305",
  name: "always-passes",
  severity: "warning",
  check: (compiled) => commandsOf(compiled).flatMap(findingOf),
};

function findingOf(command: WrittenCommand): Finding[] {
  const { check, script } = command;
  if (script.errors.length > 0 || check.expect.exit !== "zero") return [];
  const cause = causeOf(script, check.script, check.fence);
  if (!cause || (expectsOutput(check) && !printsConstants(script, check.script))) return [];
  const text = check.script.slice(cause.part.start, cause.part.end).trim();
  const hidden = cause.hidden ? check.script.slice(cause.hidden.start, cause.hidden.end).trim() : null;
  const fix = cause.hidden ? removal(command, text, cause.part) : null;
  return [
    {
      message: hidden
        ? `this check passes even when \`${firstLine(hidden)}\` fails`
        : "this check passes whatever has been done",
      span: command.place(cause.part),
      label: hidden ? "exits 0 in any case" : "cannot fail",
      related: [],
      help: hidden
        ? `leave \`${firstLine(text)}\` out, or say what the output must be`
        : "run what the criterion is about, and say what must come out",
      ...(fix ? { fix } : {}),
    },
  ];
}

/** What makes a script exit 0 in any case, and what it hides; null for a script that can fail. */
function causeOf({ lists }: ScriptFacts, text: string, stopsAtFailure: boolean): Cause | null {
  // With `set -e` every statement decides, otherwise the last one.
  const deciding = stopsAtFailure ? lists : lists.slice(-1);
  if (!deciding.every((list) => neverFails(list, text))) return null;
  for (const { pipelines } of deciding) {
    const before = pipelines.slice(0, -1);
    if (before.some((pipeline) => !pipelineNeverFails(pipeline, text))) {
      return { part: between(text, spanOf(before).end, spanOf(pipelines).end), hidden: spanOf(before) };
    }
  }
  const whole = spanOf(lists.flatMap(({ pipelines }) => pipelines));
  const earlier = lists.slice(0, -1).flatMap(({ pipelines }) => pipelines);
  if (stopsAtFailure || earlier.length === 0) return { part: whole, hidden: null };
  return { part: between(text, spanOf(earlier).end, whole.end), hidden: spanOf(earlier) };
}

/** `part` is what exits 0; `hidden`, where there is any, what it takes the status from. */
interface Cause {
  readonly part: Span;
  readonly hidden: Span | null;
}

/** `&&` fails when either side does, `||` only when both do. */
function neverFails({ pipelines, operators, background }: CommandList, text: string): boolean {
  if (background) return true;
  return pipelines.reduce((never, pipeline, index) => {
    const own = pipelineNeverFails(pipeline, text);
    if (index === 0) return own;
    return operators[index - 1] === "&&" ? never && own : never || own;
  }, false);
}

function pipelineNeverFails({ stages, negated }: CommandPipeline, text: string): boolean {
  return !negated && stages.every((stage) => stageNeverFails(stage, text));
}

function stageNeverFails({ name, words, start, end }: Stage, text: string): boolean {
  if (name === "exit") return words[0] === "0";
  // What is printed into a file can fail.
  return name !== null && /^(?:true|:|echo|printf)$/.test(name) && !text.slice(start, end).includes(">");
}

/** Whether all that a script does is to print words that stand in it: no expectation can tell anything from those. */
function printsConstants({ lists }: ScriptFacts, text: string): boolean {
  return lists.every(({ pipelines }) =>
    pipelines.every(({ stages }) =>
      stages.every((stage) => stageNeverFails(stage, text) && !/[$`]/.test(stage.words.join(" "))),
    ),
  );
}

function removal(command: WrittenCommand, text: string, part: Span): Fix | null {
  const place = command.exactPlace(part);
  if (!place || place.end - place.start !== part.end - part.start) return null;
  // The blanks before it go with it.
  const blanks = /\s*$/.exec(command.check.script.slice(0, part.start))?.[0] ?? "";
  if (blanks.includes("\n")) return null;
  const span = { start: place.start - blanks.length, end: place.end };
  return { title: `leave out \`${text}\``, safety: "unsafe", edits: [{ span, text: "" }] };
}

function spanOf(pipelines: readonly CommandPipeline[]): Span {
  const stages = pipelines.flatMap((pipeline) => pipeline.stages);
  return { start: stages[0]?.start ?? 0, end: stages.at(-1)?.end ?? 0 };
}

function between(text: string, start: number, end: number): Span {
  return { start: end - text.slice(start, end).trimStart().length, end };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
