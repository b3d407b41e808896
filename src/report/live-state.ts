import type { RunnablePlan } from "../run/compile.ts";
import type { JournalEntry } from "../run/journal.ts";
import type { Activity } from "../runtime/runtime.ts";
import type { RunState } from "../state.ts";
import { oneLine } from "./cells.ts";
import { wavesOf, waveTitle } from "./waves.ts";

/** All that is shown of a run while it goes on: its state, and what the state does not hold. */
export interface LiveState {
  /** The plan, relative to the git root. */
  readonly file: string;
  /** Since when it is shown, in milliseconds since 1970. */
  readonly since: number;
  /** The tasks by wave, in the order in which they are shown; empty until the server is up. */
  readonly groups: readonly LiveGroup[];
  /** Null before its first event. */
  readonly run: RunState | null;
  /** By label; those of which nothing was seen yet are not there. */
  readonly tasks: ReadonlyMap<string, LiveTask>;
  /** By label, how many criteria it is held against. */
  readonly criteria: ReadonlyMap<string, number>;
}

/** A wave. */
export interface LiveGroup {
  /** Empty where the plan has no waves. */
  readonly title: string;
  readonly tasks: readonly string[];
}

/** What was seen of a task. */
export interface LiveTask {
  /** Since when it is in its state and attempt, in milliseconds since 1970. */
  readonly since: number;
  /** Who works on it, and with which model, `provider/model`; null where nobody does, or with the runtime's default. */
  readonly agent: string | null;
  readonly model: string | null;
  /** What its session did last, on one line; null for nothing yet. */
  readonly activity: string | null;
}

/** Before anything was seen. `now`: milliseconds since 1970. */
export function newLive(file: string, now: number): LiveState {
  return { file, since: now, groups: [], run: null, tasks: new Map(), criteria: new Map() };
}

/** The server is up, and work on the plan begins. */
export function seePlan(live: LiveState, { plan, graph, tasks }: RunnablePlan): LiveState {
  const waves = wavesOf(graph);
  const groups = waves.map((wave) => ({
    title: waves.length === 1 && wave === null ? "" : waveTitle(wave, plan),
    tasks: graph.nodes.filter((node) => node.wave === wave).map(({ id }) => id),
  }));
  const criteria = new Map([...tasks.values()].map(({ id, tested }) => [id, tested.length]));
  return { ...live, groups, criteria };
}

/** An event was journalled. */
export function seeEntry(live: LiveState, { event, at }: JournalEntry, run: RunState): LiveState {
  const tasks = new Map(live.tasks);
  for (const [id, record] of run.tasks) {
    const before = live.run?.tasks.get(id);
    const isSame = before?.state.name === record.state.name && before.attempt === record.attempt;
    if (before === record || (isSame && tasks.has(id))) continue;
    const old = tasks.get(id);
    // Who works on it goes on doing so from attempt to attempt; what was done in the one before is of no interest.
    tasks.set(id, { agent: null, model: null, ...old, since: Date.parse(at), activity: null });
  }
  const seen = { ...live, run, tasks };
  if (event.type === "session.opened")
    return withTask(seen, event.task, { agent: event.agent, model: event.model });
  if (event.type === "model.fell-back") return withTask(seen, event.task, { model: event.next.model });
  return seen;
}

/** A session gave a sign of life. */
export function seeActivity(live: LiveState, task: string, { kind, text }: Activity): LiveState {
  const activity = kind === "retry" ? `asks its provider again: ${text}` : text;
  return withTask(live, task, { activity: oneLine(activity) });
}

function withTask(live: LiveState, id: string, change: Partial<LiveTask>): LiveState {
  const old = live.tasks.get(id);
  return old ? { ...live, tasks: new Map(live.tasks).set(id, { ...old, ...change }) } : live;
}
