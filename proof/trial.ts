import { randomUUID } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { assignmentOf } from "../demo/model.ts";
import { type DemoStage, demoPlan, setDemoStage } from "../demo/stage.ts";
import { type OmoEnd, type OmoProcess, startOmo } from "../harness/omo.ts";
import { entriesOf } from "../harness/record.ts";
import { terminateTree } from "../src/host/process-tree.ts";
import { happenedIn } from "../src/run/journal.ts";
import { runPaths } from "../src/run/paths.ts";
import { runIds } from "../src/run/runs.ts";
import { fold } from "../src/schedule.ts";
import type { Cut } from "./cuts.ts";
import { faultsOf, type Moment } from "./faults.ts";
import { type Finish, readFinish } from "./finish.ts";

/** What came of one run that was interfered with. */
export interface Trial {
  /** How many events the journal held when it happened; null when there was nothing to interfere with. */
  readonly hit: number | null;
  /** What was done, and where the run was then. */
  readonly story: string;
  /** What is not as it has to be, a line each; none when all is well. */
  readonly faults: readonly string[];
}

/** How long omo may take to end: far longer than it ever does. Milliseconds. */
const endPatience = 300_000;
/** How often a journal is looked at: it is to be caught at one event, before the next. Milliseconds. */
const glance = 1;

/** Runs the demonstration's plan with nothing in its way. Rejects when that does not end as it should. */
export function runUndisturbed(signal: AbortSignal): Promise<Finish> {
  return onStage(signal, async (stage) => {
    const text = readFileSync(join(stage.repository, demoPlan), "utf8");
    const end = await endOf(run(stage));
    const finish = readFinish(stage.repository, demoPlan);
    const allTicked = text.replace(/^- \[ \] (?=F?\d+\. )/gm, "- [x] ");
    const undisturbed = { ...finish, plan: allTicked };
    const faults = faultsOf(finish, { undisturbed, moment: null, asked: [] });
    if (end.code !== 0 || faults.length > 0)
      throw new Error(["even undisturbed the plan does not run:", ...faults, lastWords(end)].join("\n"));
    return finish;
  });
}

/** How a run is to be interfered with. */
export interface TrialOptions {
  readonly cut: Cut;
  /** How many events the journal is to hold then. */
  readonly position: number;
  /** Leaves the sandbox where it is when something is not as it has to be, and says where. */
  readonly keep: boolean;
}

/** Runs the plan in a sandbox of its own, interferes, and sees the run to its end. */
export function tryCut(
  { cut, position, keep }: TrialOptions,
  undisturbed: Finish,
  signal: AbortSignal,
): Promise<Trial> {
  return onStage(signal, async (stage, keepStage) => {
    const { repository, model } = stage;
    const omo = run(stage, ...cut.args);
    await journalHolds(repository, position, omo);
    let moment = momentOf(repository);
    const done = await cut.make({ repository, omo: omo.child.pid as number, events: moment.events });
    const seen = model.requests.length;
    let end = await endOf(omo);
    if (cut.endsOmo) {
      moment = momentOf(repository);
      // A run that was quicker has ended by itself; to go on with it once more must do no harm.
      if (end.signal === "SIGKILL" || end.code === 0) end = await endOf(run(stage, "--resume"));
    }
    const asked = model.requests.slice(seen).map((request) => assignmentOf(request)?.label ?? null);
    const faults = faultsOf(readFinish(repository, demoPlan), { undisturbed, moment, asked });
    if (end.code !== 0) faults.unshift(`omo ended with ${end.code ?? end.signal}: ${lastWords(end)}`);
    if (keep && faults.length > 0) {
      keepStage();
      faults.push(`to be looked at in ${repository}`);
    }
    const at = moment.events.length;
    const latest = moment.events.at(-1);
    const where = latest && "task" in latest ? `${latest.type} ${latest.task}` : latest?.type;
    return {
      hit: done === null ? null : at,
      story: `${done ?? "nothing to be done"} at ${at} (${where})`,
      faults,
    };
  });
}

/** Sets a stage and strikes it, and ends what still lives on it; at once when the signal fires. */
async function onStage<T>(
  signal: AbortSignal,
  play: (stage: DemoStage, keep: () => void) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const mark = { name: "OMO_PROOF", value: randomUUID() };
  const stage = await setDemoStage({ [mark.name]: mark.value });
  const clear = () => terminateTree(null, mark);
  signal.addEventListener("abort", clear, { once: true });
  let kept = false;
  try {
    return await play(stage, () => {
      kept = true;
    });
  } finally {
    signal.removeEventListener("abort", clear);
    await clear();
    if (kept) await stage.model.close();
    else await stage.strike();
  }
}

function run({ repository, sandbox }: DemoStage, ...args: string[]): OmoProcess {
  return startOmo(["plan", "run", demoPlan, ...args], { cwd: repository, env: sandbox.env });
}

/** Waits for omo's end; one that does not come is made to come, and shows as the signal that did. */
async function endOf(omo: OmoProcess): Promise<OmoEnd> {
  const timer = setTimeout(() => omo.child.kill("SIGTERM"), endPatience);
  const end = await omo.ended;
  clearTimeout(timer);
  return end;
}

/** Resolves once the journal of the only run holds so many events, or omo has ended. */
async function journalHolds(repository: string, events: number, omo: OmoProcess): Promise<void> {
  let ended = false;
  void omo.ended.then(() => {
    ended = true;
  });
  for (let size = 0; !ended; await wait(glance)) {
    const [id] = runIds(repository);
    const path = runPaths(repository, id ?? "").journal;
    const now = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (now === size) continue;
    size = now;
    if (readFileSync(path, "utf8").split("\n").length > events) return;
  }
}

function momentOf(repository: string): Moment {
  const entries = entriesOf(repository);
  return { events: entries.map(({ event }) => event), state: fold(happenedIn(entries)) };
}

/** The end of what omo has printed. */
function lastWords({ stdout, stderr }: OmoEnd): string {
  return `${stdout.trimEnd().split("\n").slice(-8).join("\n")}\n${stderr.trimEnd()}`.trim();
}
