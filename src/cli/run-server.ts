import { relative, sep } from "node:path";
import type { Confinement } from "../host/confinement.ts";
import { leftAtWork } from "../run/leftovers.ts";
import { runPaths } from "../run/paths.ts";
import type { RunRequest } from "../run/request.ts";
import { type RecordedRun, readRun } from "../run/runs.ts";
import { LaunchError } from "../runtime/launch-error.ts";
import { attachOpencode, quietServer } from "../runtime/opencode/attach.ts";
import { launchOpencode } from "../runtime/opencode/runtime.ts";
import type { Context } from "./context.ts";

/** What decides over the server of a run. */
export interface ServerChoice {
  /** The git root, links resolved. */
  readonly root: string;
  readonly env: Context["env"];
  /** Address of a server to attach to; null to start one. */
  readonly attach: string | null;
  /** Port of one that is started; 0 for any. */
  readonly port: number;
  /** opencode plugins that one that is started shall load. */
  readonly plugins: readonly string[];
  /** What one that is started is kept to; null for nothing. */
  readonly confinement: Confinement | null;
  /** The plan's latest run before this one. */
  readonly earlier: RecordedRun | null;
  /** Shows lines to people. */
  readonly tell: (lines: readonly string[]) => void;
}

/** Starts the server of a run, or attaches to one; before that, stops what an omo that died has left at work on one. */
export function serverFor(choice: ServerChoice): RunRequest["launch"] {
  const { root, env, attach, tell } = choice;
  let isKnown = false;
  return async (run, agents, signal) => {
    for (const dead of [readRun(root, run), choice.earlier]) {
      const url = dead && leftAtWork(dead);
      if (dead && url && !(await quietServer({ url, directory: root, env }, dead.id)))
        tell([`sessions of run ${dead.id} may still be at work on ${url}: stop them there`]);
    }
    if (attach === null) {
      const { port, plugins, confinement } = choice;
      return launchOpencode({ directory: root, env, run, port, signal, agents, plugins, confinement });
    }
    const witness = relative(root, runPaths(root, run).directory).split(sep).join("/");
    try {
      const runtime = await attachOpencode({
        url: attach,
        directory: root,
        env,
        run,
        witness,
        agents,
        signal,
      });
      if (!isKnown) tell(attachedLines(attach));
      isKnown = true;
      return runtime;
    } catch (error) {
      if (!isKnown || !(error instanceof LaunchError) || error.kind !== "unreachable") throw error;
      throw new LaunchError(
        error.kind,
        `the server at ${attach} is gone, and omo cannot start it again`,
        "`--resume` goes on: with --attach once it is back, or without, on a server of omo's own",
      );
    }
  };
}

/** What a run cannot promise on a server that is not its own. */
function attachedLines(url: string): string[] {
  return [
    `attached to ${url}, a server that is not omo's own:`,
    "- sessions keep to omo's rights; what they delegate goes to the server's agents, with rights of their own",
    "- the server's configuration and plugins hold, and no temperature of omo's",
    "- what agents leave running goes on after the run; all does if omo is killed, until the plan's next run",
  ];
}
