import { wordPattern } from "../letters.ts";
import type { Box, Criterion, Task, WaveName } from "../plan.ts";
import type { LineBox, Scan } from "../scan.ts";
import type { Spanned } from "../source.ts";
import { readCommit } from "./commit.ts";
import { readCriteria, readLooseCriteria } from "./criteria.ts";
import { type Field, fieldWith, readFields } from "./fields.ts";
import type { Head } from "./head.ts";
import type { LabelIndex } from "./labels.ts";
import type { FieldName } from "./names.ts";
import { readParallel } from "./parallel.ts";
import { readProfile } from "./profile.ts";
import { readProse } from "./prose.ts";
import { readReferences } from "./references.ts";
import { readScenarios } from "./scenarios.ts";
import { waveOf } from "./sections.ts";
import { taskFields } from "./task-fields.ts";
import { readTitle } from "./title.ts";
import { waveIn } from "./waves.ts";
import { readWritten } from "./written.ts";

/** A task's head, its fields and the wave it stands in, before references can be resolved. */
export interface Draft {
  readonly head: Head;
  readonly fields: readonly Field[];
  readonly wave: Spanned<WaveName> | null;
  readonly final: boolean;
}

/** Reads what a task says by itself. */
export function draftTask(scan: Scan, head: Head): Draft {
  const fields = readFields(scan, head.body, head.to);
  const final = head.region === "final" || /^F\d/.test(head.label?.value ?? "");
  return { head, fields, wave: ownWave(scan, fields) ?? headingWave(scan, head), final };
}

/** Completes a task. `treeWave` is where the wave tree lists it. */
export function readTask(
  scan: Scan,
  draft: Draft,
  treeWave: Spanned<WaveName> | null,
  index: LabelIndex,
): Task {
  const { head, fields, final } = draft;
  const { text } = scan.source;
  const owner = head.label?.value ?? null;
  const profile = readProfile(scan, fields);
  const title = readTitle(text, head, final);
  const whatToDo = textOf(scan, fields, "whatToDo") ?? textOf(scan, fields, "whatAndMustNot");
  const intro = fields[0]?.line ?? head.to;
  const commit = readCommit(scan, fields, owner, index);
  return {
    label: head.label,
    title: title.title,
    box: head.box && boxOf(head.box),
    span: { start: scan.lines[head.line]?.start ?? 0, end: endOf(scan, head) },
    final,
    wave: draft.wave ?? treeWave,
    categories: profile.categories.length > 0 ? profile.categories : title.categories,
    agent: profile.agent ?? title.agent,
    skills: profile.skills.length > 0 ? profile.skills : title.skills,
    tools: profile.tools,
    blockedBy: blockedBy(text, head, fields, index),
    blocks: references(text, fields, "blocks", owner, index) ?? blocksInPassing(text, fields, owner, index),
    parallel: readParallel(scan, fields),
    fields: taskFields(scan, head.body, head.to, fields),
    files: readWritten(scan, fields, head.body, intro, commit),
    whatToDo: whatToDo ?? readProse(scan, scan.lines[head.body - 1]?.end ?? 0, head.body, intro),
    mustNotDo: textOf(scan, fields, "mustNotDo"),
    references: textOf(scan, fields, "references"),
    criteria: criteriaOf(scan, head, fields, intro),
    scenarios: readScenarios(scan, fields),
    commit,
  };
}

function boxOf(box: LineBox): Box {
  return { span: box.span, checked: box.mark.toLowerCase() === "x", blocked: box.mark === "~" };
}

function endOf(scan: Scan, head: Head): number {
  let last = head.to - 1;
  while (last > head.line && ["blank", "rule"].includes(scan.lines[last]?.kind ?? "blank")) last--;
  return scan.lines[last]?.end ?? 0;
}

function textOf(scan: Scan, fields: readonly Field[], name: FieldName): Spanned<string> | null {
  const field = fieldWith(fields, name);
  return field && readProse(scan, field.value.start, field.from, field.to);
}

function criteriaOf(scan: Scan, head: Head, fields: readonly Field[], intro: number): Criterion[] {
  if (fieldWith(fields, "criteria")) return readCriteria(scan, fields);
  return head.heading ? readLooseCriteria(scan, head.body, intro) : [];
}

function valueText(text: string, field: Field): string {
  return text.slice(field.value.start, field.value.end);
}

