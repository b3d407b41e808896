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

/** Slips of the pen that still say "task". */
const nearTask = "tsks?|taks?|tsaks?|taaks?|tassks?";
/** One label or range, with the word before it if there is one. A range with spaces must not run into prose. */
const reference = new RegExp(
  String.raw`(?<![\p{L}\p{N}_.\-/#])(?:(?<word>${taskWords}|${nearTask})\s*[-#]?\s*|#)?(?<from>${labelPattern})` +
    String.raw`(?:(?:[-–—~～]|\s+(?:to|through)\s+|\s*(?:至|到)\s*|\s+[-–~]\s+(?=\S+(?!\s+\p{L})))(?:(?:${taskWords})\s*)?(?<to>${labelPattern}))?` +
    String.raw`(?![\p{L}\p{N}_%]|\.\d|\s*(?:%|[hms]\b))`,
  "giud",
);
/** What may stand between two items of a list. */
const separators =
  /^(?:[\s,，、;；/+&.|{}"'“”→>]|->|(?:and|or|plus|with|и|или|y|e|et|ou|und|dan|ve|after|tasks?|both|all|of|from|completion|completed?|done|finish(?:ed)?)(?!\p{L})|和|与|及|或|및|과|와|と)*$/iu;
/** A dash with a note after it ends the list. */
const noteDash = /\s[-–—]\s+(?=\p{L})/u;

/** What divides a list into parts that are read by themselves. */
const dividers = /[,，、;；|+&→>]/u;
/** What must follow a "None" for references after it to count. */
const takenBack = /^\s*(?:[,，、;；|+&/]|(?:except|but|besides|apart from|other than)(?: for)?(?!\p{L}))/iu;
/** After a mention of a wave: `Waves 1-3`, `Waves 1, 2 and 3`. */
const furtherWaves = /^(?:\s*(?:[-–—~～,，、&+/]|(?:and|to|through)\s|[和与至到])\s*\d+(?![\p{L}\p{N}.]))+/iu;

/** What one word or range of a list stands for. */
interface Item {
  /** Where its word begins, if it has one; `start` is where the label itself does. */
  readonly lead: number;
  readonly start: number;
  readonly end: number;
  readonly labels: readonly string[];
  /** Whether it is a reference in any surroundings: `Task 3` or `T3`, where a task has that label. */
  readonly certain: boolean;
}

/**
 * Reads what a field says a task waits for, or what waits for it: `Tasks 1, 2`, `T1-T4`, `1–3 + 6`,
 * `Wave 1 completion`, `All previous tasks`, `None`. Notes in parentheses and after dashes are left aside; a
 * number in prose is no reference unless a word such as `Task` or a letter (`T3`) stands before it. What cannot be read takes
 * nothing from its neighbours in the list.
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
  const begin = value.indexOf(stated);
  const nothing = none.exec(stated);
  if (nothing) return spanned(afterNone(value, begin + nothing[0].length, index), offset, index);

  const items = readItems(value, index);
  // A wave whose tasks have no labels cannot be spelled out; to say nothing is safer than to say "none".
  if (items.length > 0)
    return items.some((item) => item.labels.length > 0) ? spanned(items, offset, index) : null;
  if (everything.test(stated)) {
    const all = {
      lead: begin,
      start: begin,
      end: begin + stated.length,
      labels: index.before(owner),
      certain: true,
    };
    return spanned([all], offset, index);
  }
  return startsAtOnce.test(stated) ? [] : null;
}

function readItems(value: string, index: LabelIndex): Item[] {
  const listEnd = endOfList(value);
  const waves = wavesIn(value.slice(0, listEnd), index);
  const single = labelsIn(value, index).filter(
    ({ start, end }) => !waves.some((wave) => start < wave.end && end > wave.start),
  );
  const items: Item[] = [];
  let listed = 0;
  for (const item of [...waves, ...single].sort((a, b) => a.start - b.start)) {
    const alone = standsAlone(value, item);
    const counts =
      item.start < listEnd
        ? alone || item.certain || separators.test(value.slice(listed, item.lead))
        : alone && item.certain;
    if (!counts) continue;
    listed = item.end;
    items.push(item);
  }
  return items;
}

/** "None" holds unless labels stand by themselves behind it: `None, 22`, `none except Task 1`. */
function afterNone(value: string, end: number, index: LabelIndex): Item[] {
  const lead = takenBack.exec(value.slice(end));
  if (!lead) return [];
  const rest = " ".repeat(end + lead[0].length) + value.slice(end + lead[0].length);
  return labelsIn(rest, index).filter((item) => standsAlone(rest, item));
}

/** Whether nothing but the item stands between the dividers around it. */
function standsAlone(value: string, { lead, end }: Item): boolean {
  const before = value.slice(0, lead).split(dividers).at(-1) ?? "";
  const after = value.slice(end).split(dividers, 1)[0] ?? "";
  return separators.test(before) && separators.test(after);
}

function labelsIn(value: string, index: LabelIndex): Item[] {
  return [...value.matchAll(reference)].flatMap((match) => {
    const { from = "", to, word } = match.groups ?? {};
    const span = match.indices?.groups?.from;
    if (!span) return [];
    const labels = to === undefined ? [from] : expandRange(from, to, index);
    const own = index.resolve(from);
    const certain = word !== undefined ? own !== null : own === from && /^[A-Z]/.test(from);
    return [{ lead: match.index, start: span[0], end: match.index + match[0].length, labels, certain }];
  });
}

function wavesIn(value: string, index: LabelIndex): Item[] {
  const items: Item[] = [];
  for (const { name, start, end } of waveMentions(value, true)) {
    const plural = /^\p{L}+s(?!\p{L})/iu.test(value.slice(start, end));
    const tail = typeof name === "number" && plural ? (furtherWaves.exec(value.slice(end))?.[0] ?? "") : "";
    const names = typeof name === "number" ? expandWaves(`${name}${tail}`) : [name];
    const labels = names.flatMap((wave) => index.ofWave(wave));
    items.push({ lead: start, start, end: end + tail.length, labels, certain: false });
  }
  return items;
}

/** The numbers in `1-3, 5`. */
function expandWaves(list: string): number[] {
  return [...list.matchAll(/(\d+)(?:\s*(?:[-–—~～至到]|to|through)\s*(\d+))?/g)].flatMap(([, from, to]) => {
    const low = Number(from);
    const length = Math.min(Math.max(Number(to ?? from) - low, 0), 100);
    return Array.from({ length: length + 1 }, (_, i) => low + i);
  });
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
