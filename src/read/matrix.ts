import { plainText } from "../inline.ts";
import { wordPattern } from "../letters.ts";
import type { MatrixRow } from "../plan.ts";
import type { Line, Scan } from "../scan.ts";
import type { Span, Spanned } from "../source.ts";
import { parseTable } from "../table.ts";
import { expandRange, type LabelIndex, labelPattern, taskWords } from "./labels.ts";
import { fieldNamed } from "./names.ts";
import { blankNotes, readReferences } from "./references.ts";
import { type Section, sectionWith } from "./sections.ts";

/** One line of the matrix before its labels are resolved: whose it is, and what it says in which place. */
interface Entry {
  readonly key: Span;
  readonly dependsOn: Span | null;
  readonly blocks: Span | null;
}

/**
 * Reads what the plan's dependency matrix says: a table with a column of tasks and one of dependencies, or a list
 * (`- **3**: 1, 2 — 4, 5`, `- Task 2: blocked by Task 1`). Rows for several tasks give a row each; of two rows for
 * a task the first counts. Empty when the plan has no matrix.
 */
export function readMatrix(scan: Scan, sections: readonly Section[], index: LabelIndex): MatrixRow[] {
  const section = sectionWith(sections, "matrix");
  const entries =
    (section && (tableEntries(scan, section.from, section.close) ?? listEntries(scan, section))) ??
    strategyTable(scan, sections) ??
    [];
  const rows = new Map<string, MatrixRow>();
  for (const entry of entries) {
    const { text } = scan.source;
    for (const label of keyLabels(text, entry.key, index)) {
      if (rows.has(label.value)) continue;
      const read = (span: Span | null, all: "before" | "after") =>
        span && readReferences(text.slice(span.start, span.end), span.start, label.value, index, all);
      const [dependsOn, blocks] = [read(entry.dependsOn, "before"), read(entry.blocks, "after")];
      const dependsOnCell = entry.dependsOn && trimmed(text, entry.dependsOn);
      rows.set(label.value, { label, dependsOn, dependsOnCell, blocks });
    }
  }
  return [...rows.values()];
}

/** What is left of a span without the space at its ends; an empty one stays where it is. */
function trimmed(text: string, { start, end }: Span): Span {
  const written = text.slice(start, end);
  const from = start + written.length - written.trimStart().length;
  return { start: from, end: from + written.trim().length };
}

/** A plan without such a heading may have its table where it speaks of the order of the tasks. */
function strategyTable(scan: Scan, sections: readonly Section[]): Entry[] | null {
  for (const section of sections) {
    if (section.name !== "strategy" && section.name !== "waves") continue;
    const entries = tableEntries(scan, section.from, section.close);
    if (entries) return entries;
  }
  return null;
}

/** The first table among these lines that has a column of dependencies. */
function tableEntries(scan: Scan, from: number, to: number): Entry[] | null {
  for (let at = from; at < to; at++) {
    if (scan.lines[at]?.kind !== "table") continue;
    const lines: Line[] = [];
    for (let line = scan.lines[at]; line?.kind === "table" && at < to; line = scan.lines[++at])
      lines.push(line);
    if (!mayBeMatrix(scan.source.text.slice(lines[0]?.content, lines[0]?.contentEnd))) continue;
    const rows = parseTable(
      scan.source.text,
      lines.map((line) => ({ start: line.content, end: line.contentEnd })),
    );
    const entries = entriesOf(rows);
    if (entries) return entries;
  }
  return null;
}

/** Spares tables that cannot be meant the parser. */
function mayBeMatrix(header: string): boolean {
  return header.split("|").some((cell) => columnNamed(cell) === "blockedBy");
}

function entriesOf(rows: readonly (readonly Spanned<string>[])[]): Entry[] | null {
  const [header = [], ...body] = rows;
  const columns = header.map((cell) => columnNamed(cell.value));
  const dependsOn = columns.indexOf("blockedBy");
  const blocks = columns.indexOf("blocks");
  if (dependsOn < 1) return null;
  return body.flatMap((row) => {
    const key = row[0]?.span;
    return key ? [{ key, dependsOn: row[dependsOn]?.span ?? null, blocks: row[blocks]?.span ?? null }] : [];
  });
}

function columnNamed(cell: string): "blockedBy" | "blocks" | null {
  const name = fieldNamed(cell);
  if (name === "blockedBy" || name === "blocks") return name;
  return /^(?:主要阻塞|enables|unlocks)/i.test(plainText(cell)) ? "blocks" : null;
}

const item = wordPattern(
  new RegExp(
    String.raw`^[*_\s]*((?:(?:${taskWords})\s*#?\s*)?${labelPattern}(?:\s*[-–—~/,、]\s*(?:(?:${taskWords})\s*)?${labelPattern})*)[*_]*\s*(?:[(（][^()（）]*[)）])?[*_]*\s*([:：]|→|->|=>)?\s*`,
    "iu",
  ),
);
const dependsWords = wordPattern(
  /(?:(?:depends? on|depends|deps?|blocked by|requires|needs|after|dépend de|depende del?|dependen de|зависит от|bergantung pada)(?!\p{L})|依赖于?|被阻塞于?|阻塞于|의존)\s*(?:[—–:：→]|->)?\s*/iu,
);
const blocksWords = wordPattern(
  /(?:(?:unblocks|blocks|bloque|bloquea|bloqueia|блокирует)(?!\p{L})|阻塞(?!于)|차단)\s*(?:[—–:：→]|->)?\s*/iu,
);

