import type { LiveGroup } from "./live-state.ts";

/** A line of the view below its head. */
export type LiveRow =
  | { readonly kind: "task"; readonly id: string }
  /** The head of a wave, with those of its tasks that have no line of their own. */
  | { readonly kind: "group"; readonly title: string; readonly hidden: readonly string[] }
  /** Waves, or tasks whatever their wave, for which there is no room. */
  | { readonly kind: "rest"; readonly groups: number; readonly hidden: readonly string[] };

/** How much a task is worth a line: 0 for what has one wherever there is room for it, the more the less. */
export type Urgency = (id: string) => number;

/**
 * Picks what is shown of tasks in so many lines. Where all have room, all are shown, by wave. Else the urgent ones have
 * lines, and after them as many as there is room for, while of the others each wave tells how many there are. Where
 * there is no room for the heads of all waves, those with urgent tasks have one; then none has.
 * @param isUrgent has a line before any head of a wave has
 */
export function arrange(
  groups: readonly LiveGroup[],
  room: number,
  urgency: Urgency,
  isUrgent: (id: string) => boolean,
): LiveRow[] {
  const all = groups.flatMap(({ tasks }) => tasks);
  const heads = groups.filter(({ title }) => title !== "").length;
  if (all.length + heads <= room) return rowsOf(groups, new Set(all));
  const urgent = all.filter(isUrgent);
  if (groups.length + urgent.length <= room)
    return rowsOf(groups, mostUrgent(all, urgency, room - groups.length));
  const busy = groups.filter(({ tasks }) => tasks.some(isUrgent));
  const others = groups.filter((group) => !busy.includes(group));
  const left = room - busy.length - 1;
  if (busy.length > 0 && others.length > 0 && urgent.length <= left) {
    const shown = mostUrgent(
      busy.flatMap(({ tasks }) => tasks),
      urgency,
      left,
    );
    const hidden = others.flatMap(({ tasks }) => tasks);
    return [...rowsOf(busy, shown), { kind: "rest", groups: others.length, hidden }];
  }
  if (room === 0) return [];
  const shown = mostUrgent(all, urgency, all.length <= room ? room : room - 1);
  const rows = all.filter((id) => shown.has(id)).map((id): LiveRow => ({ kind: "task", id }));
  const hidden = all.filter((id) => !shown.has(id));
  return hidden.length === 0 ? rows : [...rows, { kind: "rest", groups: 0, hidden }];
}

/** The first so many by urgency, then by place. */
function mostUrgent(ids: readonly string[], urgency: Urgency, count: number): Set<string> {
  return new Set([...ids].sort((a, b) => urgency(a) - urgency(b)).slice(0, count));
}

function rowsOf(groups: readonly LiveGroup[], shown: ReadonlySet<string>): LiveRow[] {
  return groups.flatMap(({ title, tasks }): LiveRow[] => {
    const hidden = tasks.filter((id) => !shown.has(id));
    const rows = tasks.filter((id) => shown.has(id)).map((id): LiveRow => ({ kind: "task", id }));
    return title === "" && hidden.length === 0 ? rows : [{ kind: "group", title, hidden }, ...rows];
  });
}
