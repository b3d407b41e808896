import type { DamagedRun } from "../run/listing.ts";
import type { RunView, Standing } from "../run/view.ts";
import type { TaskRecord } from "../state.ts";
import { timeText, usageText } from "./amounts.ts";
import { oneLine, wrapWords } from "./cells.ts";
import { plural } from "./lint.ts";
import { stateWord } from "./run.ts";
import type { Style } from "./style.ts";

/** How it stands with a run, in words. */
export const standingWords: Readonly<Record<Standing, string>> = {
  running: "running",
  ended: "ended",
  interrupted: "interrupted",
  "cut-off": "cut off",
};

/** Columns of the longest of them. */
const standingWidth = "interrupted".length;

/** Two lines a run: which it is and how it stands; below it since when, how long, and what came of it. One for a damaged one. */
export function runsLines(runs: readonly (RunView | DamagedRun)[], style: Style): string[] {
  const { colors, width } = style;
  return runs.flatMap((one) => {
    if ("problem" in one)
      return [
        `${colors.bold(oneLine(one.id))}  ${colors.red("damaged".padEnd(standingWidth))}  ${oneLine(one.problem)}`,
      ];
    const { run, plan, standing, begun, elapsed, state } = one;
    const facts = [
      `begun ${momentText(begun)}`,
      timeText(elapsed),
      tallyText([...state.tasks.values()], standing === "running"),
      usageText(state.usage),
    ];
    const word = standingColors(style)[standing](standingWords[standing].padEnd(standingWidth));
    return [
      `${colors.bold(run)}  ${word}  ${oneLine(plan)}`,
      ...wrapWords(facts.join(" · "), width - 2).map((line) => colors.dim(`  ${line}`)),
    ];
  });
}

function standingColors({ colors }: Style): Readonly<Record<Standing, (text: string) => string>> {
  return { running: colors.blue, ended: String, interrupted: colors.yellow, "cut-off": colors.yellow };
}

/**
 * How many tasks there are, and how many in which state: `10 tasks: 8 done, 2 failed`.
 * @param alive whether a process works on the run just now
 */
export function tallyText(tasks: readonly TaskRecord[], alive: boolean): string {
  const counts = new Map<string, number>();
  for (const { state } of tasks) {
    const word = stateWord(state, alive);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const states = [...counts].map(([word, count]) => `${count} ${word}`).join(", ");
  return `${plural(tasks.length, "task")}: ${states || "none"}`;
}

/** A moment to the second: `2026-01-31 12:00:00 UTC`. `at`: ISO 8601, UTC. */
export function momentText(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
}
