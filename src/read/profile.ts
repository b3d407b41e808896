import { codeSpans, plainText } from "../inline.ts";
import { wordPattern } from "../letters.ts";
import type { Scan } from "../scan.ts";
import type { Span, Spanned } from "../source.ts";
import { readBlocks } from "./blocks.ts";
import type { Field } from "./fields.ts";
import { leadingNone } from "./none.ts";

/** Who is to do a task. */
export interface Profile {
  readonly categories: readonly Spanned<string>[];
  readonly agent: Spanned<string> | null;
  readonly skills: readonly Spanned<string>[];
  readonly tools: readonly Spanned<string>[];
}

/** Agents that plans name in place of a category; any other name is a category, known or not. */
const agents: ReadonlySet<string> = new Set(
  "oracle momus metis librarian explore explorer prometheus sisyphus sisyphus-junior atlas hephaestus multimodal-looker".split(
    " ",
  ),
);

const none = wordPattern(/^(?:not applicable|default|不需要)(?![\p{L}\p{N}-])/iu);
const nameToken = wordPattern(/^[\p{L}][\p{L}\p{N}]*(?:[-_/.:][\p{L}\p{N}]+)*/u);
/** What may follow a bare name that is the whole value: nothing, or a note. */
const noteOrEnd = /^[*\s]*(?:$|[-–—(（,;|:：])/;
/** Between two names that are both meant. */
const conjunction = /^\s*(?:[+,、，/&|]|or|and|и|или|和|或|y|o|et|ou)\s*$/i;

function saysNone(text: string): boolean {
  return none.test(text) || leadingNone(text) !== null;
}

/** Reads category, agent, skills and tools from the fields of a task. */
export function readProfile(scan: Scan, fields: readonly Field[]): Profile {
  const categories: Spanned<string>[] = [];
  const skills: Spanned<string>[] = [];
  const tools: Spanned<string>[] = [];
  let agent: Spanned<string> | null = null;
  for (const field of fields) {
    if (field.name === "category" || field.name === "agent" || field.name === "profile") {
      // A profile's own line often says in words what its Category names below.
      for (const name of namesIn(scan, field.value, field.name === "profile")) {
        if (isAgent(name.value)) agent ??= name;
        else if (!categories.some((known) => known.value === name.value)) categories.push(name);
      }
    } else if (field.name === "skills") {
      skills.push(...skillsOf(scan, field));
    } else if (field.name === "tools") {
      tools.push(...toolsOf(scan, field));
    }
  }
  return { categories, agent, skills, tools };
}

/** Whether a name is an agent's rather than a category's. */
export function isAgent(name: string): boolean {
  return agents.has(name.toLowerCase());
}

/**
 * The names a value begins with: `` `quick` — reason ``, `deep (reason)`, `` `a` or `b` ``; none for "None".
 * @param words a bare name followed by further words is a sentence, not a name
 */
function namesIn(scan: Scan, span: Span, words: boolean): Spanned<string>[] {
  const text = scan.source.text.slice(span.start, span.end);
  const names: Spanned<string>[] = [];
  const codes = codeSpans(text);
  const first = codes[0];
  if (first && /^[\s*[(]*$/.test(text.slice(0, first.span.start))) {
    let end = first.span.start;
    for (const code of codes) {
      const between = text.slice(end, code.span.start);
      if (names.length > 0 && !conjunction.test(between)) break;
      const name = nameToken.exec(code.text)?.[0];
      if (name !== code.text.trim()) break;
      names.push(nameAt(text, span.start, code.span.start, name));
      end = code.span.end;
    }
    return names;
  }
  const bare = text.replace(/^[\s*]*/, "");
  const name = saysNone(bare) ? undefined : nameToken.exec(bare)?.[0];
  if (name === undefined || (words && !noteOrEnd.test(bare.slice(name.length)))) return [];
  return [nameAt(text, span.start, text.length - bare.length, name)];
}

function nameAt(text: string, offset: number, from: number, name: string): Spanned<string> {
  const start = offset + text.indexOf(name, from);
  return { value: name.toLowerCase(), span: { start, end: start + name.length } };
}

/** Names on the line of the label, or one at the head of each item below when that line is empty. */
function skillsOf(scan: Scan, field: Field): Spanned<string>[] {
  const text = scan.source.text.slice(field.value.start, field.value.end);
  if (text !== "") return skillNames(text, field.value.start);
  return readBlocks(scan, field.from, field.to)
    .filter((block) => block.kind === "item")
    .flatMap((block) => {
      const line = block.text.split("\n", 1)[0] ?? "";
      return skillNames(line, block.span.start).slice(0, 1);
    });
}

/** `[]`, `` [`a`, "b"] ``, `` `a`, `b` — reason ``, `a, b`, `None`. */
function skillNames(text: string, offset: number): Spanned<string>[] {
  const list = /^[\s*`]*\[([^\]]*)\]/.exec(text);
  if (list) {
    const inner = list[1] ?? "";
    return eachName(inner, offset + list[0].lastIndexOf(`${inner}]`), (part) =>
      part.replace(/[`'"“”*\s]/g, ""),
    );
  }
  const codes = codeSpans(text);
  if (codes.length > 0 && !saysNone(plainText(text))) {
    const note = text.search(/\s[-–—]\s|[(（:：]/);
    return codes
      .filter((code) => (note < 0 || code.span.start < note) && nameToken.exec(code.text)?.[0] === code.text)
      .map((code) => nameAt(text, offset, code.span.start, code.text));
  }
  const bare = text.split(/\s[-–—]\s|[(（.。;]/)[0] ?? "";
  if (saysNone(bare.trim())) return [];
  const names = eachName(bare, offset, (part) => part.replace(/[*\s]+$|^[*\s]+/g, ""));
  return names.length === bare.split(/[,、，]/).length ? names : [];
}

/** Names on the line of the label, or in the items below when that line is empty. */
function toolsOf(scan: Scan, field: Field): Spanned<string>[] {
  const text = scan.source.text.slice(field.value.start, field.value.end);
  if (text !== "") return toolNames(text, field.value.start);
  return readBlocks(scan, field.from, field.to)
    .filter((block) => block.kind === "item")
    .flatMap((block) => toolNames(block.text.split("\n", 1)[0] ?? "", block.span.start));
}

/** `` `read`, `bash` ``, `read, bash (for tests)`, `` [`Read`, `Bash(git log:*)`] ``, `None`. */
function toolNames(text: string, offset: number): Spanned<string>[] {
  if (saysNone(plainText(text))) return [];
  // A note in parentheses stands apart from the name; blanks in its place keep the offsets.
  const noted = text.replace(/\s[(（][^)）]*[)）]/g, (note) => " ".repeat(note.length));
  const [list = ""] = noted.split(/\s[-–—]\s/);
  const names = [...list.matchAll(/[^\s,、，[\]`'"“”*(]+(?:\([^)\n]*\))?/g)];
  return names.map(({ 0: name, index }) => ({
    value: name,
    span: { start: offset + index, end: offset + index + name.length },
  }));
}

function eachName(text: string, offset: number, clean: (part: string) => string): Spanned<string>[] {
  const names: Spanned<string>[] = [];
  let at = 0;
  for (const part of text.split(/[,、，]/)) {
    const name = clean(part);
    if (name !== "" && nameToken.exec(name)?.[0] === name && !saysNone(name)) {
      const start = offset + text.indexOf(name, at);
      names.push({ value: name, span: { start, end: start + name.length } });
    }
    at += part.length + 1;
  }
  return names;
}
