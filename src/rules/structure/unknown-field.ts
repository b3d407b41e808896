import type { TaskField } from "../../plan.ts";
import { spellings } from "../../read/names.ts";
import { type FieldName, fieldVocabulary } from "../../read/vocabulary.ts";
import { editDistance } from "../../suggest.ts";
import type { Finding, Rule } from "../rule.ts";

/** Fields whose names are no everyday words: a label near to one of them was meant for it. */
const fields: readonly FieldName[] = [
  "whatToDo",
  "mustNotDo",
  "profile",
  "category",
  "skills",
  "tools",
  "parallelization",
  "parallelizable",
  "group",
  "blocks",
  "blockedBy",
  "references",
  "criteria",
  "scenarios",
  "commit",
];

const inHan = /\p{Script=Han}|\p{Script=Hangul}|\p{Script=Katakana}|\p{Script=Hiragana}/u;

/** Their names in all languages, by the first letter, which is seldom the wrong one. Short ones are near to anything. */
const byLetter = new Map<string, string[]>();
for (const name of new Set(fields.flatMap((field) => spellings(fieldVocabulary[field])))) {
  if (name.length < (inHan.test(name) ? 4 : 6)) continue;
  const first = name.charAt(0);
  byLetter.set(first, [...(byLetter.get(first) ?? []), name]);
}

/** A label a slip of the pen away from a field's name: what it says is not read as that field. */
export const unknownField: Rule = {
  code: "OMO108",
  name: "unknown-field",
  severity: "warning",
  check({ plan }) {
    return plan.tasks.flatMap(({ fields }) => fields.flatMap((field) => check(field)));
  },
};

function check({ name, label }: TaskField): Finding[] {
  if (name !== null) return [];
  const words = label.value.replace(/\s*[（(].*$/, "");
  const near = nearest(words.toLowerCase());
  if (near === null) return [];
  const meant = inCaseOf(words, near);
  const span = { start: label.span.start, end: label.span.start + words.length };
  return [
    {
      message: `there is no field \`${words}\``,
      span,
      label: "not read as a field of the task",
      related: [],
      help: `did you mean \`${meant}\`?`,
      fix: { title: `write \`${meant}\``, safety: "safe", edits: [{ span, text: meant }] },
    },
  ];
}

/** The name that is one letter away, or two where it has ten or more; a plural (`Commits`) is another word. */
function nearest(label: string): string | null {
  let best: string | null = null;
  let least = 3;
  for (const name of byLetter.get(label.charAt(0)) ?? []) {
    const most = name.length >= 10 && !inHan.test(name) ? 2 : 1;
    if (Math.abs(name.length - label.length) > most || label === `${name}s`) continue;
    const distance = editDistance(label, name);
    if (distance <= most && distance < least) [best, least] = [name, distance];
  }
  return best;
}

/** A name in lower case with its words as large as those that were written. */
function inCaseOf(written: string, name: string): string {
  const words = written.split(" ");
  return name
    .split(" ")
    .map((word, i) => {
      const model = words[i] ?? "";
      if (model.length > 1 && model === model.toUpperCase()) return word.toUpperCase();
      return model.charAt(0) === model.charAt(0).toLowerCase()
        ? word
        : word.charAt(0).toUpperCase() + word.slice(1);
    })
    .join(" ");
}
