import type { Task } from "../plan.ts";
import { closest } from "../suggest.ts";

/** Labels of a plan's tasks, and what a reference to one means. Tasks are named by their index in the plan. */
export interface Labels {
  /** Id of each task in document order: its label, or `@<n>` for the n-th task when it has none of its own. */
  readonly ids: readonly string[];
  /** Labels that name a task, in a few words; empty when no task has one. */
  readonly summary: string;
  /** The task a reference names, or null. Case does not matter; `T1` means `1` where no label has a T. */
  find(reference: string): number | null;
  /**
   * The label most likely meant by a reference that names no task; of equally near ones the nearest in number.
   * Only labels of the same kind come into question: `F4` is never meant by `4`.
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
  // A reference that leads nowhere is often repeated, and the search is the one slow thing here.
  const suggestions = new Map<string, string | null>();
  return {
    ids,
    summary: summarizeLabels(known),
    suggest(reference) {
      const suggestion = suggestions.get(reference) ?? suggestLabel(reference, known);
      suggestions.set(reference, suggestion);
      return suggestion;
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

function suggestLabel(reference: string, known: readonly string[]): string | null {
  const wanted = numberOf(reference);
  const alike = known.filter((label) => kindOf(label) === kindOf(reference));
  const distance = (label: string) => Math.abs(numberOf(label) - wanted);
  return closest(
    reference,
    alike.sort((a, b) => distance(a) - distance(b)),
  );
}

/** The letters before the number, where T is as good as none. */
function kindOf(label: string): string {
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

function follows(before: string, label: string): boolean {
  const a = /^(\D*)(\d+)$/.exec(before);
  const b = /^(\D*)(\d+)$/.exec(label);
  return a !== null && b !== null && a[1] === b[1] && Number(a[2]) + 1 === Number(b[2]);
}

function numberOf(label: string): number {
  return Number(/\d+(\.\d+)?/.exec(label)?.[0] ?? 0);
}
