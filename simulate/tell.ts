import { createHash } from "node:crypto";
import { type HistoryOptions, simulate } from "./history.ts";
import type { Observation } from "./observation.ts";

/** Digest of a whole history, for those who want to know whether two are the same. */
export async function digestOfHistory(options: HistoryOptions): Promise<string> {
  const hash = createHash("sha256");
  await simulate({ ...options, onObservation: (seen, at) => hash.update(`${at} ${textOf(seen)}\n`) });
  return hash.digest("hex");
}

/** An observation in one line. */
export function textOf(seen: Observation): string {
  return JSON.stringify(seen, (key, value: unknown) =>
    key === "state" || value instanceof AbortSignal ? undefined : value instanceof Map ? [...value] : value,
  );
}
