import type { Plan } from "../../plan.ts";
import type { Span } from "../../source.ts";

/**
 * Tells where a plan has its work items: in its todo and final sections, and between its first item and its last
 * but for sections that are known to be about something else.
 */
export function listsOf(plan: Plan): (offset: number) => boolean {
  const isList = (names: string | null) => names === "todo" || names === "final";
  const lists = union(plan.outline.filter(({ names }) => isList(names)).map(({ span }) => span));
  const isInList = insideOf(lists);
  const isInTask = insideOf(union(plan.tasks.map(({ span }) => span)));
  const others = union(
    plan.outline
      .filter(({ names }) => names !== null && !isList(names))
      .map(({ span }) => span)
      .filter(({ start }) => !isInList(start) && !isInTask(start)),
  );
  const first = plan.tasks[0];
  const last = plan.tasks.at(-1);
  const work = first && last ? [{ start: first.span.start, end: last.span.end }] : [];
  const isListed = insideOf(union([...lists, ...work]));
  const isOther = insideOf(others);
  return (offset) => isListed(offset) && !isOther(offset);
}

/** The same stretches of the text in order, those that touch or overlap in one. */
function union(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const before = merged.at(-1);
    if (before && span.start <= before.end)
      merged[merged.length - 1] = { start: before.start, end: Math.max(before.end, span.end) };
    else merged.push(span);
  }
  return merged;
}

/** Tells whether offsets lie in one of some spans that are in order and apart. */
export function insideOf(spans: readonly Span[]): (offset: number) => boolean {
  return (offset) => {
    let low = 0;
    let high = spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((spans[middle]?.end ?? offset) <= offset) low = middle + 1;
      else high = middle;
    }
    return (spans[low]?.start ?? Number.POSITIVE_INFINITY) <= offset;
  };
}

/** A number above all numbers in labels: free for a label of its own. */
export function nextNumber(plan: Plan): number {
  let highest = 0;
  for (const { label } of plan.tasks)
    highest = Math.max(highest, Number(/\d{1,9}/.exec(label?.value ?? "")?.[0] ?? 0));
  return highest + 1;
}
