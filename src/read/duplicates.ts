import { plainText } from "../inline.ts";
import type { LineBox, Scan } from "../scan.ts";
import { readFields } from "./fields.ts";
import type { Head, Start } from "./head.ts";
import { readBareLabel } from "./labels.ts";

/**
 * A heading may stand over boxes with labels of their own. One right below it that only repeats it is the
 * heading's own box. If they have fields and the heading has none, they are the items and the heading groups
 * them; else they are the heading's criteria.
 */
export function withoutGroups(scan: Scan, heads: readonly Head[]): Start[] {
  const kept: Start[] = [];
  for (let i = 0; i < heads.length; i++) {
    const head = heads[i];
    if (!head) continue;
    const items = head.heading ? itemsBelow(heads, i) : [];
    const first = items[0];
    if (!first) kept.push(head);
    else if (isEmpty(scan, head) && repeats(scan, first, head)) {
      kept.push({ ...head, box: head.box ?? first.box, body: first.body });
    } else if (!hasFields(scan, head) && items.some((item) => hasFields(scan, item))) kept.push(...items);
    else kept.push(head);
    i += items.length;
  }
  return kept;
}

/** The items that follow a heading within its section. */
function itemsBelow(heads: readonly Head[], heading: number): Head[] {
  const close = heads[heading]?.section.close ?? 0;
  let end = heading + 1;
  for (let head = heads[end]; head && !head.heading && head.line < close; head = heads[end]) end++;
  return heads.slice(heading + 1, end);
}

/** Whether an item says no more than the heading above it: `- [ ] 1. Task` below `### T1: Extend the model`. */
function repeats(scan: Scan, item: Head, heading: Head): boolean {
  const title = titleOf(scan, item);
  return title === "" || title === "task" || title === titleOf(scan, heading);
}

function titleOf(scan: Scan, head: Head): string {
  return comparable(scan.source.text.slice(head.title.start, head.title.end));
}

function comparable(title: string): string {
  return plainText(title)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

function fieldCount(scan: Scan, head: Head): number {
  return readFields(scan, head.body, head.to).length;
}

/** Whether a head has fields of its own. */
export function hasFields(scan: Scan, head: Head): boolean {
  return fieldCount(scan, head) > 0;
}

/** Whether nothing but comments stands between a head and its end. */
function isEmpty(scan: Scan, head: Head): boolean {
  for (let at = head.body; at < head.to; at++) {
    const kind = scan.lines[at]?.kind;
    if (kind !== "blank" && kind !== "rule" && kind !== "raw") return false;
  }
  return true;
}

/**
 * A list may be written twice, once as an overview and once with its fields, or once more among the final
 * reviews. Of such copies, which have the same label and title, the one with the most fields is the item; a box
 * that only another copy has is its box. Two full items in one list are no copies: that is for lint to report.
 */
export function withoutRepeats(scan: Scan, heads: readonly Head[]): Start[] {
  const kept = new Map<string, Head>();
  const boxes = new Map<Head, LineBox>();
  const dropped = new Set<Head>();
  const drop = (copy: Head, item: Head) => {
    dropped.add(copy);
    if (!item.box && copy.box) boxes.set(item, copy.box);
  };
  for (const head of heads) {
    if (head.label === null) continue;
    const key = `${head.label.value} ${titleOf(scan, head)}`;
    const known = kept.get(key);
    const better = known !== undefined && fieldCount(scan, head) > fieldCount(scan, known);
    if (!known || better) kept.set(key, head);
    if (!known) continue;
    const [copy, item] = better ? [known, head] : [head, known];
    if (copy.region !== item.region || (isEmpty(scan, copy) && !isEmpty(scan, item))) drop(copy, item);
  }
  for (const head of heads) {
    const second = dropped.has(head) || head.heading || !isEmpty(scan, head) ? null : secondLabel(scan, head);
    const item = second && kept.get(second);
    if (item && item !== head) drop(head, item);
  }
  return heads
    .filter((head) => !dropped.has(head))
    .map((head) => ({ ...head, box: head.box ?? boxes.get(head) ?? null }));
}

/** `1. T1: Title`: an overview that numbers its items, with the item's own label after the number. */
function secondLabel(scan: Scan, head: Head): string | null {
  const title = scan.source.text.slice(head.title.start, head.title.end);
  const second = readBareLabel(title, 0);
  return second && `${second.label.value} ${comparable(title.slice(second.rest))}`;
}
