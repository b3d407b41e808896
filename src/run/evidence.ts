import { createHash } from "node:crypto";
import type { RunContext } from "./context.ts";
import { pathInside } from "./workspace.ts";

/** What differs from one run of a command to the next, whatever the code: times, and addresses in memory. */
const passing =
  /\b\d+(?:\.\d+)?\s?(?:ms|s|m|min|seconds?|minutes?)\b|\b\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?\b|\b0x[0-9a-f]+\b/gi;

/**
 * Digest of what an attempt has brought: the files that the task's sessions have written, as they are now, and what the
 * criteria that do not hold have printed. The same digest again is no new evidence.
 */
export function evidenceOf(context: RunContext, task: string): string {
  const record = context.state().tasks.get(task);
  const hash = createHash("sha256");
  for (const { index, verdict, output, reason } of record?.results ?? [])
    if (verdict === "fail") hash.update(`${index}\n${`${reason}\n${output}`.replace(passing, "")}\n`);
  for (const named of record?.wrote ?? []) {
    const path = pathInside(context.root, named);
    if (path !== null) hash.update(`${path}\n`).update(context.world.tree.read(path) ?? "");
  }
  return hash.digest("hex").slice(0, 32);
}
