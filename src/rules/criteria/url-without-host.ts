import { parseScript, type ScriptWord, type SimpleCommand } from "../../criteria/script.ts";
import { codeSpans } from "../../inline.ts";
import type { Span } from "../../source.ts";
import type { Compiled, Finding, Rule } from "../rule.ts";
import { commandsOf } from "./commands.ts";
import { spanOfPhrase } from "./span-of-phrase.ts";
import { statedChecks } from "./stated-checks.ts";

/** A request to a path alone: `curl /auth/login` goes nowhere, since nothing says which service is meant. */
export const urlWithoutHost: Rule = {
  code: "OMO309",
  name: "url-without-host",
  severity: "warning",
  check: (compiled) => [...inCommands(compiled), ...inProse(compiled)],
};

function inCommands(compiled: Compiled): Finding[] {
  return commandsOf(compiled).flatMap((command) =>
    command.script.commands.flatMap((simple) => {
      const url = hostless(simple);
      return url ? findingOf(url.value, command.place(url)) : [];
    }),
  );
}

/** Requests that a sentence mentions: whoever judges it would make them. */
function inProse(compiled: Compiled): Finding[] {
  return statedChecks(compiled)
    .filter(({ check }) => check.kind === "judged")
    .flatMap(({ text, span }) =>
      codeSpans(text)
        .filter((code) => client.test(code.text))
        .flatMap((code) => parseScript(code.text).commands.flatMap((simple) => hostless(simple) ?? []))
        .map((url) => findingOf(url.value, spanOfPhrase(compiled.source, span, url.value))),
    );
}

function findingOf(url: string, span: Span): Finding {
  return {
    message: `\`${url}\` is no whole URL: it does not say which host is asked`,
    span,
    label: "no host",
    related: [],
    help: `write the whole URL, e.g. \`http://localhost:3000${url.replace(/^:\d+/, "")}\``,
  };
}

const client = /^(?:curl|wget|http|https|xh)(?!\S)/;
/** Options of curl and wget that take the next word as their value. */
const valuedShort = /[AbcCdDeEFHKmoOPQrtTuUwxXyYz]$/;
const valuedLong =
  /^--(?:request|header|data(?:-\w+)?|json|form(?:-string)?|output(?:-d\w+)?|user(?:-agent)?|cookie(?:-jar)?|write-out|max-time|connect-timeout|retry(?:-\w+)?|cacert|capath|cert|key|referer|proxy|upload-file|resolve|range|config|dump-header|method|body-data|post-data|timeout|tries)$/;

/** The URL of a request that begins with a path, or with a port alone. */
function hostless({ words: [name, ...words] }: SimpleCommand): ScriptWord | null {
  if (!name || !client.test(name.value) || words.some(({ value }) => value === "--unix-socket")) return null;
  let skip = false;
  for (const word of words) {
    if (skip) skip = false;
    else if (word.value.startsWith("-")) skip = takesValue(name.value, word.value);
    else if (/^\/(?!\/)/.test(word.value) || (name.value === "curl" && /^:\d/.test(word.value))) return word;
  }
  return null;
}

function takesValue(client: string, option: string): boolean {
  if (option.startsWith("--")) return valuedLong.test(option);
  // curl's -O names no file; wget's does.
  return valuedShort.test(option) && !(client === "curl" && option.endsWith("O"));
}
