/** Which events are to be tried, as the command line has it. */
export interface Choice {
  /** As `--events` has it: `3,7,20-25`; all where it is absent. */
  readonly events?: string | undefined;
  /** As `--every` has it: every n-th of them, the first included; all where it is absent. */
  readonly every?: string | undefined;
}

/**
 * The positions chosen, in ascending order, each once.
 * @param count how many events there are: positions are from 1 to this
 * @throws an `Error` that says what is wrong with the choice
 */
export function positionsOf({ events, every }: Choice, count: number): number[] {
  const step = readWhole("--every", every ?? "1");
  const chosen = (events ?? `1-${count}`).split(",").flatMap((part) => rangeOf(part.trim(), count));
  return [...new Set(chosen)].sort((a, b) => a - b).filter((_, i) => i % step === 0);
}

/** The value of an option that takes a whole number from 1. Throws an `Error` that says so. */
export function readWhole(option: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${option} takes a whole number from 1, not "${text}"`);
  return Number(text);
}

function rangeOf(text: string, count: number): number[] {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  const [from, to] = [Number(first), Number(last)];
  if (!(from >= 1 && from <= to && to <= count))
    throw new Error(
      `--events takes numbers from 1 to ${count} and ranges of them, like 3,7,20-25, not "${text}"`,
    );
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
