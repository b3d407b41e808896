import { plainText } from "../inline.ts";
import { wordPattern } from "../letters.ts";
import type { Spanned } from "../source.ts";
import type { Head } from "./head.ts";
import { isAgent } from "./profile.ts";

/** A title and who is named behind it: `Plan Compliance Audit — `oracle``. */
export interface Title {
  readonly title: Spanned<string>;
  readonly categories: readonly Spanned<string>[];
  readonly agent: Spanned<string> | null;
  readonly skills: readonly Spanned<string>[];
}

const name = String.raw`(?:\x60[\w/-]+\x60|[\w-]+)`;
const names = String.raw`${name}(?:\s*(?:\+|,|and)\s*${name}(?: skill)?)*(?:\s*\(\+\s*${name}[^)\n]{0,30}\))?`;
/** Who is named behind a title, after a dash or in parentheses, before its end or the first sentence after it. */
const trailingNames = wordPattern(
  new RegExp(
    String.raw`\s+[-–—]+\s+(${names})(?=$|\s*[.:：✅❌]|\s+[-–—|])|\s*[(（[]\s*(${names})\s*[)\]）](?=$|\s*[.:：✅❌–—|]|\s+-)`,
    "u",
  ),
);
/** Names that need no backticks to be told from words. */
const knownNames: ReadonlySet<string> = new Set(
  "quick deep writing artistry ultrabrain visual-engineering unspecified-low unspecified-high".split(" "),
);

/** Only a final review names its agent behind its title; elsewhere a dash is part of the title. */
export function readTitle(text: string, head: Head, final: boolean): Title {
  const raw = text.slice(head.title.start, head.title.end);
  const tail = final ? tailOf(raw) : null;
  const cut = tail ? tail.index : raw.length;
  const title = {
    value: plainText(raw.slice(0, cut)),
    span: { start: head.title.start, end: head.title.start + cut },
  };
  if (!tail) return { title, categories: [], agent: null, skills: [] };
  const names = namesIn(tail.names, head.title.start + tail.at);
  const [first, ...others] = names;
  const isSkill = (name: Spanned<string>) => !isAgent(name.value);
  return {
    title,
    categories: first && !isAgent(first.value) ? [first] : [],
    agent: names.find((name) => isAgent(name.value)) ?? null,
    skills: others.filter(isSkill),
  };
}

function tailOf(raw: string): { index: number; at: number; names: string } | null {
  const match = trailingNames.exec(raw);
  const found = match?.[1] ?? match?.[2];
  if (!match || found === undefined) return null;
  const first = found.split(/[\s+,]/, 1)[0] ?? "";
  if (!(first.startsWith("`") || isAgent(first) || knownNames.has(first))) return null;
  return { index: match.index, at: match.index + match[0].indexOf(found), names: found };
}

/** Each name, in backticks or not. Of a note `(+ playwright if UI)` the first word is one. */
function namesIn(text: string, offset: number): Spanned<string>[] {
  const words = text.replace(/(\(\+\s*`?[\w-]+)([^)]*)/, (_, name: string, rest: string) =>
    name.padEnd(name.length + rest.length),
  );
  const names: Spanned<string>[] = [];
  for (const { 0: value, index } of words.matchAll(/[\w/-]+/g)) {
    if (value === "and" || value === "skill") continue;
    const start = offset + index;
    names.push({ value: value.toLowerCase(), span: { start, end: start + value.length } });
  }
  return names;
}
