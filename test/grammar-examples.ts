import { readFileSync } from "node:fs";
import { builtInSkills } from "../src/agents/known.ts";
import { type LintedPlan, lintPlan } from "../src/lint.ts";
import { nothingConfigured } from "../src/rules/rule.ts";
import { createSource } from "../src/source.ts";

/** A fenced block of a chapter. */
export interface Block {
  readonly language: string;
  /** What stands behind the language. */
  readonly info: string;
  readonly body: string;
  /** Offsets of the body in the chapter. */
  readonly start: number;
  readonly end: number;
}

/** A plan in a chapter, and the blocks below it that say what becomes of it. */
export interface Example {
  readonly chapter: string;
  /** Its number among the plans of the chapter, from 0. */
  readonly index: number;
  /** The line of the plan's opening marks. */
  readonly line: number;
  readonly plan: string;
  /** By language: `json` is part of what the plan compiles to, `text` its findings, `diff` what its fixes change. */
  readonly results: Readonly<Partial<Record<string, Block>>>;
}

/** Where the chapters of the reference are. */
export const folder = new URL("../grammar/", import.meta.url);

/** The reference: its index and its chapters. */
export const chapters = [
  "plan.md",
  "headings.md",
  "tasks.md",
  "fields.md",
  "dependencies.md",
  "criteria.md",
  "checks.md",
  "text.md",
  "generations.md",
  "languages.md",
  "names.md",
];

/** Compiles an example. Skills have been looked for, so that one that is not there can be told. */
export function compile(plan: string): LintedPlan {
  return lintPlan(createSource("", plan), { configured: { ...nothingConfigured, skills: builtInSkills } });
}

/** A chapter's text. */
export function readChapter(name: string): string {
  return readFileSync(new URL(name, folder), "utf8");
}

/** Every fenced block of a text, in order. A fence ends at marks as long as its own. */
export function blocksIn(text: string): Block[] {
  return [...text.matchAll(/^(`{3,})([a-z]+) *(.*)\n((?:.*\n)*?)\1$/gm)].map((match) => {
    const [whole, marks = "", language = "", info = "", body = ""] = match;
    const end = match.index + whole.length - marks.length;
    return { language, info, body, start: end - body.length, end };
  });
}

/** The examples of a chapter: each plan with the blocks up to the next one. */
export function examplesIn(chapter: string): Example[] {
  const text = readChapter(chapter);
  const examples: (Example & { results: Record<string, Block> })[] = [];
  for (const block of blocksIn(text)) {
    const last = examples.at(-1);
    if (block.language === "markdown") {
      const line = text.slice(0, block.start).split("\n").length - 1;
      examples.push({ chapter, index: examples.length, line, plan: block.body, results: {} });
    } else if (last && /^(?:json|text|diff)$/.test(block.language)) last.results[block.language] = block;
  }
  return examples;
}

/** A chapter with another body in one result of an example. */
export function withResult({ chapter, index }: Example, language: string, body: string): string {
  const text = readChapter(chapter);
  const block = examplesIn(chapter)[index]?.results[language];
  return block ? text.slice(0, block.start) + body + text.slice(block.end) : text;
}
