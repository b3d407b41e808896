import { plainText } from "../inline.ts";
import { type FieldName, fieldVocabulary, type SectionName, sectionVocabulary } from "./vocabulary.ts";

export type { FieldName, SectionName } from "./vocabulary.ts";

const sections = indexNames(sectionVocabulary);
const fields = indexNames(fieldVocabulary);

/** The section a heading opens, by its text without notes; null for a heading that names no known section. */
export function sectionNamed(heading: string): SectionName | null {
  const name = bareName(heading);
  const known = sections.get(name);
  if (known) return known;
  // Families of headings that authors extend freely: `Phase 4: Final Verification Wave`, `TODOs for the caller`.
  if (/\bchecklist\b|检查清单|체크리스트/.test(name)) return "other";
  if (/\bfinal (?:verification|review)\b/.test(name)) return "final";
  if (/^must not\b/.test(name)) return "mustNotHave";
  if (/^must haves?\b/.test(name)) return "mustHave";
  if (/^(?:\S+ )?todos?\b(?!\s*\d)|待办/.test(name)) return "todo";
  return null;
}

/** The field a label names, with or without a note in parentheses; null for any other label. */
export function fieldNamed(label: string): FieldName | null {
  return fields.get(bareName(label)) ?? null;
}

/** A name as the vocabulary holds it: lower case, without emphasis, numbering, symbols, notes and punctuation. */
function bareName(name: string): string {
  return plainText(name)
    .toLowerCase()
    .replace(/[（(].*$/, "")
    .replace(/\s+[-—–|].*$/, "")
    .replace(/^[^\p{L}]*(?=\p{L})/u, "")
    .replace(/[\s:：.,;]+$/u, "")
    .replace(/\s+/g, " ");
}

/** Turns a vocabulary around. A spelling that two names share belongs to the first. */
function indexNames<Name extends string>(vocabulary: Readonly<Record<Name, string>>): Map<string, Name> {
  const index = new Map<string, Name>();
  for (const [name, lines] of Object.entries(vocabulary) as [Name, string][]) {
    for (const line of lines.split("\n")) {
      for (const spelling of line.replace(/^\s*[a-z]{2}:/, "").split(",")) {
        const key = spelling.trim();
        if (key !== "" && !index.has(key)) index.set(key, name);
      }
    }
  }
  return index;
}
