import type { Spanned } from "../source.ts";
import { expandRange, type LabelIndex, labelPattern, taskWords } from "./labels.ts";
import { waveMentions } from "./waves.ts";

/** Words for "nothing", at the beginning of a value. */
const none =
  /^(?:none|nothing|no(?:\s|$)|n\/a|na(?:\s|$)|nil|-(?!\w)|–|—|∅|无|無|没有|없음|なし|нет|ничего|ningun[ao]|nada|sin |nenhum|nenhuma|aucune?|rien|keine?|tidak ada|yok|independent|independiente|独立|독립)/iu;
const startsAtOnce =
  /\b(?:start|begin)s? (?:immediately|at once|now)|immediate|立即|즉시|immédiatement|inmediatamente|сразу/iu;
const everything =
  /^(?:all|every|全部|所有|모든|전체|すべて|все|todas?|todos|toutes?|tous|semua|tüm)(?![\p{L}\p{N}])/iu;

/** One label or range, with the word before it if there is one. A range with spaces must not run into prose. */
const reference = new RegExp(
  String.raw`(?<![\p{L}\p{N}_.\-/#])(?:(?<word>${taskWords})\s*#?\s*|#)?(?<from>${labelPattern})` +
    String.raw`(?:(?:[-–—~～]|\s+(?:to|through)\s+|\s*(?:至|到)\s*|\s+[-–~]\s+(?=\S+(?!\s+\p{L})))(?:(?:${taskWords})\s*)?(?<to>${labelPattern}))?` +
    String.raw`(?![\p{L}\p{N}_%]|\.\d|\s*(?:%|[hms]\b))`,
  "giud",
);
/** What may stand between two items of a list. */
const separators =
  /^(?:[\s,，、;；/+&.|{}"'“”]|(?:and|or|plus|with|и|или|y|e|et|ou|und|dan|ve|waves?|phases?|after|tasks?|both|all|of|from|completion|completed?|done|finish(?:ed)?)(?!\p{L})|和|与|及|或|및|과|와|と)*$/iu;
/** A dash with a note after it ends the list. */
const noteDash = /\s[-–—]\s+(?=\p{L})/u;

/** What one word or range of a list stands for. */
interface Item {
  readonly start: number;
  readonly end: number;
  readonly labels: readonly string[];
}

/**
 * Reads what a field says a task waits for, or what waits for it: `Tasks 1, 2`, `T1-T4`, `1–3 + 6`,
 * `Wave 1 completion`, `All previous tasks`, `None`. Notes in parentheses and after dashes are left aside; a
 * number in prose is no reference unless a word such as `Task` stands before it.
 *
 * Returns the labels in the plan's own spelling, ranges and waves expanded, each with the span it was read from;
 * `[]` for "None"; null when the text names nothing that could be a task. `owner` is the task that speaks.
 */
export function readReferences(
  text: string,
  offset: number,
  owner: string | null,
  index: LabelIndex,
): Spanned<string>[] | null {
  const marked = text.replace(/[*`~[\]]/g, " ");
  const bare = blankNotes(marked);
  const value = bare.trim() === "" ? marked.replace(/[()（）]/g, " ") : bare;
  const stated = value.trim();
  if (stated === "") return text.includes("[") ? [] : null;
  if (none.test(stated)) return [];

  const items = readItems(value, index);
  // A wave whose tasks have no labels cannot be spelled out; to say nothing is safer than to say "none".
  if (items.length > 0)
    return items.some((item) => item.labels.length > 0) ? spanned(items, offset, index) : null;
  if (everything.test(stated)) {
    const start = value.indexOf(stated);
    return spanned([{ start, end: start + stated.length, labels: index.before(owner) }], offset, index);
  }
  return startsAtOnce.test(stated) ? [] : null;
}

function readItems(value: string, index: LabelIndex): Item[] {
  const items: Item[] = [];
  const listEnd = endOfList(value);
  let listed = 0;
  for (const wave of waveMentions(value.slice(0, listEnd), true)) {
    if (!separators.test(value.slice(listed, wave.start))) break;
    items.push({ start: wave.start, end: wave.end, labels: index.ofWave(wave.name) });
    listed = wave.end;
  }
  const waves = [...items];
  listed = 0;
  for (const match of value.matchAll(reference)) {
    const { from = "", to, word } = match.groups ?? {};
    const span = match.indices?.groups?.from;
    if (!span) continue;
    const end = match.index + match[0].length;
    const inList = match.index < listEnd && separators.test(value.slice(listed, match.index));
    const ofWave = waves.some((wave) => span[0] >= wave.start && span[0] < wave.end);
    if (inList || ofWave) listed = end;
    if (ofWave || !(inList || (word !== undefined && index.resolve(from) !== null))) continue;
    listed = end;
    items.push({ start: span[0], end, labels: to === undefined ? [from] : expandRange(from, to, index) });
  }
  return items.sort((a, b) => a.start - b.start);
}

function spanned(items: readonly Item[], offset: number, index: LabelIndex): Spanned<string>[] {
  const byLabel = new Map<string, Spanned<string>>();
  for (const { labels, start, end } of items) {
    for (const label of labels) {
      const value = index.resolve(label) ?? label;
      if (!byLabel.has(value))
        byLabel.set(value, { value, span: { start: offset + start, end: offset + end } });
    }
  }
  return [...byLabel.values()];
}

/** Puts spaces in place of what stands in parentheses, so that offsets stay. */
export function blankNotes(text: string): string {
  return text.replace(/[(（][^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*(?:[)）]|$)/g, (note) =>
    " ".repeat(note.length),
  );
}

/** Where the list ends and a note begins. */
function endOfList(text: string): number {
  const dash = noteDash.exec(text);
  return dash && /\p{N}/u.test(text.slice(0, dash.index)) ? dash.index : text.length;
}
