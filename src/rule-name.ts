import type { RuleInfo } from "./diagnostic.ts";
import { closest } from "./suggest.ts";

/** The rule that a word names, by code or name, in any case. */
export function findRule(word: string, known: readonly RuleInfo[]): RuleInfo | null {
  const lower = word.toLowerCase();
  return known.find(({ code, name }) => code.toLowerCase() === lower || name === lower) ?? null;
}

/** What to say of a word that names no rule. A code with a wrong number is near to many, and hints at none. */
export function suggestRule(word: string, known: readonly RuleInfo[]): string {
  const options = known.flatMap(({ code, name }) => (/^omo\d+$/i.test(word) ? [name] : [code, name]));
  const meant = closest(word, options);
  return meant ? `did you mean \`${meant}\`?` : "`omo explain` lists all rules";
}
