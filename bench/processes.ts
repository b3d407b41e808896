import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A process to measure: what `node` is given. */
export interface Subject {
  readonly name: string;
  readonly args: readonly string[];
}

/** The directory that caches of the measured processes lie in. */
export interface Surroundings {
  readonly cwd: string;
  readonly cache: string;
}

const peak = fileURLToPath(new URL("./peak.cjs", import.meta.url));

/** Median milliseconds of each, from start to end. They take turns, so that a busy moment hits all alike. */
export function timeProcesses(
  subjects: readonly Subject[],
  runs: number,
  place: Surroundings,
): ReadonlyMap<string, number> {
  const times = subjects.map((): number[] => []);
  for (const { args } of subjects) runOnce(args, place);
  for (let run = 0; run < runs; run++)
    for (const [i, { args }] of subjects.entries()) times[i]?.push(runOnce(args, place).milliseconds);
  return new Map(subjects.map(({ name }, i) => [name, median(times[i] ?? [])]));
}

/** Runs one process to its end, and returns how long it took and the most memory it had. */
export function runOnce(
  args: readonly string[],
  { cwd, cache }: Surroundings,
): { milliseconds: number; megabytes: number } {
  const began = performance.now();
  const { status, output, stderr } = spawnSync(process.execPath, args, {
    cwd,
    env: { ...process.env, XDG_CACHE_HOME: cache },
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    encoding: "utf8",
  });
  const milliseconds = performance.now() - began;
  // 1 tells of findings, which real plans have.
  if (status !== 0 && status !== 1) throw new Error(`node ${args.slice(0, 4).join(" ")} failed: ${stderr}`);
  return { milliseconds, megabytes: Number(output[3]) / 1024 };
}

/** Arguments of `node` so that `runOnce` learns of the memory, too. */
export function watched(args: readonly string[]): readonly string[] {
  return ["--require", peak, ...args];
}

/** The middle one of several numbers. */
export function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}
