import { join } from "node:path";
import { explainLines } from "../report/explain.ts";
import type { AwaitedSlot, Known } from "../report/explain-known.ts";
import { plural } from "../report/lint.ts";
import { standingWords } from "../report/runs.ts";
import { findLocks, runningRun } from "../run/lock.ts";
import { latestRun, type RecordedRun } from "../run/runs.ts";
import { slotWaiters } from "../run/slots.ts";
import { viewOf } from "../run/view.ts";
import { whyNotRunning } from "../schedule/why.ts";
import type { RunState } from "../state.ts";
import { type Context, styleOf } from "./context.ts";
import { type ExitCode, exit } from "./exit.ts";
import { findTask, type NotFound } from "./find-run.ts";
import { findPlace } from "./place.ts";
import { withRefusals } from "./refuse.ts";
import { stateFolder } from "./state-folder.ts";

/** The arguments of `omo plan explain`. */
export interface ExplainArguments {
  readonly file: string;
  readonly task: string;
}

/** The run that a task is looked at in. */
interface Explained {
  readonly state: RunState;
  readonly known: Known;
  /** What is to be said above all else, a line each. */
  readonly intro: readonly string[];
}

/**
 * `omo plan explain FILE TASK`: why a task is not running now, or that it is, from the journal of the plan's latest
 * run; where there is none, what a new run would do about it. Exits 0, whatever the reasons are.
 */
export function run(args: ExplainArguments, context: Context): Promise<ExitCode> {
  return withRefusals(context, async (refuse) => {
    const { root, file } = findPlace(context.cwd, args.file);
    const recorded = latestRun(root, file);
    const explained =
      recorded === null ? await foreseen(args.file, root, context) : fromJournal(recorded, root, context);
    if ("problem" in explained) return refuse(explained.problem, explained.help);
    const { state, known, intro } = explained;
    const task = findTask(args.file, args.task, [...state.tasks.keys()]);
    if (typeof task !== "string") {
      const asked = `run ${recorded?.id} is asked, the latest; it knows no task that was added since`;
      return refuse(task.problem, recorded === null ? undefined : asked);
    }
    const style = styleOf(context.stdout, context.env);
    const lines = explainLines(state, task, whyNotRunning(state, task, known.now), known, style);
    for (const line of [...intro.map(style.colors.dim), ...lines]) context.stdout.write(`${line}\n`);
    return exit.done;
  });
}

function fromJournal(run: RecordedRun, root: string, context: Context): Explained {
  const view = viewOf(run, runningRun(root, run.start.file) === run.id);
  const { standing, plan, since } = view;
  const known: Known = {
    plan,
    standing,
    entries: run.entries,
    since,
    now: Date.now(),
    slots: standing === "running" ? awaitedSlots(run.id, root, context) : [],
  };
  // Where no process works on it, the run is over for now, whatever its journal ends with.
  const state: RunState = standing === "running" ? view.state : { ...view.state, phase: "ended" };
  return { state, known, intro: [`${plan}, run ${run.id}, ${standingWords[standing]}`] };
}

async function foreseen(file: string, root: string, context: Context): Promise<Explained | NotFound> {
  const { foreseeRun } = await import("./foreseen-run.ts");
  const now = Date.now();
  const run = await foreseeRun(file, root, context, now);
  if ("problem" in run) return run;
  const { state, blockers, misconfigured } = run;
  const known: Known = { plan: file, standing: null, entries: [], since: new Map(), now, slots: [] };
  const refused = `A run refuses it as it stands, for ${plural(blockers, "error")}: see \`omo plan lint ${file}\`.`;
  return {
    state,
    known,
    intro: [
      `${file} has not been run; a new run would begin so:`,
      ...(blockers === 0 ? [] : [refused]),
      ...(misconfigured ? ["A run refuses the configuration as it stands: see `omo doctor`."] : []),
    ],
  };
}

/** The slots that the process of a run waits for, with who holds them. */
function awaitedSlots(run: string, root: string, { env }: Context): AwaitedSlot[] {
  const locks = findLocks(root);
  const own = locks.find((lock) => lock.run === run)?.pid;
  const holderText = (pid: number, sessions: number) => {
    const lock = locks.find((one) => one.pid === pid);
    const who = pid === own ? "this run" : lock === undefined ? `process ${pid}` : `run ${lock.run}`;
    return `${plural(sessions, "session")} of ${who}`;
  };
  return slotWaiters(join(stateFolder(env), "slots"))
    .filter(({ pid }) => pid === own)
    .map(({ key, limit, holders }) => {
      const pids = [...new Set(holders)];
      const sessionsOf = (pid: number) => holders.filter((one) => one === pid).length;
      return { key, limit, holders: pids.map((pid) => holderText(pid, sessionsOf(pid))) };
    });
}
