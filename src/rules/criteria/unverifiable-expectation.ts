import type { ScriptFacts, Stage } from "../../criteria/script.ts";
import type { Rule } from "../rule.ts";
import { commandsOf } from "./commands.ts";
import { spanOfPhrase } from "./span-of-phrase.ts";
import { isVague } from "./vague.ts";

/** Something expected of a command that its output cannot show: the command prints nothing, or the words mean nothing. */
export const unverifiableExpectation: Rule = {
  code: "OMO308",
  name: "unverifiable-expectation",
  severity: "warning",
  check: (compiled) =>
    commandsOf(compiled).flatMap(({ check, script, within }) => {
      if (check.expect.judged === null) return [];
      const words = check.expect.judged.split("\n", 1)[0]?.trim() ?? "";
      const vague = isVague(words);
      const silent = isDemand(words) ? silentCommand(script, check.script) : null;
      if (!vague && silent === null) return [];
      return {
        message:
          silent === null
            ? `no output can show that "${words}"`
            : `\`${silent}\` prints nothing when it succeeds, so it cannot show this`,
        span: spanOfPhrase(compiled.source, within, words),
        label: silent === null ? "nothing that can be observed" : "not to be seen in the output",
        related: [],
        help:
          silent === null
            ? "say what the output must contain, or leave the words out"
            : "state it as a criterion of its own, with a command that looks for it",
      };
    }),
};

/** Words that ask for something: not a number, the purpose of the check, or when it is run. */
function isDemand(words: string): boolean {
  return (
    /\p{L}{2}/u.test(words) &&
    !/^\W*(?:proves?|proving|confirms?|confirming|showing|so that|after|before|when|on|in|from|(?:with(?:out)?|no|zero|0) (?:\p{L}+ ){0,2}(?:errors?|warnings?)|证明|验证|确认|以)(?![\p{L}])|^(?:证明|验证|确认|保证)/iu.test(
      words,
    )
  );
}

/** The command that ends a script, when it prints nothing on success; else null. */
function silentCommand({ lists, errors }: ScriptFacts, script: string): string | null {
  const pipelines = lists.flatMap((list) => list.pipelines);
  const last = pipelines.at(-1);
  if (!last || errors.length > 0 || pipelines.length > 1) return null;
  const stage = last.stages.at(-1);
  return stage && last.stages.length === 1 && isSilent(stage, script)
    ? script.slice(stage.start, stage.end)
    : null;
}

/** Type checkers by their own name or that of the usual script, and what only compares. */
function isSilent({ name, words, start, end }: Stage, script: string): boolean {
  if (/(?:^|\s)&?>\s*\/dev\/null/.test(script.slice(start, end))) return true;
  if (/^(?:test|\[|cmp)$/.test(name ?? "")) return true;
  if (/^[ef]?grep$/.test(name ?? "")) return words.some((word) => /^-\w*q|^--quiet$/.test(word));
  const launched = [name ?? "", ...words].filter((word) => !launcher.test(word));
  return /^(?:tsc|vue-tsc|typecheck|type-check|check-types)$/.test(launched[0] ?? "");
}

const launcher = /^(?:npx|bunx|pnpx|npm|pnpm|yarn|bun|run|exec|--|-\w)$/;
