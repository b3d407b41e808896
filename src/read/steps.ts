import { codeSpans } from "../inline.ts";
import { wordPattern } from "../letters.ts";
import { indexNames } from "./names.ts";
import { type ScenarioKey, scenarioVocabulary } from "./phrases.ts";

const keys = indexNames(scenarioVocabulary);

/** What a scenario's lines say is to be done and seen. */
export interface Steps {
  readonly steps: readonly string[];
  readonly expected: readonly string[];
}

/** A part of a line, and the key it begins with; null for a line that goes on with the one before. */
interface Part {
  readonly key: ScenarioKey | null;
  readonly text: string;
  /** Columns before it; only the first part of a line has any. */
  readonly indent: number;
}

const keyed = wordPattern(
  /^[\s>]*(?:[-*+]\s+)?[*_]*(\p{L}[\p{L} '’-]{0,40}?)(?:\s+\d{1,2})?(?:\s*[（(][^()（）]{0,80}[)）])?[*_]*\s*[:：][*_]*\s*/u,
);
const laterKey = wordPattern(
  /(?:[;；|。]|[.,，](?=\s))\s*[*_]*(\p{L}[\p{L} ]{0,30}?)[*_]*\s*[:：][*_]*\s*/gu,
);
const item = /^\s*(?:[-*+•]|\d{1,3}[.)、]|[①-⑳])\s*(?:\[.\]\s+)?(?=\S)/;

/**
 * Reads `Steps:` and `Expected Result:` of a scenario's text: with items below them or a value beside them, a line
 * each or all on one, in any language of the vocabulary.
 */
export function readSteps(text: string): Steps {
  const lists: Record<"steps" | "expected", string[]> = { steps: [], expected: [] };
  let open: ScenarioKey | null = null;
  let keyIndent = 0;
  let itemIndent = -1;
  for (const line of text.split("\n")) {
    for (const part of partsOf(line)) {
      if (part.key === "expected" && open === "steps" && lists.steps.length > 0 && part.indent > keyIndent) {
        // A step says by itself what is to be seen after it; the steps go on below.
        if (part.text !== "") lists.expected.push(part.text);
        continue;
      }
      if (part.key !== null) {
        open = part.key;
        keyIndent = part.indent;
        itemIndent = -1;
        if ((open === "steps" || open === "expected") && part.text !== "")
          lists[open].push(...numbered(part.text));
        continue;
      }
      if (open !== "steps" && open !== "expected") continue;
      const list = lists[open];
      const marker = item.exec(part.text);
      if (marker && (itemIndent < 0 || part.indent <= itemIndent)) {
        list.push(part.text.slice(marker[0].length));
        itemIndent = part.indent;
      } else if (list.length > 0) list.push(`${list.pop()}\n${withoutIndent(part.text, itemIndent)}`);
      else if (part.text.trim() !== "") list.push(part.text.trim());
    }
  }
  return { steps: lists.steps.map(trimmed), expected: lists.expected.map(trimmed) };
}

function trimmed(text: string): string {
  return text.trim();
}

/** Takes a line apart where a key begins: at its start, and after a semicolon or a full stop. */
function partsOf(line: string): Part[] {
  const indent = line.length - line.trimStart().length;
  const first = keyed.exec(line);
  const key = first ? keyOf(first[1]) : null;
  if (!line.includes(":", first?.[0].length) && !line.includes("：", first?.[0].length))
    return [{ key, text: textOf(key === null ? line : line.slice(first?.[0].length), key), indent }];
  const parts: Part[] = [];
  let open = { key, from: first && key !== null ? first[0].length : 0 };
  const prose = withoutCode(line);
  laterKey.lastIndex = open.from;
  for (let match = laterKey.exec(prose); match; match = laterKey.exec(prose)) {
    const later = keyOf(match[1]);
    // What a step expects may stand behind it; other words with a colon are part of its text.
    if (later === null || (open.key === null && later !== "expected")) continue;
    parts.push({ key: open.key, text: textOf(line.slice(open.from, match.index), open.key), indent });
    open = { key: later, from: match.index + match[0].length };
  }
  return [...parts, { key: open.key, text: textOf(line.slice(open.from), open.key), indent }];
}

/** A line without a key keeps its indentation and its marker. */
function textOf(text: string, key: ScenarioKey | null): string {
  return key === null ? text : text.trim();
}

function keyOf(label: string | undefined): ScenarioKey | null {
  return keys.get((label ?? "").trim().toLowerCase()) ?? null;
}

/** `1. Open it 2. Click` as its steps; any other text as one. */
function numbered(text: string): string[] {
  const first = /^1[.)]\s+/.exec(text);
  if (!first) return [text];
  const prose = withoutCode(text);
  const steps: string[] = [];
  let from = first[0].length;
  for (let n = 2; ; n++) {
    const next = new RegExp(`\\s${n}[.)]\\s+`, "g");
    next.lastIndex = from;
    const match = next.exec(prose);
    steps.push(text.slice(from, match?.index).replace(/[;；,，]$/, ""));
    if (!match) return steps;
    from = match.index + match[0].length;
  }
}

function withoutIndent(line: string, most: number): string {
  let at = 0;
  while (at < Math.max(most, 0) && line[at] === " ") at++;
  return line.slice(at).trimEnd();
}

/** The same text with code blotted out, so that nothing is found in it. */
function withoutCode(text: string): string {
  let out = text;
  for (const { span } of codeSpans(text))
    out = out.slice(0, span.start) + " ".repeat(span.end - span.start) + out.slice(span.end);
  return out;
}
