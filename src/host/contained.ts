import { readdirSync } from "node:fs";
import type { Confinement } from "./confinement.ts";
import { startInNamespace } from "./namespace.ts";
import { terminateTree } from "./process-tree.ts";
import {
  describeEnd,
  endOf,
  outputsOf,
  type Program,
  processOf,
  type RunningProgram,
  spawnProgram,
} from "./program.ts";

/**
 * Starts the programs that run other people's commands: servers and checks. Whatever they start is ended with them, and
 * where the system has the means, with this process, whatever ends it. There they are kept to what they may see and write
 * as well; elsewhere to nothing.
 */

type Environment = Program["env"];

/** What ends programs with this process; or why nothing does, so that a later run has to. */
export type Containment =
  | { readonly by: "bubblewrap" }
  | {
      readonly by: null;
      /** What is the matter with bubblewrap, e.g. `not on PATH`. */
      readonly why: string;
      /** What to do about it; null where there is nothing to do. */
      readonly help: string | null;
    };

/** Starts a program, contained where possible. Never rejects: what keeps it from starting is how it ended. */
export async function startContained(program: Program): Promise<RunningProgram> {
  const { by } = await findContainment(program.env);
  return by === null ? startPlain(program) : startInNamespace(program);
}

/** By the variables that decide: of the machine it is asked once. */
const found = new Map<string, Promise<Containment>>();

/** How programs with this environment are contained here. `OMO_CONTAIN=off` does without; `on` overrules the care for ssh. */
export function findContainment(env: Environment): Promise<Containment> {
  const key = JSON.stringify([env.PATH, env.OMO_CONTAIN]);
  const known = found.get(key) ?? look(env);
  found.set(key, known);
  return known;
}

async function look(env: Environment): Promise<Containment> {
  if (env.OMO_CONTAIN === "off") return without("not used, since OMO_CONTAIN is off");
  if (process.platform !== "linux") return without("for Linux alone");
  if (env.OMO_CONTAIN !== "on" && wouldStopSsh())
    return without(
      `not used, since ssh would refuse the files of ${sshFolder} in there`,
      "OMO_CONTAIN=on uses it all the same",
    );
  return tryNamespace(env);
}

function without(why: string, help: string | null = null): Containment {
  return { by: null, why, help };
}

const sshFolder = "/etc/ssh/ssh_config.d";

/**
 * Who is not root gets a pid namespace only with a user namespace, in which other users' files are nobody's. ssh then
 * refuses the files that its configuration includes, and git with it.
 */
function wouldStopSsh(): boolean {
  if (process.getuid?.() === 0) return false;
  try {
    return readdirSync(sshFolder).some((name) => name.endsWith(".conf"));
  } catch {
    return false;
  }
}

/** How long a namespace may take to be tried out: one is there within hundredths of a second. Milliseconds. */
const patience = 10_000;

/** Tries one out with bash, which is what checks run in. */
async function tryNamespace(env: Environment): Promise<Containment> {
  const tried = await probe(env, null);
  if (tried === null) return without("not on PATH", "install bubblewrap to have it end with omo");
  return tried === "" ? { by: "bubblewrap" } : without(`does not work here (${tried})`);
}

/** Why programs cannot be kept to something here, where they can be contained; null where they can. */
export function worksConfined(env: Environment, confinement: Confinement): Promise<string | null> {
  return probe(env, confinement).then((why) => why || null);
}

/** Empty where bash runs in a namespace; why it does not, otherwise. Null where there is no bubblewrap. */
async function probe(env: Environment, confinement: Confinement | null): Promise<string | null> {
  const mark = { name: "OMO_CHECK", value: "probe" };
  const program = startInNamespace({
    file: "bash",
    args: ["-c", ":"],
    cwd: "/",
    env,
    confinement,
    output: "pipe",
    mark,
  });
  if (program.process === null) return null;
  let said = "";
  for (const output of program.outputs)
    output.setEncoding("utf8").on("data", (chunk: string) => {
      said += chunk;
    });
  const timer = setTimeout(() => void program.kill(), patience);
  const end = await program.ended;
  clearTimeout(timer);
  if ("status" in end && end.status === 0) return "";
  return said.trim().split("\n").at(-1) || describeEnd(end);
}

function startPlain(program: Program): RunningProgram {
  const child = spawnProgram([program.file, ...program.args], program);
  const root = processOf(child);
  return {
    process: root,
    outputs: outputsOf(child),
    ended: endOf(child),
    async kill() {
      try {
        if (root) process.kill(-root.pid, "SIGKILL");
      } catch {
        // The group is gone already.
      }
      await terminateTree(null, program.mark);
    },
    close: () => terminateTree(root, program.mark),
  };
}
