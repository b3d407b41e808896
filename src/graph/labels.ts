import type { Task } from "../plan.ts";
import { groupBy } from "./group-by.ts";

/** Labels of a plan's tasks, and what a reference to one means. Tasks are named by their index in the plan. */
export interface Labels {
  /** Id of each task in document order: its label, or `@<n>` for the n-th task when it has none of its own. */
  readonly ids: readonly string[];
  /** Labels that name a task, in a few words; empty when no task has one. */
  readonly summary: string;
  /** The task a reference names, or null. Case does not matter; `T1` means `1` where no label has a T. */
  find(reference: string): number | null;
  /**
   * The label that a reference names in another spelling, as `1-2` names `1.2`, `03` names `3`, and `2` names `2.1`
   * where no other label begins so. A wrong number is as near to one label as to the next: nothing is made of it.
   */
  suggest(reference: string): string | null;
}

/** Gives each task its id. Of tasks with the same label the first has it. */
export function indexLabels(tasks: readonly Task[]): Labels {
  const byKey = new Map<string, number>();
  const ids = tasks.map((task, index) => {
    const label = task.label?.value;
    if (label === undefined || byKey.has(key(label))) return `@${index + 1}`;
    byKey.set(key(label), index);
    return label;
  });
  const keys = [...byKey.keys()];
  const anyWithT = keys.some((k) => /^t\d/.test(k));
  const anyBare = keys.some((k) => /^\d/.test(k));
  const known = ids.filter((id) => byKey.has(key(id)));
  const spelled = known.map((label) => ({ label, parts: partsOf(label) }));
  const bySpelling = new Map(spelled.map(({ label, parts }) => [parts.join(" "), label]));
  const byBeginning = groupBy(
    spelled.flatMap(({ label, parts }) =>
      parts.slice(1).map((_, i) => ({ label, begins: parts.slice(0, i + 1).join(" ") })),
    ),
    ({ begins }) => begins,
  );
  return {
    ids,
    summary: summarizeLabels(known),
    suggest(reference) {
      const wanted = partsOf(reference).join(" ");
      const [only, ...others] = byBeginning.get(wanted) ?? [];
      return bySpelling.get(wanted) ?? (others.length === 0 ? (only?.label ?? null) : null);
    },
    find(reference) {
      const wanted = key(reference);
      const exact = byKey.get(wanted);
      if (exact !== undefined) return exact;
      if (!anyWithT && /^t\d/.test(wanted)) return byKey.get(wanted.slice(1)) ?? null;
      if (!anyBare && /^\d/.test(wanted)) return byKey.get(`t${wanted}`) ?? null;
      return null;
    },
  };
}

/** What makes two labels the same. */
export function key(label: string): string {
  return label.toLowerCase();
}

/** Letters and numbers of a label, in turn: what is left when it is spelled in another way. */
function partsOf(label: string): string[] {
  return (key(label).match(/\d+|\p{L}+/gu) ?? []).map((part) => part.replace(/^0+(?=\d)/, ""));
}

/** The letters before the number, where T is as good as none. */
export function kindOf(label: string): string {
  return /^[a-z]*/.exec(key(label))?.[0].replace(/^t$/, "") ?? "";
}

/** Labels in a few words, long runs of numbers drawn together: `1`–`4`, `3a`, `F1`, `F2`. */
export function summarizeLabels(labels: readonly string[]): string {
  const runs: string[][] = [];
  for (const label of labels) {
    const run = runs.at(-1);
    if (run && follows(run.at(-1) ?? "", label)) run.push(label);
    else runs.push([label]);
  }
  return runs
    .flatMap((run) =>
      run.length > 2 ? [`\`${run[0]}\`–\`${run.at(-1)}\``] : run.map((label) => `\`${label}\``),
    )
    .join(", ");
}

/**
 * Tasks as the subject of a sentence: task `1`, or tasks `8`–`13`. One without a label of its own is "this task",
 * since its id says nothing to a reader.
 */
export function nameTasks(ids: readonly string[]): string {
  if (ids.length === 1) return ids[0]?.startsWith("@") ? "this task" : `task \`${ids[0]}\``;
  return `tasks ${summarizeLabels(ids)}`;
}

function follows(before: string, label: string): boolean {
  const a = /^(\D*)(\d+)$/.exec(before);
  const b = /^(\D*)(\d+)$/.exec(label);
  return a !== null && b !== null && a[1] === b[1] && Number(a[2]) + 1 === Number(b[2]);
}
