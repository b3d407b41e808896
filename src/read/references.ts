import { wordPattern } from "../letters.ts";
import type { Spanned } from "../source.ts";
import { expandRange, type LabelIndex, labelPattern, taskWords } from "./labels.ts";
import { leadingNone, saysFree } from "./none.ts";
import { waveMentions } from "./waves.ts";

const everything = wordPattern(
  /^(?:all|every|全部|所有|모든|전체|すべて|все|todas?|todos|toutes?|tous|semua|tüm)(?![\p{L}\p{N}])/iu,
);

const laterWaves = wordPattern(
  /(?:waves?|phases?|волн\p{L}*|фаз\p{L}*)(?!\p{L})|波|阶段|フェーズ|웨이브|단계/iu,
);

/** Slips of the pen that still say "task". */
const nearTask = "tsks?|taks?|tsaks?|taaks?|tassks?";
/**
 * One label or range, with the word before it if there is one. A range with spaces must not run into prose; a
 * slash divides labels (`T2/T3`), but a number in a path is none.
 */
const reference = wordPattern(
  new RegExp(
    String.raw`(?<![\p{L}\p{N}_.\-#]|(?<!\d[a-z]?)/)(?:(?<word>${taskWords}|${nearTask})\s*[-#]?\s*|#)?(?<from>${labelPattern})` +
      String.raw`(?:(?:[-–—~～]|\s+(?:to|through)\s+|\s*(?:至|到)\s*|\s+[-–~]\s+(?=\S+(?!\s+\p{L})))(?:(?:${taskWords})\s*)?(?<to>${labelPattern}))?` +
      String.raw`(?![\p{L}\p{N}_%]|\.\d|\s*(?:%|[hms]\b))`,
    "giu",
  ),
);
/** What may stand between two items of a list. */
const separators = wordPattern(
  /^(?:[\s,，、;；/+&.|{}"'“”→>]|->|(?:and|or|plus|with|и|или|y|e|et|ou|und|dan|ve|after|tasks?|both|all|of|from|completion|completed?|done|finish(?:ed)?)(?!\p{L})|和|与|及|或|및|과|와|と)*$/iu,
);
/** A dash with a note after it ends the list. */
const noteDash = wordPattern(/\s[-–—]\s+(?=\p{L})/u);

/** What divides a list into parts that are read by themselves. */
const dividers = /[,，、;；|+&→>]/;
/** What must follow a "None" for references after it to count. */
const takenBack = wordPattern(
  /^\s*(?:[,，、;；|+&/]|(?:except|but|besides|apart from|other than)(?: for)?(?!\p{L}))/iu,
);
/** After a mention of a wave: `Waves 1-3`, `Waves 1, 2 and 3`. */
const furtherWaves = wordPattern(
  /^(?:\s*(?:[-–—~～,，、&+/]|(?:and|to|through)\s|[和与至到])\s*\d+(?![\p{L}\p{N}.]))+/iu,
);

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
 * number in prose is no reference unless a word such as `Task` or a letter (`T3`) stands before it. What cannot be
 * read takes nothing from its neighbours in the list.
 *
 * Returns the labels in the plan's own spelling, ranges and waves expanded, each with the span it was read from;
 * `[]` for "None"; null when the text names nothing that could be a task. `owner` is the task that speaks; `all` says
 * which tasks it means by "all": those before it, or after it where it speaks of what it blocks.
 */
export function readReferences(
  text: string,
  offset: number,
  owner: string | null,
  index: LabelIndex,
  all: "before" | "after" = "before",
): Spanned<string>[] | null {
  const marked = text.replace(/[*`~[\]]/g, " ");
  const bare = blankNotes(marked);
  const value = bare.trim() === "" ? marked.replace(/[()（）]/g, " ") : bare;
  const stated = value.trim();
  if (stated === "") return text.includes("[") ? [] : null;
  const begin = value.indexOf(stated);
  const nothing = leadingNone(stated);
  if (nothing) return spanned(afterNone(value, begin + nothing.length, index), offset, index);

  const items = readItems(value, index);
  // A wave whose tasks have no labels cannot be spelled out; to say nothing is safer than to say "none".
  if (items.length > 0)
    return items.some((item) => item.labels.length > 0) ? spanned(items, offset, index) : null;
  if (everything.test(stated)) {
    // All later waves are not all later tasks, some of which may be in this task's own.
    if (all === "after" && laterWaves.test(stated)) return null;
    const item = {
      lead: begin,
      start: begin,
      end: begin + stated.length,
      labels: index[all](owner),
      certain: true,
    };
    return spanned([item], offset, index);
  }
  return saysFree(stated) ? [] : null;
}

function readItems(value: string, index: LabelIndex): Item[] {
  const listEnd = endOfList(value);
  const waves = wavesIn(value.slice(0, listEnd), index);
  let next = 0;
  const single = labelsIn(value, index).filter(({ start, end }) => {
    while ((waves[next]?.end ?? Number.POSITIVE_INFINITY) <= start) next++;
    return (waves[next]?.start ?? Number.POSITIVE_INFINITY) >= end;
  });
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
  let from = lead;
  while (from > 0 && lead - from < farthest && !dividers.test(value.charAt(from - 1))) from--;
  let to = end;
  while (to < value.length && to - end < farthest && !dividers.test(value.charAt(to))) to++;
  return separators.test(value.slice(from, lead)) && separators.test(value.slice(end, to));
}

/** Words that far from an item say nothing of it. The bound keeps long lists linear. */
const farthest = 200;

function labelsIn(value: string, index: LabelIndex): Item[] {
  return [...value.matchAll(reference)].flatMap((match) => {
    const { from = "", to, word } = match.groups ?? {};
    // The word before a label has no digit, and each label has one.
    const start = match.index + match[0].indexOf(from);
    const labels = to === undefined ? [from] : expandRange(from, to, index);
    const own = index.resolve(from);
    const certain = word !== undefined ? own !== null : own === from && /^[A-Z]/.test(from);
    return [{ lead: match.index, start, end: match.index + match[0].length, labels, certain }];
  });
}

/** `Waves`, `phases`. */
const plural = wordPattern(/^\p{L}+s(?!\p{L})/iu);

function wavesIn(value: string, index: LabelIndex): Item[] {
  const items: Item[] = [];
  for (const { name, start, end } of waveMentions(value, true)) {
    const isPlural = plural.test(value.slice(start, end));
    const tail = typeof name === "number" && isPlural ? (furtherWaves.exec(value.slice(end))?.[0] ?? "") : "";
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
