import type { RunState } from "../state.ts";
import { totalTokens } from "../usage.ts";
import { clockText, countText, moneyText } from "./amounts.ts";
import { oneLine, truncate, widthOf } from "./cells.ts";
import type { LiveState } from "./live-state.ts";
import type { Style } from "./style.ts";

/** A frame of what turns while something goes on, and milliseconds each is seen. */
const frames = [..."⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"];
const frameTime = 120;

/** One character that turns as time goes by. */
export function spinnerAt({ since }: LiveState, now: number): string {
  return frames[Math.floor(Math.max(0, now - since) / frameTime) % frames.length] ?? "";
}

/**
 * The head of the view, a rule across it: how far the run is, and what it has used against its budget, as much as there
 * is room for. `─ ⠹ 3 of 10 done · 281,971 tokens · $0.92 of $5.00 · 2:05 of 8:00:00 ────`
 */
export function headLine(live: LiveState, now: number, { colors, width }: Style): string {
  const [first = "", ...others] =
    live.run === null || live.groups.length === 0
      ? [`starting opencode · ${clockText(now - live.since)}`]
      : runPieces(live.run, now);
  let text = `─ ${spinnerAt(live, now)} ${first}`;
  for (const piece of [...others, oneLine(live.file)]) {
    const longer = `${text} · ${piece}`;
    if (widthOf(longer) + 2 <= width) text = longer;
  }
  const line = truncate(text, width);
  const rest = width - widthOf(line) - 1;
  return colors.dim(rest > 0 ? `${line} ${"─".repeat(rest)}` : line);
}

/** The most telling first. */
function runPieces(run: RunState, now: number): string[] {
  const { budget } = run.limits;
  const records = [...run.tasks.values()].filter(({ state }) => state.name !== "skipped");
  const done = records.filter(({ state }) => state.name === "done").length;
  const phase = run.phase === "running" ? (run.paused ? "paused · " : "") : "stopping · ";
  const of = (bound: number | null, text: (amount: number) => string) =>
    bound === null ? "" : ` of ${text(bound)}`;
  const { cost } = run.usage;
  const money = `${moneyText(cost)}${of(budget.money, moneyText)}`;
  return [
    `${phase}${done} of ${records.length} done`,
    `${countText(totalTokens(run.usage))}${of(budget.tokens, countText)} tokens`,
    ...(cost > 0 || budget.money !== null ? [money] : []),
    `${clockText(run.elapsed + Math.max(0, now - run.at))}${of(budget.time, clockText)}`,
  ];
}
