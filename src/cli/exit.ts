/** How a command ends, as its exit status: the same everywhere. */
export const exit = {
  /** Done, or clean. */
  done: 0,
  /** Errors were found, or tasks failed. */
  failed: 1,
  /** Wrong usage, unusable input, or an internal error. */
  usage: 2,
  /** Something waits for a person. */
  waiting: 3,
  /** The budget is spent. */
  budget: 4,
  /** Ended by Ctrl-C or SIGTERM: 128 + SIGINT, as shells have it. */
  interrupted: 130,
} as const;

/** One of the exit statuses. */
export type ExitCode = (typeof exit)[keyof typeof exit];

const precedence: readonly ExitCode[] = [
  exit.interrupted,
  exit.usage,
  exit.budget,
  exit.failed,
  exit.waiting,
];

/** The one status that stands for several: 130 before 2, 4, 1, 3; 0 when there are none or all are 0. */
export function combineExits(codes: Iterable<ExitCode>): ExitCode {
  const seen = new Set(codes);
  return precedence.find((code) => seen.has(code)) ?? exit.done;
}
