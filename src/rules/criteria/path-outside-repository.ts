import type { ScriptWord, SimpleCommand } from "../../criteria/script.ts";
import { codeSpans } from "../../inline.ts";
import type { Source, Span, Spanned } from "../../source.ts";
import type { Compiled, Finding, Rule } from "../rule.ts";
import { commandsOf, type WrittenCommand } from "./commands.ts";
import { spanOfPhrase } from "./span-of-phrase.ts";
import { type StatedCheck, statedChecks } from "./stated-checks.ts";

/** A path that leads out of the repository: it is there on its author's machine, and on no other. */
export const pathOutsideRepository: Rule = {
  code: "OMO310",
  name: "path-outside-repository",
  severity: "warning",
  check(compiled) {
    const places = new Map<string, Span[]>();
    const named = [
      ...commandsOf(compiled).flatMap(inCommand),
      ...statedChecks(compiled).flatMap((stated) => inProse(stated, compiled.source)),
      ...inEvidence(compiled),
    ];
    for (const { value, span } of named) {
      const known = places.get(value);
      if (known) known.push(span);
      else places.set(value, [span]);
    }
    return [...places].flatMap(([path, spans]) => findingOf(path, spans));
  },
};

/** A plan often names its author's working copy in every check: that is one mistake. */
function findingOf(path: string, [first, ...others]: readonly Span[]): Finding[] {
  if (!first) return [];
  const absolute = !path.startsWith(".");
  const more =
    others.length > 0 ? `, here and in ${others.length} other place${others.length > 1 ? "s" : ""}` : "";
  return [
    {
      message: `\`${path}\` lies outside the repository${more}`,
      span: first,
      label: absolute ? "there on one machine only" : "leads above the root",
      related: others.slice(0, 2).map((span) => ({ span, text: "and here" })),
      help: absolute
        ? "write it relative to the root of the repository, where checks are run"
        : "checks are run in the root of the repository: write the path from there",
    },
  ];
}

/** The first such path of a command, with its place. */
function inCommand(command: WrittenCommand): Spanned<string>[] {
  let depth = 0;
  for (const simple of command.script.commands) {
    if (runsElsewhere(simple)) continue;
    for (const word of pathWords(simple)) {
      const value = outsidePart(word.value, depth);
      if (value === null) continue;
      const at = word.start + Math.max(0, command.check.script.slice(word.start, word.end).indexOf(value));
      return [{ value, span: command.place({ start: at, end: at + value.length }) }];
    }
    depth = depthAfter(simple, depth);
  }
  return [];
}

/** Paths that a sentence names, as code of its own; of those in a container only the author can tell. */
function inProse({ check, text, span }: StatedCheck, source: Source): Spanned<string>[] {
  if (check.kind !== "judged" && check.kind !== "file") return [];
  return codeSpans(text)
    .map((code) => code.text)
    .filter((value) => home.test(value) && outsidePart(value, 0) === value)
    .map((value) => ({ value, span: spanOfPhrase(source, span, value) }));
}

function inEvidence({ plan }: Compiled): Spanned<string>[] {
  const stated = plan.tasks.flatMap(({ scenarios }) => scenarios.flatMap(({ evidence }) => evidence ?? []));
  return stated.filter(({ value }) => outsidePart(value, 0) !== null);
}

/**
 * Homes, and places where people keep projects. What is in `/tmp`, `/usr` or `/dev` is there on every machine, and
 * what a program keeps under a dot in the user's home (`~/.config/x`) belongs there.
 */
const foreign =
  /^(?:\/(?:home|Users|root|mnt|media|srv|opt|workspaces?|projects?|data|var\/www)\/|(?:~|\$HOME|\$\{HOME\})\/(?!\.)|[A-Za-z]:[\\/](?!\/))/;

const home = /^(?:\/(?:home|Users)\/|~\/)/;

/** The path in a word, of `--flag=path` the part after the sign, when it leads out of a repository; else null. */
function outsidePart(word: string, depth: number): string | null {
  const path = /^-{0,2}[\w-]+=(.*)$/.exec(word)?.[1] ?? word.replace(/^@/, "");
  if (/\s|:\/\//.test(path)) return null;
  if (foreign.test(path)) return path;
  return /^\.\.(?:\/|$)/.test(path) && climb(path) > depth ? path : null;
}

/** How many directories above its start a relative path leads at its highest. */
function climb(path: string): number {
  let level = 0;
  let highest = 0;
  for (const part of path.split("/")) {
    if (part === "..") level++;
    else if (part !== "" && part !== ".") level--;
    highest = Math.max(highest, level);
  }
  return highest;
}

/** Directories below the root of the repository after a command; as deep as can be where it is not known. */
function depthAfter({ words }: SimpleCommand, depth: number): number {
  const [name, target] = words;
  if (!name || !/^(?:cd|pushd|popd)$/.test(name.value)) return depth;
  if (!target || !/^[\w.@/-]+$/.test(target.value) || target.value.startsWith("/"))
    return Number.POSITIVE_INFINITY;
  const parts = target.value.split("/").filter((part) => part !== "" && part !== ".");
  return parts.reduce((at, part) => (part === ".." ? Math.max(0, at - 1) : at + 1), depth);
}

/** Words that may be paths: not the pattern of a search, and not a program handed to an interpreter. */
function pathWords({ words: [name, ...words], redirects }: SimpleCommand): ScriptWord[] {
  if (!name) return [...redirects];
  if (/^(?:echo|printf)$/.test(name.value)) return [...redirects];
  const taking = /^(?:[ef]?grep|rg|ag|sed|awk|perl)$/.test(name.value);
  const pattern = taking ? words.find(({ value }) => !value.startsWith("-")) : undefined;
  return [name, ...words.filter((word) => word !== pattern), ...redirects];
}

/** Whether a command's paths are those of another machine or of a container. */
function runsElsewhere({ words }: SimpleCommand): boolean {
  return /^(?:ssh|scp|rsync|docker|podman|kubectl|nerdctl|adb|docker-compose)$/.test(words[0]?.value ?? "");
}
