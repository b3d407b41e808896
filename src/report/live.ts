import { isUnderWay, type RunState, type TaskRecord } from "../state.ts";
import { oneLine, truncate, widthOf } from "./cells.ts";
import { plural } from "./lint.ts";
import { headLine, spinnerAt } from "./live-head.ts";
import { arrange, type LiveRow } from "./live-layout.ts";
import type { LiveGroup, LiveState } from "./live-state.ts";
import { taskDetails } from "./live-task.ts";
import { stateMark } from "./run.ts";
import type { Style } from "./style.ts";

/** Columns from which on there is room for more than the most telling, and below which a title alone is shown. */
const wideFrom = 110;
const narrowBelow = 24;
/** How much of a line titles may take. */
const titleShare = 0.4;

/**
 * A run as it goes on, for the lower part of a terminal: how far it is and what it has used, then its tasks by wave,
 * what runs and what waits for a person before all else.
 * @param now milliseconds since 1970
 * @param height lines there is room for
 * @returns at most so many lines, none wider than the style's width
 */
export function liveLines(live: LiveState, now: number, style: Style, height: number): string[] {
  const { run } = live;
  if (height < 1 || style.width < 1) return [];
  const head = headLine(live, now, style);
  if (run === null) return [head];
  const urgencies = new Map([...run.tasks].map(([id, record]) => [id, urgencyOf(record, now)]));
  const urgency = (id: string) => urgencies.get(id) ?? least;
  const rows = arrange(groupsOf(live, run), height - 1, urgency, (id) => urgency(id) <= lastUrgent);
  const longest = Math.max(
    0,
    ...rows.map((row) => (row.kind === "task" ? widthOf(titleOf(run, row.id)) : 0)),
  );
  const frame = { live, run, now, style, longest };
  return [head, ...rows.map((row) => rowLine(row, frame))];
}

/** The waves with what an edit of the plan has added, and without what it has removed or is left out of the run. */
function groupsOf({ groups }: LiveState, { tasks }: RunState): LiveGroup[] {
  const known = new Set(groups.flatMap((group) => group.tasks));
  const added = groups.length === 0 ? [] : [...tasks.keys()].filter((id) => !known.has(id));
  const isThere = (id: string) => tasks.has(id) && tasks.get(id)?.state.name !== "skipped";
  return [...groups, { title: "Added", tasks: added }]
    .map((group) => ({ ...group, tasks: group.tasks.filter(isThere) }))
    .filter((group) => group.tasks.length > 0);
}

/** What runs and what needs a person goes before everything else. */
const lastUrgent = 1;
const least = 6;

/** How soon somebody wants to see a task: 0 for at once. */
function urgencyOf({ state }: TaskRecord, now: number): number {
  if (isUnderWay(state)) return 0;
  if (state.name === "awaiting") return 1;
  if (state.name === "failed" || state.name === "cancelled") return 2;
  if (state.name === "waiting") return (state.notBefore ?? 0) > now || state.resume !== null ? 3 : 4;
  return state.name === "done" ? 5 : least;
}

/** What the lines of one moment are drawn from. */
interface Frame {
  readonly live: LiveState;
  readonly run: RunState;
  readonly now: number;
  readonly style: Style;
  /** Columns of the longest title shown, its label included. */
  readonly longest: number;
}

function rowLine(row: LiveRow, frame: Frame): string {
  const { colors, width } = frame.style;
  if (row.kind === "task") return taskLine(row.id, frame);
  const tally = row.hidden.length > 0 ? `… ${tallyOf(row.hidden, frame.run)}` : "";
  if (row.kind === "rest") {
    const waves = row.groups > 0 ? `${plural(row.groups, "other wave")}: ` : "";
    return colors.dim(truncate(tally.replace("… ", `… ${waves}`), width));
  }
  // How many there are says more than the end of a long title.
  const room = width - widthOf(tally) - 2;
  if (row.title === "" || room < 1) return colors.cyan(truncate(tally, width));
  return colors.cyan([truncate(row.title, tally === "" ? width : room), tally].join("  ").trimEnd());
}

function taskLine(id: string, { live, run, now, style, longest }: Frame): string {
  const { colors, width } = style;
  const record = run.tasks.get(id);
  if (record === undefined) return "";
  const isBusy = isUnderWay(record.state);
  const mark = isBusy ? colors.blue(spinnerAt(live, now)) : stateMark(record, style);
  const title = titleOf(run, id);
  const room = width - 2;
  if (room < 1) return mark;
  if (width < narrowBelow) return `${mark} ${truncate(title, room)}`;
  const column = Math.min(longest, Math.floor(room * titleShare));
  const shown = truncate(title, column);
  const gap = " ".repeat(Math.max(0, column - widthOf(shown)) + 2);
  const details = taskDetails(live, record, run, now, width >= wideFrom).join(" · ");
  const said = truncate(details, room - column - 2);
  return `${mark} ${shown}${gap}${isBusy ? said : colors.dim(said)}`;
}

function titleOf(run: RunState, id: string): string {
  return oneLine(`${id}. ${run.tasks.get(id)?.spec.title ?? ""}`);
}

/** How many of some tasks stand how: `37 done, 41 waiting`. */
function tallyOf(ids: readonly string[], run: RunState): string {
  const counts = new Map<string, number>();
  for (const id of ids) {
    const record = run.tasks.get(id);
    if (record !== undefined) counts.set(wordOf(record), (counts.get(wordOf(record)) ?? 0) + 1);
  }
  return [...counts].map(([word, count]) => `${count} ${word}`).join(", ");
}

function wordOf({ state }: TaskRecord): string {
  if (isUnderWay(state)) return "running";
  if (state.name === "awaiting") return "waiting for a person";
  return state.name;
}
