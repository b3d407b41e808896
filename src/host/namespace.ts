import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import { confinementFlags } from "./confinement.ts";
import {
  descendants,
  isAlive,
  type ProcessIdentity,
  pidInside,
  startTimeOf,
  terminate,
} from "./process-tree.ts";
import { endOf, outputsOf, type Program, processOf, type RunningProgram, spawnProgram } from "./program.ts";

/**
 * Arguments of bubblewrap for a pid namespace that ends with the thread that starts it, and no more. All else is as outside: the
 * same files and devices, network, environment and user, except that nobody in it becomes another user, as by sudo.
 * /proc is mounted anew, since pids in the outer one mean nothing inside.
 */
const openFlags = ["--dev-bind", "/", "/", "--proc", "/proc", "--unshare-pid", "--die-with-parent"];

/** bubblewrap's first process inside has pid 1, and starts the program before anything else. */
const programPid = 2;

/**
 * Starts a program in a pid namespace of its own, by bubblewrap, whose process is the one to be seen from here: it ends
 * with the program, and the kernel ends all others in the namespace with it.
 */
export function startInNamespace(program: Program): RunningProgram {
  const flags = program.confinement === null ? openFlags : confinementFlags(program.confinement);
  const command = ["bwrap", ...flags, "--json-status-fd", "3", "--", program.file, ...program.args];
  const child = spawnProgram(command, program, true);
  const report = reportOf(child);
  const end = endOf(child);
  const kill = async () => {
    // Killed before it has told of the namespace, bubblewrap would leave a first process that waits for it.
    await Promise.race([report.begun, end]);
    child.kill("SIGKILL");
    await Promise.all([end, report.exit]);
    // The first process ends with bubblewrap, and is gone when the kernel is done with all others.
    const first = report.first();
    if (first && isAlive(first.pid, first.startTime)) await terminate([first.pid], 0);
  };
  return {
    process: processOf(child),
    outputs: outputsOf(child),
    ended: end.then(async (how) => {
      const status = await report.exit;
      if (status !== null) return { status };
      // Killed before it could tell; by itself it is silent only of a program that it could not start.
      return "failure" in how || how.signal !== null
        ? how
        : { failure: `bubblewrap exited with ${how.status}` };
    }),
    kill,
    async close() {
      const first = report.first();
      // The others get their time while the program is there, with which they would end at once.
      if (first && isAlive(first.pid, first.startTime))
        await terminate(descendants(first.pid).filter((pid) => pidInside(pid) !== programPid));
      await kill();
    },
  };
}

/** What bubblewrap tells of a namespace. */
interface Report {
  /** Its first process; null until there is one. */
  first(): ProcessIdentity | null;
  /** Resolves once there is one. */
  readonly begun: Promise<void>;
  /** Resolves once bubblewrap has ended, with the program's exit status; null when it did not run to an end. */
  readonly exit: Promise<number | null>;
}

function reportOf(child: ChildProcess): Report {
  const stream = child.stdio?.[3] as Readable | undefined;
  let text = "";
  let first: ProcessIdentity | null = null;
  const numberOf = (key: string) => {
    const found = new RegExp(`"${key}": *(\\d+)`).exec(text)?.[1];
    return found === undefined ? null : Number(found);
  };
  const begun = new Promise<void>((resolve) => {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      const pid = numberOf("child-pid");
      if (pid === null || first !== null) return;
      const startTime = startTimeOf(pid);
      if (startTime !== null) first = { pid, startTime };
      resolve();
    });
  });
  const exit = new Promise<number | null>((resolve) => {
    const tell = () => resolve(numberOf("exit-code"));
    if (stream) stream.once("close", tell);
    else tell();
  });
  return { first: () => first, begun, exit };
}
