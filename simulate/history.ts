import { noOverride } from "../src/agents/resolve.ts";
import type { Resources } from "../src/agents/resources.ts";
import { buildRoster } from "../src/agents/roster.ts";
import { defaultConfig } from "../src/config.ts";
import type { RunLimits } from "../src/event.ts";
import { conductRun } from "../src/run/conduct.ts";
import { type OpenedRun, planToBegin, revisionsToGoOnWith } from "../src/run/opening.ts";
import { runPaths } from "../src/run/paths.ts";
import type { RunReport, RunRequest } from "../src/run/request.ts";
import { Revisions } from "../src/run/revisions.ts";
import type { RecordedRun } from "../src/run/runs.ts";
import { everything, type Selection } from "../src/run/selection.ts";
import { launchAgents } from "./agents.ts";
import { openJournal } from "./journal.ts";
import { Gone, Life } from "./life.ts";
import { drawLimits, noBudget } from "./limits.ts";
import { editPlan, leave, say, setMeanwhile } from "./meanwhile.ts";
import type { Observation } from "./observation.ts";
import { Oracle, type Violation } from "./oracle.ts";
import { makePlan } from "./plans.ts";
import { Random } from "./random.ts";
import { Scene } from "./scene.ts";
import { simulatedSlots } from "./slots.ts";
import { settled } from "./timeline.ts";
import { type Kind, Weather } from "./weather.ts";
import { keptName, place, simulatedWorld } from "./world.ts";

/** What a history is made of. */
export interface HistoryOptions {
  readonly seed: number;
  /** Kinds of trouble that may strike; null for all. */
  readonly only: ReadonlySet<Kind> | null;
  /** Tasks that a plan may have. */
  readonly mostTasks: number;
  /** Called with each observation, in the order of the history. */
  readonly onObservation?: (seen: Observation, at: number) => void;
}

/** What came of one history. */
export interface HistoryResult {
  readonly violation: Violation | null;
  readonly steps: number;
  readonly struck: ReadonlyMap<Kind, number>;
}

/** Processes that a run may go through in bad weather, and then in good. */
const mostTroubled = 5;
const mostCalm = 6;
/** Times that a person comes to a run that waits for one: agents may empty a box each time. */
const mostAsked = 20;
/** Things that may happen while one process runs: one that does not come to its end would go on for ever. */
const mostSteps = 5_000;

const roster = buildRoster(
  { ...defaultConfig, fallback: { enabled: true, maxAttempts: 2, cooldown: 60_000 } },
  [],
);
const resources: Resources = { roster, skills: new Map(), override: noOverride };

/** Lives through one history: a run of a made plan, process after process, until it has ended or waits for a person. */
export async function simulate(options: HistoryOptions): Promise<HistoryResult> {
  const history = new History(options);
  const onLost = (error: unknown) => {
    if (!(error instanceof Gone)) history.scene.observe({ type: "process.lost-error", error });
  };
  process.on("unhandledRejection", onLost);
  try {
    await history.run();
    // Node tells of what nobody has caught once all promises have run: this history's must not be held against the next.
    await settled();
  } finally {
    process.off("unhandledRejection", onLost);
  }
  const { steps } = history.scene.timeline;
  return { violation: history.oracle.violation, steps, struck: history.weather.tally };
}

/** How a process ended. */
type End =
  | { readonly how: "returned"; readonly report: RunReport }
  | { readonly how: "threw"; readonly error: unknown }
  | { readonly how: "died" }
  /** It neither ends nor does anything. */
  | { readonly how: "stuck" };

class History {
  readonly weather: Weather;
  readonly scene: Scene;
  readonly oracle: Oracle;
  readonly #random: Random;
  readonly #slotLimit: number;
  #limits: RunLimits;
  readonly #selection: Selection;
  #runs = 0;
  #recorded: { id: string; snapshot: string } | null = null;