/** Rows written as a list. A list of chains (`1 → 2 → 3`) or of remarks says nothing of single tasks. */
function listEntries(scan: Scan, section: Section): Entry[] | null {
  const { text } = scan.source;
  const entries: Entry[] = [];
  for (let at = section.from; at < section.close; at++) {
    const line = scan.lines[at];
    if (!line || line.quoted || !(line.kind === "item" || line.kind === "code")) continue;
    const content = text.slice(line.content, line.contentEnd);
    const match = item.exec(content);
    const key = match?.[1];
    if (!match || key === undefined) continue;
    const start = line.content + content.indexOf(key);
    const said = statement(
      content.slice(match[0].length),
      line.content + match[0].length,
      /[→>]/.test(match[2] ?? ""),
    );
    if (said) entries.push({ key: { start, end: start + key.length }, ...said });
  }
  return entries.length > 0 ? withoutWaveColumn(text, entries) : null;
}

/**
 * What stands after the task: words (`blocked by 1; blocks 3`), two lists with a dash or an arrow between, or one.
 * One list after an arrow is what the task leads to, any other what it waits for.
 */
function statement(rest: string, offset: number, arrow: boolean): Omit<Entry, "key"> | null {
  const bare = blankNotes(rest);
  const depends = dependsWords.exec(bare);
  const blocks = blocksWords.exec(bare);
  if (depends || blocks) {
    return {
      dependsOn: depends && spanAfter(rest, offset, depends, blocks),
      blocks: blocks && spanAfter(rest, offset, blocks, depends),
    };
  }
  const columns = /^(.*?\S)\s*(?:\s[—–-]\s|\s?(?:→|->)\s?|\s\|\s)\s*(.*)$/.exec(rest);
  const [first = rest, second] = columns ? [columns[1] ?? "", columns[2] ?? ""] : [];
  if (!isList(first)) return null;
  const list = { start: offset, end: offset + first.length };
  // `1 → 2 → 3` is a chain.
  if (arrow && /→|->|=>/.test(bare)) return null;
  if (arrow && second === undefined && /\d/.test(first)) return { dependsOn: null, blocks: list };
  return {
    dependsOn: list,
    blocks:
      second === undefined
        ? null
        : { start: offset + rest.length - second.length, end: offset + rest.length },
  };
}

/** From after some words to the next separator, or to the other words. */
function spanAfter(
  rest: string,
  offset: number,
  words: RegExpExecArray,
  other: RegExpExecArray | null,
): Span {
  const start = words.index + words[0].length;
  const stop = rest.slice(start).search(/\s\|\s|[;；]|\s[—–]\s/);
  let end = stop < 0 ? rest.length : start + stop;
  if (other && other.index > start) end = Math.min(end, other.index);
  return { start: offset + start, end: offset + end };
}

/** Labels only, or a word for none. */
function isList(text: string): boolean {
  return new RegExp(
    String.raw`^(?:[-–—]|none|无\S*|없음|нет|sin dependencias.*|(?:(?:(?:${taskWords})\s*)?${labelPattern}(?![\p{L}\p{N}])|[-–—~,、/+&\s.]|and|[(（][^()（）]*[)）])+)$`,
    "iu",
  ).test(text.trim());
}

/** Some lists end each row with the number of its wave, which is no task: single, at the end, never falling. */
function withoutWaveColumn(text: string, entries: Entry[]): Entry[] {
  const last = entries.map(({ blocks }) => {
    const match = blocks && /,\s*(\d+|FINAL)\s*$/i.exec(text.slice(blocks.start, blocks.end));
    return match ? { length: match[0].length, wave: Number(match[1]) || Number.POSITIVE_INFINITY } : null;
  });
  const rising = last.every((end, i) => end !== null && end.wave >= (last[i - 1]?.wave ?? 0));
  const key = (entry: Entry | undefined) =>
    Number(/\d+/.exec(text.slice(entry?.key.start, entry?.key.end))?.[0] ?? 0);
  const behind = last.some((end, i) => end !== null && end.wave <= key(entries[i]));
  if (entries.length < 3 || !rising || !behind) return entries;
  return entries.map((entry, i) => {
    const cut = last[i]?.length ?? 0;
    return entry.blocks
      ? { ...entry, blocks: { start: entry.blocks.start, end: entry.blocks.end - cut } }
      : entry;
  });
}

/** The tasks a row is about: the labels its first cell begins with; a title may follow. */
function keyLabels(text: string, key: Span, index: LabelIndex): Spanned<string>[] {
  const cell = text.slice(key.start, key.end);
  const lead = item.exec(cell)?.[1];
  if (lead === undefined) return [];
  const start = key.start + cell.indexOf(lead);
  const whole = { start, end: start + lead.length };
  return lead.split(/\s*[/,、]\s*/).flatMap((part) => {
    const [from = "", to] = part
      .replace(new RegExp(String.raw`^(?:${taskWords})\s*#?\s*`, "iu"), "")
      .split(/\s*[-–—~]\s*(?:(?:tasks?|任务)\s*)?/i);
    const labels = to === undefined ? [from] : expandRange(from, to, index);
    return labels.map((label) => ({ value: index.resolve(label) ?? label, span: whole }));
  });
}
