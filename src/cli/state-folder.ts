import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import type { Context } from "./context.ts";

/** Where what outlives a run but is no configuration lies, by the XDG Base Directory Specification: relative paths are ignored. */
export function stateFolder(env: Context["env"]): string {
  const stated = env.XDG_STATE_HOME ?? "";
  return join(isAbsolute(stated) ? stated : join(env.HOME || homedir(), ".local", "state"), "omo");
}

/** Where it is kept which plans the user trusts. */
export function trustFolder(env: Context["env"]): string {
  return join(stateFolder(env), "trust");
}