  constructor({ seed, only, mostTasks, onObservation }: HistoryOptions) {
    this.#random = new Random(seed, "run");
    this.weather = new Weather(seed, only);
    const made = makePlan(seed, mostTasks);
    this.#slotLimit = this.#random.pick([1, 2, 3, Number.POSITIVE_INFINITY]);
    this.#limits = drawLimits(this.#random);
    const chosen = this.#random.pick([...made.tasks.keys()]);
    this.#selection = this.#random.chance(0.1) ? { ...everything, only: [chosen] } : everything;
    this.oracle = new Oracle(made, this.#slotLimit);
    this.scene = new Scene(seed, this.weather, made, (seen) => {
      onObservation?.(seen, this.scene.timeline.now);
      this.oracle.see(seen);
    });
  }

  async run(): Promise<void> {
    for (let i = 0; i < mostTroubled && this.#mayGoOn(); i++) {
      const end = await this.#process();
      if (end.how === "returned" && this.#random.chance(0.6)) break;
      if (this.weather.strikes("plan-edit")) editPlan(this.scene);
      if (this.weather.strikes("word")) say(this.scene);
      this.scene.timeline.now += this.#random.magnitude(86_400_000);
    }
    this.weather.calm = true;
    this.scene.fullUntil = 0;
    this.scene.bringInOrder();
    this.#limits = {
      ...this.#limits,
      wait: false,
      budget: noBudget,
      taskBudget: { tokens: null, money: null },
    };
    for (let i = 0; i < mostCalm && this.#mayGoOn(); i++) {
      leave(this.scene, "resume", null);
      for (const [id, { state }] of this.oracle.known.state?.tasks ?? [])
        if (state.name === "cancelled") leave(this.scene, "retry", id);
        else if (state.name === "awaiting") leave(this.scene, "approve", id);
      await this.#process();
      if (this.#isSettled()) return;
    }
    if (this.oracle.violation === null) this.oracle.accuse("all-is-done", this.#whatIsOpen());
  }

  #mayGoOn(): boolean {
    return this.oracle.violation === null;
  }

  /** Whether all is done that nobody has left out. */
  #isSettled(): boolean {
    return this.#open().length === 0;
  }

  #open() {
    const isOut = (id: string): boolean => {
      const task = this.oracle.known.tasks.get(id);
      return task?.spec.claimed === "skipped" || (task?.spec.dependsOn.some(isOut) ?? false);
    };
    return [...this.oracle.known.tasks].filter(([id, { done }]) => !done && !isOut(id));
  }

