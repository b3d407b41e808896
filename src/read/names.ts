import { plainText } from "../inline.ts";
import { wordPattern } from "../letters.ts";
import { type SectionName, sectionVocabulary } from "./section-vocabulary.ts";
import { type FieldName, fieldVocabulary } from "./vocabulary.ts";

export type { SectionName } from "./section-vocabulary.ts";
export type { FieldName } from "./vocabulary.ts";

const sections = indexNames(sectionVocabulary);
const fields = indexNames(fieldVocabulary);

/** The section a heading opens, by its text without notes; null for a heading that names no known section. */
export function sectionNamed(heading: string): SectionName | null {
  const name = bareName(heading);
  const known = sections.get(name);
  if (known) return known;
  // Families of headings that authors extend freely: `Phase 4: Final Verification Wave`, `TODOs for the caller`.
  if (/^definition of done\b/.test(name)) return "definitionOfDone";
  if (/\bfinal checklist\b/.test(name)) return "checklist";
  if (/\bchecklist\b|检查清单|체크리스트/.test(name)) return "other";
  if (/\bfinal (?:verification|review)\b/.test(name)) return "final";
  if (/^must not\b/.test(name)) return "mustNotHave";
  if (/^must haves?\b/.test(name)) return "mustHave";
  if (/^(?:\S+ )?todos?\b(?!\s*[:：]?\s*\d)|待办/.test(name)) return "todo";
  return null;
}

/** The field a label names, with or without a note in parentheses; null for any other label. */
export function fieldNamed(label: string): FieldName | null {
  const known = fields.get(label.toLowerCase());
  if (known || plainWords.test(label)) return known ?? null;
  return fields.get(bareName(label)) ?? null;
}

/** Words that are their own bare name. Most labels that name no field are such. */
const plainWords = wordPattern(/^\p{L}+(?: \p{L}+)*$/u);

const beforeLetters = wordPattern(/^[^\p{L}]*(?=\p{L})/u);

/** A name as the vocabulary holds it: lower case, without emphasis, numbering, symbols, notes and punctuation. */
function bareName(name: string): string {
  return plainText(name)
    .toLowerCase()
    .replace(/[（(].*$/, "")
    .replace(/\s+[-—–|].*$/, "")
    .replace(beforeLetters, "")
    .replace(/[\s:：.,;]+$/, "")
    .replace(/\s+/g, " ");
}

/** Turns a vocabulary around. A spelling that two names share belongs to the first. */
export function indexNames<Name extends string>(
  vocabulary: Readonly<Record<Name, string>>,
): Map<string, Name> {
  const index = new Map<string, Name>();
  for (const [name, lines] of Object.entries(vocabulary) as [Name, string][]) {
    for (const key of spellings(lines)) if (!index.has(key)) index.set(key, name);
  }
  return index;
}

/** All spellings of one entry of a vocabulary, whatever their language. */
export function spellings(lines: string): string[] {
  return lines
    .split("\n")
    .flatMap((line) => line.replace(/^\s*[a-z]{2}:/, "").split(","))
    .map((spelling) => spelling.trim())
    .filter((spelling) => spelling !== "");
}
