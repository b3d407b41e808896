import { relative } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import {
  changedTasks,
  closedTold,
  journalledLine,
  readyTold,
  type StreamLine,
  shownLine,
  type Told,
} from "../report/stream.ts";
import { plannedTold } from "../report/stream-planned.ts";
import { runPaths } from "../run/paths.ts";
import { initialState, type RunState } from "../state.ts";
import type { Context } from "./context.ts";
import { exit } from "./exit.ts";
import type { RunOutput } from "./run-output.ts";

/**
 * Tells a run to programs: a line of JSON for each thing that happens, as docs/events.md has them, on standard output
 * and nothing else there.
 * @param resumed whether an earlier process began the run
 */
export function streamRun(
  { stdout, stderr }: Pick<Context, "stdout" | "stderr">,
  root: string,
  file: string,
  resumed: boolean,
): RunOutput {
  let run: string | null = null;
  let sandbox = "";
  let state: RunState | null = null;
  const write = (line: StreamLine) => stdout.write(`${JSON.stringify(line)}\n`);
  const show = (told: Told) => write(shownLine({ file, run }, new Date().toISOString(), told));
  return {
    watcher: {
      onOpen(id) {
        run = id;
        const journal = relative(root, runPaths(root, id).journal);
        show({ type: "run.opened", omo: packageJson.version, resumed, journal, sandbox });
      },
      onStart({ leftovers, plan }) {
        show(readyTold(plan, state ?? initialState, leftovers));
      },
      onEntry(entry, after) {
        write(journalledLine({ file, run }, entry));
        if (state !== null) for (const told of changedTasks(state, after, entry.seq)) show(told);
        state = after;
      },
      onActivity(task, { kind, text }) {
        show({ type: "session.activity", task, kind, text });
      },
    },
    showSandbox(text) {
      sandbox = text;
    },
    showNotice: (text) => stderr.write(`${text}\n`),
    showPlanned: (plan) => show(plannedTold(plan)),
    showOmitted: (reason, code) => show({ type: "run.omitted", exit: code, reason }),
    showEnding({ state: last, path, interrupted, code }) {
      show(closedTold({ exit: code, problem: null, interrupted, path }, last));
    },
    showBreak(problem) {
      if (run === null) return;
      const ending = { exit: exit.usage, problem, interrupted: null, path: null };
      show(closedTold(ending, state ?? initialState));
    },
    close: () => {},
  };
}