  #whatIsOpen(): string {
    const { tasks } = this.oracle.known.state ?? {};
    return this.#open()
      .map(([id]) => `${id} is ${JSON.stringify(tasks?.get(id)?.state)} after good weather`)
      .join("; ");
  }

  /** One process of the executor, from its start to whatever ends it. */
  async #process(): Promise<End> {
    const { scene, weather } = this;
    const steps = weather.strikes("crash")
      ? weather.random("crash").magnitude(600)
      : Number.POSITIVE_INFINITY;
    const life = new Life(scene.timeline, steps);
    const abort = new AbortController();
    setMeanwhile(scene, life, () => abort.abort("SIGINT"));
    let end: End | null = null;
    this.#conduct(life, abort.signal).then(
      (report) => {
        end = { how: "returned", report };
      },
      (error: unknown) => {
        end = { how: "threw", error };
      },
    );
    await settled();
    const limit = scene.timeline.steps + mostSteps;
    let asked = 0;
    while (end === null && life.alive && this.#mayGoOn()) {
      const goesOn = await scene.timeline.step();
      scene.observe({ type: "quiet" });
      if (end !== null || goesOn) {
        if (scene.timeline.steps < limit) continue;
        this.oracle.accuse("every-run-ends", `it goes on after ${mostSteps} steps`);
      } else if (!this.#limits.wait || ++asked > mostAsked)
        this.oracle.accuse("every-run-ends", "nothing happens any more, and it does not end");
      else this.#beHeard(asked);
    }
    return this.#close(life, end);
  }

  /** A run that waits for a person: one comes, and in the end ends it. */
  #beHeard(asked: number): void {
    if (asked === 1) say(this.scene);
    else for (const action of ["resume", "cancel", "adopt"] as const) leave(this.scene, action, null);
  }

  #close(life: Life, found: End | null): End {
    const end: End = !life.alive ? { how: "died" } : (found ?? { how: "stuck" });
    life.end();
    const { scene } = this;
    const watching = scene.watchers.size + scene.planWatchers.size;
    scene.watchers.clear();
    scene.planWatchers.clear();
    if (end.how === "died") scene.observe({ type: "process.died" });
    if (end.how === "threw") scene.observe({ type: "process.threw", error: end.error, watching });
    if (end.how === "returned") {
      const { state, interrupted } = end.report;
      scene.observe({ type: "process.returned", state, interrupted: interrupted !== null, watching });
    }
    return end;
  }

  async #conduct(life: Life, signal: AbortSignal): Promise<RunReport> {
    const { scene } = this;
    const opened = this.#openRun(life, signal);
    const slots = simulatedSlots(scene, this.#slotLimit);
    return conductRun(
      opened.request,
      opened.opened,
      simulatedWorld(scene, life, opened.opened.run, slots),
      0,
    );
  }

  /** Goes on with the run there is, or starts one, as the command line does. */
  #openRun(life: Life, signal: AbortSignal): { request: RunRequest; opened: OpenedRun } {
    const { scene } = this;
    // Whoever starts a run has its plan before them.
    scene.bringBack();
    const text = scene.planText ?? "";
    const recorded = this.#recorded;
    const id = recorded?.id ?? `run-${++this.#runs}`;
    const path = runPaths(place.root, id).journal;
    const { journal, entries } = this.#openJournal(life, id, path);
    const start = entries[0]?.event;
    const resume = start?.type === "run.started";
    scene.observe({ type: "process.started", entries, run: id });
    const request = this.#request(life, signal, text, resume);
    if (resume) {
      const earlier: RecordedRun = { id, start, entries };
      this.#recorded = null;
      const revisions = revisionsToGoOnWith(request, earlier, (revision) =>
        revision === 1 ? (recorded?.snapshot ?? null) : (scene.kept.get(keptName(id, revision)) ?? null),
      );
      this.#recorded = recorded;
      return { request, opened: { run: id, revisions, journal, entries, abandon: () => {} } };
    }
    const plan = planToBegin(request, null, new Map());
    this.#recorded = { id, snapshot: text };
    const abandon = () => {
      this.#recorded = null;
      scene.journals.delete(id);
    };
    const revisions = new Revisions([[1, plan]]);
    return { request, opened: { run: id, revisions, journal, entries: [], abandon } };
  }

  #openJournal(life: Life, id: string, path: string) {
    try {
      return openJournal(this.scene, life, id, path);
    } catch (error) {
      this.oracle.accuse("journal-is-whole", error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  #request(life: Life, signal: AbortSignal, text: string, resume: boolean): RunRequest {
    const { scene } = this;
    return {
      ...place,
      text,
      resources,
      limits: this.#limits,
      selection: this.#selection,
      slotFolder: "",
      promptLimits: {
        stall: 600_000,
        total: 3_600_000,
        providerWait: 600_000,
        providerRetries: 1,
        steps: 200,
      },
      checkTimeout: 600_000,
      sandbox: null,
      resume,
      isTrusted: () => true,
      launch: (_run, _agents, stop) => launchAgents(scene, life, stop),
      signal,
      watcher: {
        onOpen: () => {},
        onStart: () => {},
        onEntry: (entry, state) => scene.observe({ type: "entry.shown", entry, state }),
        onActivity: () => {},
      },
    };
  }
}
