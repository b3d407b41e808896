import type { Diagnostic } from "./diagnostic.ts";
import { plainText } from "./inline.ts";
import type { Plan, Task, Wave, WaveName } from "./plan.ts";
import { readContext } from "./read/context.ts";
import { findHeads } from "./read/heads.ts";
import { indexLabels, type LabelIndex } from "./read/labels.ts";
import { readMatrix } from "./read/matrix.ts";
import { readSections, regionOf, type Section } from "./read/sections.ts";
import { type Draft, draftTask, readTask } from "./read/task.ts";
import { readTree, resolveTree } from "./read/tree.ts";
import { type Scan, scan as scanSource } from "./scan.ts";
import type { Source, Spanned } from "./source.ts";

/**
 * Reads a plan: the sections, the work items in them, the waves and the dependency matrix, each value with its
 * span. Any text can be read; one without work items gives a plan without tasks. What is wrong with a plan is
 * the business of lint; the reader has no findings of its own so far.
 */
export function readPlan(source: Source): [Plan, Diagnostic[]] {
  const scan = scanSource(source);
  const sections = readSections(scan);
  const drafts = findHeads(scan, sections).map((head) => draftTask(scan, head));

  // The tree may name a wave that a task's Blocked By then refers to, so waves are settled first.
  const entries = readTree(scan, sections);
  const listed = wavesByLabel(resolveTree(entries, indexOf(drafts, new Map())));
  const index = indexOf(drafts, listed);
  const tree = resolveTree(entries, index);

  const tasks = drafts.map((draft) =>
    readTask(scan, draft, listed.get(draft.head.label?.value ?? "") ?? null, index),
  );
  const plan: Plan = {
    title: readTitle(scan, sections),
    tasks,
    waves: tree.length > 0 ? tree : wavesOfHeadings(scan, sections, drafts, tasks),
    matrix: readMatrix(scan, sections, index),
    context: readContext(scan, sections),
    criteria: [],
    commits: [],
    criticalPath: null,
    outline: [],
  };
  return [plan, []];
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

function indexOf(drafts: readonly Draft[], listed: ReadonlyMap<string, Spanned<WaveName>>): LabelIndex {
  return indexLabels(
    drafts.flatMap(({ head, wave, final }) => {
      const label = head.label?.value;
      if (label === undefined) return [];
      return [{ label, wave: (wave ?? listed.get(label))?.value ?? null, final }];
    }),
  );
}

/** Without a tree the headings that name waves stand for it, with the tasks below each. */
function wavesOfHeadings(
  scan: Scan,
  sections: readonly Section[],
  drafts: readonly Draft[],
  tasks: readonly Task[],
): Wave[] {
  return sections.flatMap((section) => {
    if (section.wave === null || regionOf(section) === "closed") return [];
    const line = scan.lines[section.heading];
    const members = tasks.flatMap((task, i) => {
      const at = drafts[i]?.head.line ?? -1;
      return task.label && at >= section.heading && at < section.close ? [task.label] : [];
    });
    if (!line || members.length === 0) return [];
    const title = plainText(section.text)
      .replace(/^[^:：(（—–-]*[:：(（—–-]?\s*/u, "")
      .replace(/[)）]$/, "");
    return [
      {
        name: section.wave,
        source: "heading" as const,
        title,
        span: { start: line.content, end: line.contentEnd },
        members,
      },
    ];
  });
}
