import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import type { Context } from "./context.ts";

/** Where the user wants caches of omo to lie, by the XDG Base Directory Specification: relative paths are ignored. */
export function cacheFolder(env: Context["env"]): string {
  const stated = env.XDG_CACHE_HOME ?? "";
  return join(isAbsolute(stated) ? stated : join(env.HOME || homedir(), ".cache"), "omo");
}
