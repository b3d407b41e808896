import type { Diagnostic } from "./diagnostic.ts";
import { plainText } from "./inline.ts";
import type { Plan, Wave, WaveName } from "./plan.ts";
import { readCommitStrategy } from "./read/commit-strategy.ts";
import { readContext } from "./read/context.ts";
import { readCriticalPath } from "./read/critical-path.ts";
import { findBrokenFences } from "./read/fence-findings.ts";
import type { Head } from "./read/head.ts";
import { findHeads } from "./read/heads.ts";
import { indexLabels, type LabelIndex } from "./read/labels.ts";
import { readMatrix } from "./read/matrix.ts";
import { readOutline } from "./read/outline.ts";
import { readPlanCriteria } from "./read/plan-criteria.ts";
import { readSections, regionOf, type Section, sectionsOutside, waveSectionOf } from "./read/sections.ts";
import { type Draft, draftTask, readTask } from "./read/task.ts";
import { readTree, resolveTree } from "./read/tree.ts";
import { type Scan, scan as scanSource } from "./scan.ts";
import type { Source, Spanned } from "./source.ts";

/**
 * Reads a plan: the sections, the work items in them, the waves and the dependency matrix, each value with its
 * span. Any text can be read; one without work items gives a plan without tasks. What is wrong with a plan is
 * the business of lint; the reader only says where it had to guess, at broken fences.
 */
export function readPlan(source: Source, scan: Scan = scanSource(source)): [Plan, Diagnostic[]] {
  const sections = readSections(scan);
  const heads = findHeads(scan, sections);
  const drafts = heads.map((head) => draftTask(scan, head));

  // The tree may name a wave that a task's Blocked By then refers to, so waves are settled first.
  const entries = readTree(scan, sections);
  const listed = wavesByLabel(resolveTree(entries, indexOf(drafts, new Map())));
  const index = indexOf(drafts, listed);
  const tree = resolveTree(entries, index);

  const tasks = drafts.map((draft) => readTask(scan, draft, placeOf(draft, listed), index));
  const own = sectionsOutside(sections, heads);
  const plan: Plan = {
    title: readTitle(scan, sections),
    tasks,
    waves: tree.length > 0 ? tree : wavesOfHeadings(scan, sections, heads),
    matrix: readMatrix(scan, sections, index),
    context: readContext(scan, own),
    criteria: readPlanCriteria(scan, own),
    commits: readCommitStrategy(scan, own, index),
    criticalPath: readCriticalPath(scan, own, index),
    outline: readOutline(scan, sections),
  };
  return [plan, findBrokenFences(scan)];
}

/** The first heading of the first level; a box or emphasis in it does not belong to the title. */
function readTitle(scan: Scan, sections: readonly Section[]): Spanned<string> | null {
  const line = scan.lines[sections.find((section) => section.level === 1)?.heading ?? -1];
  if (!line) return null;
  const span = { start: line.content, end: line.contentEnd };
  return { value: plainText(scan.source.text.slice(span.start, span.end)), span };
}

function wavesByLabel(tree: readonly Wave[]): Map<string, Spanned<WaveName>> {
  return new Map(
    tree.flatMap((wave) =>
      wave.members.map(({ value, span }) => [value, { value: wave.name, span }] as const),
    ),
  );
}

/** The wave of a task that names none: where the tree lists it, else the final one for a final review. */
function placeOf(
  { head, final }: Draft,
  listed: ReadonlyMap<string, Spanned<WaveName>>,
): Spanned<WaveName> | null {
  const inTree = listed.get(head.label?.value ?? "");
  if (inTree || !final) return inTree ?? null;
  return { value: "final", span: head.label?.span ?? head.title };
}

function indexOf(drafts: readonly Draft[], listed: ReadonlyMap<string, Spanned<WaveName>>): LabelIndex {
  return indexLabels(
    drafts.flatMap((draft) => {
      const { head, wave, final } = draft;
      const label = head.label?.value;
      if (label === undefined) return [];
      return [{ label, wave: (wave ?? placeOf(draft, listed))?.value ?? null, final }];
    }),
  );
}

/** Without a tree the headings that name waves stand for it, with the tasks below each. */
function wavesOfHeadings(scan: Scan, sections: readonly Section[], heads: readonly Head[]): Wave[] {
  const members = new Map<Section, Spanned<string>[]>();
  for (const { label, section } of heads) {
    const naming = waveSectionOf(section);
    if (!naming || !label) continue;
    const listed = members.get(naming);
    if (listed) listed.push(label);
    else members.set(naming, [label]);
  }
  return sections.flatMap((section) => {
    const listed = members.get(section);
    const line = scan.lines[section.heading];
    if (section.wave === null || !listed || !line || regionOf(section) === "closed") return [];
    const title = plainText(section.text)
      .replace(/^[^:：(（—–-]*[:：(（—–-]?\s*/, "")
      .replace(/[)）]$/, "");
    return [
      {
        name: section.wave,
        source: "heading" as const,
        title,
        span: { start: line.content, end: line.contentEnd },
        members: listed,
      },
    ];
  });
}
