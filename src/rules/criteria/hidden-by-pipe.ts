import type { CommandPipeline, Stage } from "../../criteria/script.ts";
import type { Fix } from "../../diagnostic.ts";
import type { Span } from "../../source.ts";
import type { Finding, Rule } from "../rule.ts";
import { commandsOf, expectsOutput, type WrittenCommand } from "./commands.ts";

/**
 * A command whose failure goes unseen behind a pipe. `npm test | tail` exits as `tail` does in any shell without
 * pipefail; and where a search is to find nothing, it finds nothing also in the output of what has failed.
 */
export const hiddenByPipe: Rule = {
  code: "OMO306",
  name: "hidden-by-pipe",
  severity: "warning",
  check: (compiled) => commandsOf(compiled).flatMap(findingsOf),
};

/** Pass on what they read, and exit 0. */
const pagers = /^(?:tail|head|tee|cat|less|more)$/;
const searches = /^(?:[ef]?grep|rg|ag)$/;
/** Where these fail, there is nothing to be found in what they read either. */
const readers =
  /^(?:cat|ls|echo|printf|git|[ef]?grep|rg|ag|sed|awk|cut|sort|uniq|head|tail|ps|strings|tree|find|fd|jq|yq|wc|tr|env)$/;

function findingsOf(command: WrittenCommand): Finding[] {
  const { check, script } = command;
  if (script.errors.length > 0 || script.commands.some(({ words }) => setsPipefail(words))) return [];
  return script.lists
    .filter(({ operators }) => !operators.includes("||"))
    .flatMap(({ pipelines }) => pipelines)
    .flatMap((pipeline) =>
      expectsOutput(check) ? [] : (byPager(command, pipeline) ?? bySearch(command, pipeline) ?? []),
    );
}

function byPager(command: WrittenCommand, { stages }: CommandPipeline): Finding | null {
  // Of a search that is to find nothing, the one status that is expected says so.
  if (command.check.expect.exit === 1) return null;
  const from = stages.findIndex((_, at) => at > 0 && stages.slice(at).every(isPager));
  const [first, producer, last] = [stages[0], stages[from - 1], stages.at(-1)];
  if (!first || !producer || !last || /^(?:echo|printf)$/.test(producer.name ?? "")) return null;
  const { script } = command.check;
  const pager = script.slice(producer.end, last.end).trim();
  const shortens = isShortening(stages.slice(from));
  const fix = shortens ? removal(command, producer.end, last.end) : null;
  return {
    message: `\`${last.name}\` decides how this ends: in a shell without pipefail it passes even when \`${textOf({ start: first.start, end: producer.end }, script)}\` fails`,
    span: command.place({ start: last.end - pager.length, end: last.end }),
    label: "exits 0 whatever it reads",
    related: [],
    help: `omo sets pipefail and sees the failure, but who runs the command as it stands does not: ${shortens ? "leave the pipe out" : "put `set -o pipefail` before it"}`,
    ...(fix ? { fix } : {}),
  };
}

/** Whether stages only leave out some of the output; `tee` also writes it down. */
function isShortening(stages: readonly Stage[]): boolean {
  return stages.every(({ name }) => name === "tail" || name === "head" || name === "cat");
}

function removal(command: WrittenCommand, start: number, end: number): Fix | null {
  const text = command.check.script.slice(start, end);
  const span = text.includes("\n") ? null : command.exactPlace({ start, end });
  return span && { title: `leave out \`${text.trim()}\``, safety: "safe", edits: [{ span, text: "" }] };
}

function bySearch(command: WrittenCommand, { stages, negated }: CommandPipeline): Finding | null {
  const nothing = command.check.expect.exit === 1 || negated;
  const at = stages.findIndex(({ name }) => searches.test(name ?? ""));
  const [producer, search] = [stages[0], stages[at]];
  if (!nothing || at < 1 || !producer || !search || readers.test(producer.name ?? "")) return null;
  const text = textOf(producer, command.check.script);
  return {
    message: `this passes also when \`${text}\` fails: \`${search.name}\` then finds nothing either`,
    span: command.place(search),
    label: "finding nothing is what is expected",
    related: [],
    help: `check \`${text}\` by its exit status, and search its output in a criterion of its own`,
  };
}

function isPager({ name }: Stage): boolean {
  return pagers.test(name ?? "");
}

function setsPipefail(words: readonly { readonly value: string }[]): boolean {
  return words[0]?.value === "set" && words.some(({ value }) => value === "pipefail");
}

/** A command without what it does with its descriptors. */
function textOf({ start, end }: Span, script: string): string {
  const text = script.slice(start, end).replace(/\s*\d?>&\d\s*/g, " ");
  return (text.split("\n", 1)[0] ?? "").trim();
}
