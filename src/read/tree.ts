import { plainText } from "../inline.ts";
import { wordPattern } from "../letters.ts";
import type { Wave, WaveName } from "../plan.ts";
import type { Line, Scan } from "../scan.ts";
import type { Span, Spanned } from "../source.ts";
import { expandRange, type LabelIndex, labelPattern, taskWords } from "./labels.ts";
import { readReferences } from "./references.ts";
import { type Section, sectionWith } from "./sections.ts";
import { waveMentions } from "./waves.ts";

/** A wave and the labels as the tree writes them, ranges not yet expanded. */
interface Entry {
  readonly name: WaveName;
  readonly title: string;
  readonly span: Span;
  readonly members: { readonly text: string; readonly start: number; readonly list: boolean }[];
}

/** `FINAL: …`, `**Final Verification Wave**`: a final wave that no mention of a wave names, at the beginning of a line. */
const finalHeader = wordPattern(
  /^[\s>*_#-]*(?:final(?: verification| review)?(?: wave)?|最终验证波次|最终波)(?![\p{L}])/iu,
);
/** `├── Task 1: Title [quick]`, `- T4-T6: …`, `- [x] Task F1: …`. */
const member = wordPattern(
  new RegExp(
    String.raw`^[\s>│├└─┬|+\\*_-]*(?:\[.\]\s*)?[*_]*(?:(?:${taskWords})\s*#?\s*)?(${labelPattern}(?:\s*[-–—~]\s*(?:T(?:ask)?\s*)?${labelPattern})?)[*_]*\s*(?:[:：.)）、|]|[-–—]\s|[(（]|$)`,
    "iud",
  ),
);

/**
 * Reads the waves of a plan's wave tree: lines that name a wave, and below each the lines that name tasks, drawn
 * in a fence or written as a list. The first mention of a task counts. Empty when the plan has no such section.
 */
export function readTree(scan: Scan, sections: readonly Section[]): Entry[] {
  const section = sectionWith(sections, "waves", "strategy");
  if (!section) return [];
  const entries: Entry[] = [];
  for (let at = section.from; at < section.close; at++) {
    const line = scan.lines[at];
    if (!line || line.kind === "blank") continue;
    if (line.kind === "heading" && isOtherPart(sections, at)) break;
    const text = scan.source.text.slice(line.start, line.contentEnd);
    const header = headerOf(text, line);
    if (header) entries.push(header);
    else addMember(entries.at(-1), text, line.start);
  }
  return entries;
}

/** The members of each wave as labels of the plan. A wave drawn twice is one, a task listed twice stands in the first. */
export function resolveTree(entries: readonly Entry[], index: LabelIndex): Wave[] {
  const waves = new Map<WaveName, Wave & { members: Spanned<string>[] }>();
  const seen = new Set<string>();
  for (const { name, title, span, members } of entries) {
    const wave = waves.get(name) ?? { name, source: "tree", title, span, members: [] };
    waves.set(name, wave);
    for (const label of members.flatMap((found) => labelsOf(found, index))) {
      if (!seen.has(label.value)) wave.members.push(label);
      seen.add(label.value);
    }
  }
  return [...waves.values()];
}

function labelsOf(found: Entry["members"][number], index: LabelIndex): Spanned<string>[] {
  const { text, start, list } = found;
  if (list) return readReferences(text, start, null, index) ?? [];
  const span = { start, end: start + text.length };
  const [from = text, to] = text.split(/\s*[-–—~]\s*(?:T(?:ask)?\s*)?(?=[A-Z]{0,3}\d)/i);
  const labels = to === undefined ? [from] : expandRange(from, to, index);
  return labels.map((label) => ({ value: index.resolve(label) ?? label, span }));
}

function isOtherPart(sections: readonly Section[], heading: number): boolean {
  const name = sections.find((section) => section.heading === heading)?.name ?? null;
  return name !== null && name !== "waves" && name !== "final";
}

/**
 * A line that names a wave first, as `Wave 1 (Start Immediately):`, `**Wave 2**: Tasks 3-5` and `第 1 波：…` do; what it
 * lists after a colon are members too.
 */
function headerOf(text: string, line: Line): Entry | null {
  const mention = waveMentions(text)[0];
  const leads = mention && /^[\s>*_#│-]*(?:\d+[.)]\s*)?$/.test(text.slice(0, mention.start));
  const final = leads ? null : finalHeader.exec(text);
  if (!(leads && mention) && !final) return null;
  const name = leads && mention ? mention.name : "final";
  const end = leads && mention ? mention.end : (final?.[0].length ?? 0);
  const rest = text.slice(end);
  const colon = rest.search(/[:：]|→/);
  const inline = colon < 0 ? "" : rest.slice(colon + 1);
  const members: Entry["members"] = [];
  if (/\d/.test(inline)) members.push({ text: inline, start: line.start + end + colon + 1, list: true });
  else {
    const note = /[(（]\s*(?:tasks?|任务|태스크|T(?=\d))[^)）]*[)）]/i.exec(rest);
    if (note)
      members.push({ text: note[0].slice(1, -1), start: line.start + end + note.index + 1, list: true });
  }
  return {
    name,
    title: plainText(rest.replace(/[:：].*$/, "")).replace(/^[\s(（—–-]+|[\s)）]+$/g, ""),
    span: { start: line.content, end: line.contentEnd },
    members,
  };
}

function addMember(entry: Entry | undefined, text: string, offset: number): void {
  const match = member.exec(text);
  const span = match?.indices?.[1];
  if (!entry || !match?.[1] || !span) return;
  entry.members.push({ text: match[1], start: offset + span[0], list: false });
}