const bareWave = wordPattern(/^[\s`*]*(\d+|final)(?![\p{L}\p{N}])/iu);
const finalGroup = wordPattern(/^[\s`*]*final(?!\p{L})/iu);

/** The wave a task names: by its own field, its parallel group, or what it says of parallelization. */
function ownWave(scan: Scan, fields: readonly Field[]): Spanned<WaveName> | null {
  for (const name of ["wave", "group", "parallelization", "parallelizable"] as const) {
    const field = fieldWith(fields, name);
    if (!field) continue;
    const value = valueText(scan.source.text, field);
    const bare = bareWave.exec(value)?.[1];
    const wave = name === "wave" && bare ? (/\d/.test(bare) ? Number(bare) : "final") : waveIn(value);
    if (wave !== null) return { value: wave, span: field.value };
    if (name === "group" && finalGroup.test(value)) return { value: "final", span: field.value };
  }
  return null;
}

function headingWave(scan: Scan, head: Head): Spanned<WaveName> | null {
  const wave = waveOf(head.section);
  const line = scan.lines[head.section.heading];
  return wave === null || !line ? null : { value: wave, span: { start: line.content, end: line.contentEnd } };
}

function references(
  text: string,
  fields: readonly Field[],
  name: FieldName,
  owner: string | null,
  index: LabelIndex,
): Spanned<string>[] | null {
  for (const field of fields) {
    if (field.name !== name) continue;
    const found = readReferences(
      valueText(text, field),
      field.value.start,
      owner,
      index,
      name === "blocks" ? "after" : "before",
    );
    if (found) return found;
  }
  return null;
}

/** What a task blocks as it says in passing, without a colon: `Wave 2 | Blocks 4 | Blocked by 1`. */
function blocksInPassing(
  text: string,
  fields: readonly Field[],
  owner: string | null,
  index: LabelIndex,
): Spanned<string>[] | null {
  for (const field of fields) {
    if (field.name !== "parallelizable" && field.name !== "parallelization") continue;
    const value = valueText(text, field);
    const words = /(?:^|[|,;，；])\s*(?:un)?blocks\s+(?=\S)/i.exec(value);
    if (!words) continue;
    const start = words.index + words[0].length;
    const rest = value.slice(start).split(/[|;；]|[,，]?\s*blocked by/i, 1)[0] ?? "";
    const found = readReferences(rest, field.value.start + start, owner, index, "after");
    if (found) return found;
  }
  return null;
}

const inParallelization = wordPattern(
  /(?:(?:blocked by|depends? on|зависит от|dépend de|depende de|bergantung pada|hängt ab von|after|après|após|depois de|después de|tras|nach|после|setelah|requires|needs|waits? for)(?!\p{L})|依赖于?|被阻塞于?|阻塞于|之后)\s*[:：]?\s*/iu,
);
/** A note at the end of a title that says what the task waits for: `Docs [depends on Tasks 2-4]`. */
const inTitle =
  /[[(（]\s*(?:blocked by|depends? on|зависит от|dépend de|depende de|bergantung pada|依赖于?)\s*[:：]?\s*([^\])）]+)[\])）][\s*_]*$/i;
const blocksPart = /(?:[|,;]\s*)?\bblocks\b\s*[:：]?/i;

/**
 * What a task waits for: its own field, or what it says in passing: `NO (depends on 3)`, `Wave 2 | Blocked by 1`, or
 * in a note behind its title.
 */
function blockedBy(
  text: string,
  head: Head,
  fields: readonly Field[],
  index: LabelIndex,
): Spanned<string>[] | null {
  const owner = head.label?.value ?? null;
  const stated = references(text, fields, "blockedBy", owner, index);
  if (stated) return stated;
  for (const field of fields) {
    if (field.name !== "parallelizable" && field.name !== "parallelization") continue;
    const value = valueText(text, field);
    const words = inParallelization.exec(value);
    if (!words) continue;
    const start = words.index + words[0].length;
    const rest = value.slice(start).split(blocksPart)[0] ?? "";
    const found = readReferences(rest.replace(/[)）].*$/s, ""), field.value.start + start, owner, index);
    if (found) return found;
  }
  const title = text.slice(head.title.start, head.title.end);
  const note = inTitle.exec(title);
  if (!note?.[1]) return null;
  const start = head.title.start + note.index + note[0].indexOf(note[1]);
  return readReferences(note[1], start, owner, index);
}
