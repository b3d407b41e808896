import { wordPattern } from "../letters.ts";
import type { Spanned } from "../source.ts";

/** A task's label at the beginning of a text, and where the title after it starts. */
export interface LabelHead {
  readonly label: Spanned<string>;
  /** Offset of what follows the label and its punctuation. */
  readonly rest: number;
  /** A word such as `Task` stands before the label. */
  readonly worded: boolean;
}

/** What a task is called before its number, in the languages of `vocabulary.ts`. */
export const taskWords =
  "tasks?|todos?|work items?|任务|任務|待办|태스크|작업|タスク|tareas?|tâches?|tarefas?|aufgaben?|задач[аиеуы]?|tugas|görev";

/** `1`, `3a`, `2A`, `1.2`, `1-2`, `T4`, `L1.1`, `FV1`; a range of them (`T27-T30`) is one label too. */
export const labelPattern = String.raw`[A-Z]{0,3}\d+[a-zA-Z]?(?:\.\d+[a-zA-Z]?)*`;

const wordedLabel = wordPattern(
  new RegExp(
    String.raw`[*_~\s]*(?:${taskWords})\s*#?\s*(${labelPattern}(?:-${labelPattern})?)(?:[*_~\s]*[.:：)、]+[*_~\s]*|[*_~]*\s+(?:[-–—]\s+)?(?=\S)|\s*$)`,
    "iuyd",
  ),
);
const bareLabel = wordPattern(
  new RegExp(
    String.raw`[*_~\s]*(${labelPattern}(?:-${labelPattern})?)(?:[*_~\s]*[.:：)、](?!\d)[*_~\s]*|(?<![A-Z])[*_~]*\s+[-–—]\s+)`,
    "uyd",
  ),
);
/** `1.2 Title`: without punctuation only a number in parts is a label, not a title's first number. */
const dottedLabel = wordPattern(/[*_~\s]*(\d+(?:\.\d+)+[a-z]?)[*_~]*\s+(?=\p{L})/duy);
/** `F1 Title` and ``F1 — Title``, within emphasis: `**F1 Plan compliance**`. */
const reviewLabel = /[*_\s]*(F\d+)[*_]*\s*(?:[-–—:]\s*)?/dy;

/** Reads the label a title begins with; null when it begins with none. `offset` is where `text` stands. */
export function readLabel(text: string, offset: number): LabelHead | null {
  return headWith(wordedLabel, text, offset, true) ?? readBareLabel(text, offset);
}

/** Like `readLabel`, for a label without a word before it. */
export function readBareLabel(text: string, offset: number): LabelHead | null {
  return headWith(bareLabel, text, offset, false) ?? headWith(dottedLabel, text, offset, false);
}

/** Reads the label of a final review, which needs no punctuation after it. */
export function readReviewLabel(text: string, offset: number): LabelHead | null {
  return readLabel(text, offset) ?? headWith(reviewLabel, text, offset, false);
}

function headWith(pattern: RegExp, text: string, offset: number, worded: boolean): LabelHead | null {
  pattern.lastIndex = 0;
  const match = pattern.exec(text);
  const value = match?.[1];
  if (!match || value === undefined) return null;
  // `Todo 4 execution clarification` and `Tasks 5-8 Remarks` speak of items; a title after nothing but a space
  // begins with a capital and stands behind a single label.
  if (
    worded &&
    /\s$/.test(match[0]) &&
    !/[.:：)、–—-]\s*$/.test(match[0]) &&
    (/^\p{Ll}/u.test(text.slice(match[0].length)) || value.includes("-"))
  )
    return null;
  const start = offset + (match.indices?.[1]?.[0] ?? 0);
  return {
    label: { value, span: { start, end: start + value.length } },
    rest: offset + match[0].length,
    worded,
  };
}

/** The labels of a plan's tasks, to resolve what refers to them. */
export interface LabelIndex {
  /** Labels in document order. */
  readonly all: readonly string[];
  /** The plan's own spelling of a reference: `T1` for `1` and the other way round; null when no task has it. */
  resolve(reference: string): string | null;
  /** Labels of the tasks of a wave. */
  ofWave(name: number | "final"): readonly string[];
  /** Labels of the tasks that come before the one with this label, in document order; all when it is null. */
  before(label: string | null): readonly string[];
  /** Labels of the tasks that come after it; none when it is null. */
  after(label: string | null): readonly string[];
}

/** A task as the index needs it. */
export interface Labelled {
  readonly label: string;
  readonly wave: number | "final" | null;
  readonly final: boolean;
}

/** Indexes the labels of a plan. */
export function indexLabels(tasks: readonly Labelled[]): LabelIndex {
  const all = tasks.map((task) => task.label);
  const byKey = new Map<string, string>();
  for (const label of all) if (!byKey.has(label.toLowerCase())) byKey.set(label.toLowerCase(), label);
  const waves = new Map<number | "final", string[]>();
  for (const { label, wave } of tasks) {
    if (wave === null) continue;
    const members = waves.get(wave);
    if (members) members.push(label);
    else waves.set(wave, [label]);
  }
  const ordinary = tasks.filter((task) => !task.final).map((task) => task.label);
  const position = new Map(ordinary.map((label, index) => [label, index] as const).reverse());
  return {
    all,
    resolve(reference) {
      const key = reference.toLowerCase();
      return byKey.get(key) ?? byKey.get(/^t\d/.test(key) ? key.slice(1) : `t${key}`) ?? null;
    },
    ofWave: (name) => waves.get(name) ?? [],
    before: (label) =>
      ordinary.slice(0, label === null ? ordinary.length : (position.get(label) ?? ordinary.length)),
    after: (label) => ordinary.slice((position.get(label ?? "") ?? ordinary.length) + 1),
  };
}

/** Expands `T1-T4`: by number where both ends have the same letters, else by the plan's own order. */
export function expandRange(from: string, to: string, index: LabelIndex): string[] {
  const first = /^(\D*)(\d+)$/.exec(from);
  const last = /^(\D*)(\d+)$/.exec(to);
  if (first && last && (first[1] === last[1] || last[1] === "")) {
    const low = Number(first[2]);
    const high = Number(last[2]);
    // So long a range is a misreading, such as years or ports: no plan written by hand or planner has such a list.
    if (high < low || high - low > 500) return [from, to];
    const labels: string[] = [];
    for (let n = low; n <= high; n++) labels.push(`${first[1]}${n}`);
    return labels;
  }
  const start = index.all.indexOf(index.resolve(from) ?? "");
  const end = index.all.indexOf(index.resolve(to) ?? "");
  return start >= 0 && end >= start ? index.all.slice(start, end + 1) : [from, to];
}
