import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { type Containment, findContainment, worksConfined } from "../host/contained.ts";
import { type Sandbox, sandboxOf } from "../run/sandbox.ts";
import { cacheFolder } from "./cache-folder.ts";
import type { Context } from "./context.ts";
import { stateFolder } from "./state-folder.ts";

/** How much is to be kept from what a plan makes run: what can be; all, or no run; nothing. */
export type SandboxMode = "auto" | "strict" | "off";

/** What the programs of a run are kept to, and how people are told; or why the run must not begin. */
export type SandboxChoice =
  | { readonly ok: true; readonly sandbox: Sandbox | null; readonly line: string }
  | { readonly ok: false; readonly problem: string; readonly help: string };

/**
 * The sandbox of a run in a git root.
 * @param attached the server is one that runs already, and is kept to nothing
 */
export async function chooseSandbox(
  mode: SandboxMode,
  root: string,
  attached: boolean,
  env: Context["env"],
): Promise<SandboxChoice> {
  if (mode === "off") return { ok: true, sandbox: null, line: "no sandbox, as --sandbox off says" };
  if (mode === "strict" && attached)
    return refusal("a server that runs already is in none", "leave out --attach, or take --sandbox auto");
  const containment = await findContainment(env);
  if (containment.by === null) return without(mode, `bubblewrap ${containment.why}`, containment);
  const home = env.HOME || homedir();
  const own = [stateFolder(env), cacheFolder(env)];
  const { sandbox, mustExist } = sandboxOf({ root, env, home, own, privateCaches: mode === "strict" });
  const unmade = mustExist.find((folder) => !canMake(folder));
  if (unmade !== undefined) return without(mode, `${unmade} cannot be made`, containment);
  const why = await worksConfined(env, sandbox.checks);
  if (why !== null) return without(mode, `bubblewrap cannot make one here (${why})`, containment);
  const caches = mode === "strict" ? "caches of tools begin empty" : "caches of tools are shared";
  const server = attached ? "checks alone, the server is not omo's own" : "server and checks";
  return {
    ok: true,
    sandbox,
    line: `sandbox for ${server}: the repository is written, and nothing else of yours; logins and keys are hidden; ${caches}; network on`,
  };
}

function canMake(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    return true;
  } catch {
    return false;
  }
}

function without(mode: SandboxMode, why: string, containment: Containment): SandboxChoice {
  const help = "help" in containment ? containment.help : null;
  return mode === "strict"
    ? refusal(why, help ?? "`omo doctor` tells more")
    : { ok: true, sandbox: null, line: `no sandbox: ${why}` };
}

function refusal(why: string, help: string): SandboxChoice {
  return { ok: false, problem: `--sandbox strict: there is no sandbox, since ${why}`, help };
}
