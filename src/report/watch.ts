import type { RunView } from "../run/view.ts";
import { isUnderWay, type TaskRecord } from "../state.ts";
import { timeText, usageText } from "./amounts.ts";
import { oneLine, truncate } from "./cells.ts";
import { stateMark, stateText, summaryLines } from "./run.ts";
import { standingWords, tallyText } from "./runs.ts";
import { createStyle, type Style } from "./style.ts";

/** Lines beside those of tasks: the heading and the tally, each with an empty line between it and the tasks. */
const frame = 4;

/**
 * Where a run stands just now, in as few lines as there is room for: of more tasks than that, those that somebody
 * would look for first are shown, in the order of the plan.
 * @param now milliseconds since 1970
 * @param height most lines; where there is no room for tasks, only how many are in which state is told
 */
export function watchLines(view: RunView, now: number, height: number, style: Style): string[] {
  const { colors, width } = style;
  const { run, plan, standing, elapsed, state, since } = view;
  const plain = createStyle(false, width);
  const tasks = [...state.tasks.values()];
  // No event tells that time goes by.
  const spent = elapsed + Math.max(0, now - Date.parse(view.lastEvent));
  const tally = truncate(`${tallyText(tasks, true)} · ${timeText(spent)} · ${usageText(state.usage)}`, width);
  const room = height - frame;
  if (room < 1) return [tally];
  const shown = tasks.length <= room ? tasks : mostUrgent(tasks, room - 1, since);
  const visible = new Set(shown);
  const left = tasks.filter((task) => !visible.has(task));
  const lines = shown.map((record) => {
    const begun = since.get(record.spec.id);
    const goesOn = isUnderWay(record.state) && begun !== undefined;
    const words = goesOn
      ? `${record.state.name}, attempt ${record.attempts}, ${timeText(Math.max(0, now - begun))}`
      : stateText(record, true, plain);
    const text = oneLine(`${record.spec.id}. ${record.spec.title} · ${words}`);
    return `${stateMark(record, style)} ${truncate(text, width - 2)}`;
  });
  return [
    colors.bold(truncate(oneLine(`${plan} run ${run} ${standingWords[standing]}`), width)),
    "",
    ...lines,
    ...(left.length === 0 ? [] : [colors.dim(truncate(`… and ${tallyText(left, true)}`, width))]),
    "",
    tally,
  ];
}

/** So many of the tasks, in the order in which they come: of those that are done the latest. */
function mostUrgent(
  tasks: readonly TaskRecord[],
  count: number,
  since: ReadonlyMap<string, number>,
): readonly TaskRecord[] {
  const byUrgency = tasks.toSorted(
    (a, b) =>
      urgencyOf(a) - urgencyOf(b) ||
      (a.state.name === "done" ? (since.get(b.spec.id) ?? 0) - (since.get(a.spec.id) ?? 0) : 0),
  );
  const chosen = new Set(byUrgency.slice(0, count));
  return tasks.filter((task) => chosen.has(task));
}

/** From 0: what somebody who watches looks for first. */
function urgencyOf({ state }: TaskRecord): number {
  if (isUnderWay(state)) return 0;
  switch (state.name) {
    case "failed":
    case "awaiting":
      return 1;
    case "waiting":
      return 2;
    case "done":
      return 3;
    default:
      return 4;
  }
}

/** What two looks at a run have to differ in for the second to be worth telling. */
export function watchedState({ standing, state }: RunView): string {
  return [
    standing,
    ...summaryLines({ ...state, elapsed: 0 }, standing === "running", null, createStyle(false)),
  ].join("\n");
}
