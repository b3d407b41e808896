import type { WaveName } from "../plan.ts";
import type { Scan } from "../scan.ts";
import { readLabel } from "./labels.ts";
import { type SectionName, sectionNamed } from "./names.ts";
import { waveIn } from "./waves.ts";

/** A heading and the lines it governs; line numbers are indices into `Scan.lines`. */
export interface Section {
  /** The heading's line; -1 for what stands before the first heading. */
  readonly heading: number;
  /** 1 to 6; 0 for what stands before the first heading. */
  readonly level: number;
  /** The heading as Markdown, without its marker and box. */
  readonly text: string;
  /** What the heading names by itself; null for one of no known meaning, for the plan's title and for a work item. */
  readonly name: SectionName | null;
  /** The wave the heading names, e.g. of `### Wave 2 (After Wave 1)`. */
  readonly wave: WaveName | null;
  /** First line after the heading. */
  readonly from: number;
  /** End of the heading's own lines: the next heading of any level. */
  readonly to: number;
  /** End of the section with its sub-sections. */
  readonly close: number;
  readonly parent: Section | null;
  /** For the heading of a work item: the heading of a wave at its own level, before it and the items between. */
  readonly waveBefore: Section | null;
}

/** Reads the outline: every heading in document order, the part before the first one included. */
export function readSections(scan: Scan): Section[] {
  const { lines, source } = scan;
  const headings: number[] = [];
  lines.forEach((line, index) => {
    if (line.kind === "heading") headings.push(index);
  });
  const closes = closingLines(scan, headings);
  const sections: Section[] = [
    {
      heading: -1,
      level: 0,
      text: "",
      name: null,
      wave: null,
      from: 0,
      to: headings[0] ?? lines.length,
      close: lines.length,
      parent: null,
      waveBefore: null,
    },
  ];
  const open: Section[] = [];
  let titled = false;
  headings.forEach((heading, n) => {
    const line = lines[heading];
    if (!line) return;
    let before: Section | null = null;
    while (open.length > 0 && (open.at(-1)?.level ?? 0) >= line.level) before = open.pop() ?? null;
    const text = source.text.slice(line.content, line.contentEnd);
    const isTitle = line.level === 1 && !titled;
    titled ||= isTitle;
    const isTask = readLabel(text, 0)?.worded === true;
    const section: Section = {
      heading,
      level: line.level,
      text,
      name: isTitle || line.box || isTask ? null : sectionNamed(text),
      // What a plan is called says nothing of the place of its tasks: `Fixes after the final wave`.
      wave: isTitle ? null : waveIn(text),
      from: heading + 1,
      to: headings[n + 1] ?? lines.length,
      close: closes[n] ?? lines.length,
      parent: open.at(-1) ?? null,
      waveBefore:
        isTask && before?.level === line.level ? (before.wave === null ? before.waveBefore : before) : null,
    };
    sections.push(section);
    open.push(section);
  });
  return sections;
}

/** For each heading the next one that is not below it. */
function closingLines({ lines }: Scan, headings: readonly number[]): number[] {
  const closes = headings.map(() => lines.length);
  const open: number[] = [];
  headings.forEach((heading, n) => {
    const level = lines[heading]?.level ?? 0;
    while (open.length > 0) {
      const last = open.at(-1) ?? 0;
      if ((lines[headings[last] ?? 0]?.level ?? 0) < level) break;
      closes[last] = heading;
      open.pop();
    }
    open.push(n);
  });
  return closes;
}

/**
 * Where work items are looked for. `open` is a part of the document that names nothing known, `strategy` one
 * that speaks about them, `closed` one that holds none.
 */
export type Region = "todo" | "final" | "wave" | "open" | "strategy" | "closed";

/**
 * What the nearest named heading above makes of a place. A heading that names a wave opens a list of work
 * items by itself, unless it stands in a section known to hold none (`## Execution Strategy`).
 */
export function regionOf(section: Section): Region {
  let region: Region = "open";
  for (let at: Section | null = section; at; at = at.parent) {
    if (at.name === "final" || at.wave === "final") return "final";
    if (region === "todo") continue;
    if (at.name === "todo") region = "todo";
    else if (at.name !== null) return at.name === "waves" || at.name === "strategy" ? "strategy" : "closed";
    else if (at.wave !== null) region = "wave";
  }
  return region;
}

/** The wave that the nearest heading above names. */
export function waveOf(section: Section): WaveName | null {
  const naming = waveSectionOf(section);
  return naming?.name === "final" ? "final" : (naming?.wave ?? null);
}

/** The nearest heading above that names a wave. */
export function waveSectionOf(section: Section): Section | null {
  for (let at: Section | null = section; at; at = at.parent) {
    if (at.name === "final" || at.wave !== null) return at;
    if (at.waveBefore) return at.waveBefore;
  }
  return null;
}

/** The first section with one of these names, in the order of the names. */
export function sectionWith(sections: readonly Section[], ...names: readonly SectionName[]): Section | null {
  for (const name of names) {
    const found = sections.find((section) => section.name === name);
    if (found) return found;
  }
  return null;
}

/** The sections whose heading stands in none of these ranges of lines, which are in order: those of the plan itself. */
export function sectionsOutside(
  sections: readonly Section[],
  ranges: readonly { readonly line: number; readonly to: number }[],
): Section[] {
  let next = 0;
  return sections.filter(({ heading }) => {
    while ((ranges[next]?.to ?? Number.POSITIVE_INFINITY) <= heading) next++;
    return heading < (ranges[next]?.line ?? Number.POSITIVE_INFINITY);
  });
}
