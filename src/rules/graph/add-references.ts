import type { Edit } from "../../diagnostic.ts";
import type { Labels } from "../../graph/labels.ts";
import { type Source, type Span, type Spanned, textOf } from "../../source.ts";

/** All that says that there is nothing in a list, and no more. */
const bareNone = /^(?:none|nothing|n\/a|nil|[-–—∅]|\[\s*\]|`\[\s*\]`|无|無|没有|없음|なし|нет)[.。]?$/i;

/**
 * The edit that names further tasks, given by index, in a list of references, in the way of those there. Null where
 * that takes a person: the list is empty but for a note, or says what it means in words (`all previous tasks`), or a
 * task has no label of its own to be named by.
 */
export function addReferences(
  source: Source,
  labels: Labels,
  references: readonly Spanned<string>[],
  value: Span,
  entries: readonly number[],
): Edit | null {
  const added = entries.map((entry) => labels.ids[entry] ?? "");
  if (added.some((id) => id.startsWith("@"))) return null;
  const last = references.reduce<Spanned<string> | null>(
    (latest, reference) => (latest && latest.span.end >= reference.span.end ? latest : reference),
    null,
  );
  if (last === null) {
    return bareNone.test(textOf(source, value)) ? { span: value, text: added.join(", ") } : null;
  }
  const written = textOf(source, last.span);
  if (labels.find(written) === null && !/^T?\d+\s*[-–—~]\s*T?\d+$/i.test(written)) return null;
  const before = source.text.slice(Math.max(0, last.span.start - 8), last.span.start);
  const ticked = before.endsWith("`") && source.text[last.span.end] === "`";
  const word = /\b(Tasks? )$/i.exec(before)?.[1] ?? "";
  const lead = /^T\d/i.test(written) ? written.charAt(0) : "";
  const end = last.span.end + (ticked ? 1 : 0);
  const text = added
    .map((label) => {
      const name = lead && /^\d/.test(label) ? `${lead}${label}` : label;
      return `, ${ticked ? `\`${name}\`` : `${/^tasks/i.test(word) ? "" : word}${name}`}`;
    })
    .join("");
  return { span: { start: end, end }, text };
}
