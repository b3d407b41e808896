import { readdirSync } from "node:fs";
import { join } from "node:path";
import { lockPlan } from "../src/run/lock.ts";
import { locksDirectory } from "../src/run/paths.ts";

/** Where the lock of a plan lies while somebody holds it, in a repository that has no other. */
export function lockPlace(root: string, plan: string): string {
  const lock = lockPlan(root, plan, "probe");
  const [name = ""] = readdirSync(locksDirectory(root));
  lock.release();
  return join(locksDirectory(root), name);
}
