import type { Line, Scan } from "../scan.ts";
import { hasFields, withoutGroups, withoutRepeats } from "./duplicates.ts";
import type { Head, Start } from "./head.ts";
import { type LabelHead, readLabel, readReviewLabel } from "./labels.ts";
import { fieldNamed } from "./names.ts";
import { type Region, regionOf, type Section } from "./sections.ts";

/**
 * Finds the work items of a plan. An item is a box with a label in a list of work items, or a heading with a
 * label; where a whole list has no labels, its boxes are the items. Everything else that has a box (criteria,
 * checklists, evidence, summaries of the list) is not.
 */
export function findHeads(scan: Scan, sections: readonly Section[]): Head[] {
  const starts = sections.flatMap((section) => startsIn(scan, section));
  const chosen = [...ordinaryItems(scan, starts), ...finalItems(starts)].sort((a, b) => a.line - b.line);
  const items = withoutGroups(scan, withEnds(scan, chosen));
  const once = withoutRepeats(scan, withEnds(scan, items));
  return withEnds(scan, once);
}

/**
 * The items of the plan's lists, and those elsewhere that have fields of their own and a label not used there. A
 * plan without a list has its items elsewhere, or its list has no labels.
 */
function ordinaryItems(scan: Scan, starts: readonly Start[]): Start[] {
  const ordinary = starts.filter((start) => start.region !== "final");
  const labelled = ordinary.filter((start) => start.label !== null);
  const listed = labelled.filter((start) => start.region === "todo" || start.region === "wave");
  if (listed.length === 0) {
    const elsewhere = labelled.filter((start) => start.heading || start.region === "open");
    return elsewhere.length > 0
      ? elsewhere
      : ordinary.filter((start) => !start.heading && start.region === "todo");
  }
  const used = new Set(listed.map((start) => start.label?.value));
  const strays = withEnds(scan, labelled).filter(
    (head) => !head.heading && !used.has(head.label?.value) && hasFields(scan, head),
  );
  return [...listed, ...strays.filter((head) => head.region === "open" || head.region === "strategy")];
}

function finalItems(starts: readonly Start[]): Start[] {
  const final = starts.filter((start) => start.region === "final");
  const labelled = final.filter((start) => start.label !== null);
  return labelled.length > 0 ? labelled : final.filter((start) => !start.heading);
}

/** Every line of a section that could introduce a work item; unlabelled boxes are kept for lists without labels. */
function startsIn(scan: Scan, section: Section): Start[] {
  const region = regionOf(section);
  const starts: Start[] = [];
  const heading = scan.lines[section.heading];
  if (heading && section.name === null) {
    const start = headingStart(scan, section, heading);
    if (start) starts.push(start);
  }
  if (region === "closed") return starts;
  for (let at = section.from; at < section.to; at++) {
    const line = scan.lines[at];
    if (line?.kind !== "item" || line.depth > 0 || line.indent > 3 || line.quoted) continue;
    if (line.box || region === "final") {
      const start = itemStart(scan, section, region, at, line);
      if (line.box || start.label) starts.push(start);
    }
  }
  return starts;
}

/** A heading is a work item by its label: with a word such as `Task` or a box anywhere, bare below a list's name. */
function headingStart(scan: Scan, section: Section, line: Line): Start | null {
  const region = section.parent ? regionOf(section.parent) : "open";
  const text = scan.source.text.slice(line.content, line.contentEnd);
  const listed = region === "todo" || region === "final" || line.box !== null;
  const head = (listed ? readLabel : readWordedLabel)(text, line.content);
  if (!head || region === "closed") return null;
  return {
    line: section.heading,
    body: section.heading + 1,
    label: head.label,
    title: { start: head.rest, end: line.contentEnd },
    box: line.box,
    section,
    region,
    heading: true,
  };
}

function readWordedLabel(text: string, offset: number): LabelHead | null {
  const head = readLabel(text, offset);
  return head?.worded ? head : null;
}

function itemStart(scan: Scan, section: Section, region: Region, at: number, line: Line): Start {
  const { text } = scan.source;
  const titleAt = titleLine(scan, at, line);
  const title = scan.lines[titleAt] ?? line;
  const content = text.slice(title.content, title.contentEnd);
  const head =
    region === "final"
      ? readReviewHead(content, title.content, line.box !== null)
      : readLabel(content, title.content);
  const numbered = /^\d/.test(title.marker) && line.box && !head;
  const number = title.marker.slice(0, -1);
  // A label without a title is a title: `- [ ] Task 1` in a template.
  const titled = head !== null && head.rest < title.contentEnd;
  return {
    line: at,
    body: titleAt + 1,
    label: numbered ? { value: number, span: markerSpan(text, title, number) } : titled ? head.label : null,
    title: { start: titled ? head.rest : title.content, end: title.contentEnd },
    box: line.box,
    section,
    region,
    heading: false,
  };
}

/** Without a box only a label `F1` makes a bullet a final review. */
function readReviewHead(content: string, offset: number, boxed: boolean): LabelHead | null {
  const head = readReviewLabel(content, offset);
  return boxed || /^F\d/.test(head?.label.value ?? "") ? head : null;
}

/** The line the title stands on: the box's own, or the next one (`1. Title` too) when nothing follows the box. */
function titleLine(scan: Scan, at: number, line: Line): number {
  if (line.content < line.contentEnd) return at;
  let below = at + 1;
  while (scan.lines[below]?.kind === "blank") below++;
  const next = scan.lines[below];
  const isTitle = next?.kind === "text" || (next?.kind === "item" && /^\d/.test(next.marker) && !next.box);
  return isTitle && (next?.indent ?? 0) > line.indent ? below : at;
}

function markerSpan(text: string, line: Line, number: string): { start: number; end: number } {
  const start = text.indexOf(number, line.start);
  return { start, end: start + number.length };
}

/** An item ends at the next one and at the next heading, but deeper headings that name a field belong to it. */
function withEnds(scan: Scan, starts: readonly Start[]): Head[] {
  return starts.map((start, i) => {
    const next = starts[i + 1]?.line ?? scan.lines.length;
    return {
      ...start,
      to: Math.min(next, start.heading ? start.section.close : endOfItem(scan, start, next)),
    };
  });
}

function endOfItem(scan: Scan, start: Start, next: number): number {
  const { lines, source } = scan;
  for (let at = start.body; at < next; at++) {
    const line = lines[at];
    if (line?.kind !== "heading") continue;
    const deeper = line.level > start.section.level;
    if (!deeper || fieldNamed(source.text.slice(line.content, line.contentEnd)) === null) return at;
  }
  return next;
}
