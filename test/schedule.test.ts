import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Event, RunLimits, TaskSpec } from "../src/event.ts";
import type { Notes } from "../src/notes.ts";
import { eventSchema } from "../src/run/event-schema.ts";
import { fold, type Happened, step } from "../src/schedule.ts";
import { type Command, initialState, noLimits, type RunState, takesPlace } from "../src/state.ts";
import { noUsage } from "../src/usage.ts";
import type { Verdict } from "../src/verdict.ts";
import { effort } from "./effort.ts";

/** A plan of tasks, each of which depends on some before it; the last ones may be final. */
const specs = fc
  .array(
    fc.record({
      picks: fc.array(fc.nat(), { maxLength: 3 }),
      claimed: fc.nat({ max: 9 }),
      final: fc.boolean(),
    }),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((tasks): TaskSpec[] =>
    tasks.map(({ picks, claimed, final }, i) => ({
      id: `${i + 1}`,
      title: `Task ${i + 1}`,
      dependsOn: i === 0 ? [] : [...new Set(picks.map((p) => `${(p % i) + 1}`))],
      final,
      claimed: claimed < 2 ? "user" : claimed === 2 ? "set-aside" : claimed === 3 ? "skipped" : null,
      category: null,
      weight: 1 + (i % 3),
      asked: false,
    })),
  );

const limits = fc.record({
  maxParallel: fc.integer({ min: 1, max: 5 }),
  maxStrikes: fc.integer({ min: 1, max: 3 }),
  maxAttempts: fc.integer({ min: 1, max: 6 }),
  maxServerDeaths: fc.integer({ min: 0, max: 2 }),
  maxBackoffs: fc.integer({ min: 0, max: 2 }),
  maxReviewRounds: fc.integer({ min: 0, max: 2 }),
});

type Bounds = Partial<RunLimits>;

/** What the world answers, drawn from a finite list and good news after that. */
const luck = fc.array(fc.nat({ max: 99 }), { maxLength: 80 });

const notesOf = (issue: string): Notes => ({ learnings: [], decisions: [], issues: [issue] });

const fellBack = (at: { task: string; attempt: number }, model: string | null, minute = 0): Event => ({
  type: "model.fell-back",
  ...at,
  model,
  fault: "rate-limit",
  message: "m",
  until: new Date(minute * 60_000).toISOString(),
  next: { model: "p/next", variant: null, reason: "r" },
});

/** A world that answers commands in any order, with any outcome: the seed of `draw` decides. */
class World {
  state: RunState = initialState;
  readonly happened: Happened[] = [];
  /** Milliseconds; it goes on by one with each event, and jumps to where a bell rings. */
  now = 0;
  readonly pending: Command[] = [];
  finished = false;
  readonly #draws: number[];

  constructor(draws: readonly number[]) {
    this.#draws = [...draws];
  }

  draw(): number {
    return this.#draws.shift() ?? 99;
  }

  emit(event: Event): void {
    const at = ++this.now;
    this.happened.push({ event, at });
    const [state, commands] = step(this.state, event, at);
    this.state = state;
    for (const command of commands) {
      if (command.type === "finish") this.finished = true;
      else this.pending.push(command);
    }
  }

  /** A task leaves what its latest attempt has left; where that left nothing, what one before it has, if it was not begun anew. */
  checkNotes({ task, notes }: Extract<Command, { type: "tick" }>): void {
    const left = this.happened.flatMap(({ event }) =>
      event.type === "attempt.ended" && event.task === task ? [event.notes] : [],
    );
    const latest = left.at(-1) ?? null;
    if (latest !== null) expect(notes).toEqual(latest);
    else expect([null, ...left]).toContainEqual(notes);
  }

  /** Answers one pending command, as a runner would. */
  answer(): void {
    const [command] = this.pending.splice(this.draw() % this.pending.length, 1);
    if (!command || command.type === "finish" || command.type === "refuse") return;
    if (command.type === "wake") {
      this.now = Math.max(this.now, command.at);
      this.emit({ type: "clock.rang" });
      return;
    }
    if (command.type === "warn") {
      this.emit({ type: "budget.neared", budget: command.budget, share: command.share });
      return;
    }
    const { task } = command;
    switch (command.type) {
      case "attempt": {
        const at = { task, attempt: command.attempt };
        if (command.session === null)
          this.emit({
            type: "session.opened",
            ...at,
            session: `s${this.happened.length}`,
            agent: "a",
            model: null,
            variant: null,
            reason: "r",
          });
        // Neither decides what happens next, so that both need no luck.
        if (this.happened.length % 4 === 0) this.emit(fellBack(at, `p/m${this.happened.length}`));
        const notes = this.happened.length % 3 === 0 ? null : notesOf(`${task} at ${this.happened.length}`);
        const luck = this.draw();
        const reason = luck < 10 ? "server-died" : luck < 20 ? "provider" : "stalled";
        const fault = reason === "provider" ? (luck < 12 ? "quota" : "rate-limit") : null;
        const end =
          luck < 30
            ? ({ kind: "failed", reason, fault, message: "m" } as const)
            : ({ kind: "finished" } as const);
        this.emit({
          type: "attempt.ended",
          ...at,
          end,
          usage: noUsage,
          wrote: [],
          notes,
          open: [],
          asks: null,
        });
        break;
      }
      case "check": {
        const at = { task, attempt: command.attempt };
        for (const index of command.only ?? [0, 1]) {
          const luck = this.draw();
          const verdict: Verdict = luck < 20 ? "fail" : luck < 35 ? "unsure" : "pass";
          const result = {
            index,
            text: "t",
            verdict,
            by: "judge",
            evidence: "",
            reason: "r",
            output: "",
            duration: 1,
          } as const;
          this.emit({ type: "criterion.checked", ...at, result });
        }
        const evidence = `${this.draw() % 3}`;
        this.emit({ type: "checks.ended", ...at, usage: noUsage, evidence, fault: null });
        break;
      }
      case "review": {
        const luck = this.draw();
        const verdict = luck < 20 ? "REJECT" : "APPROVE";
        const reopen = luck < 10 ? [`${1 + (luck % 3)}`] : [];
        const review = luck < 40 && luck >= 20 ? null : ({ verdict, reasons: ["r"], reopen } as const);
        this.emit({
          type: "review.ended",
          task,
          attempt: command.attempt,
          review,
          message: "m",
          usage: noUsage,
          fault: null,
        });
        break;
      }
      case "recover":
        this.emit({
          type: "recovery.ended",
          task,
          attempt: command.attempt,
          outcome: this.draw() < 20 ? "stuck" : "recovered",
          message: "m",
          report: "f.md",
          advice: null,
          usage: noUsage,
        });
        break;
      case "untick":
        this.emit({ type: "untick.ended", task, outcome: "unticked", message: "" });
        break;
      case "tick":
        this.checkNotes(command);
        this.emit({
          type: "tick.ended",
          task,
          outcome: this.draw() < 10 ? "lost" : "ticked",
          message: "m",
          notepad: "",
        });
    }
  }
}

function start(world: World, tasks: TaskSpec[], bounds: Bounds) {
  const limits = { ...noLimits, ...bounds };
  world.emit({ type: "run.started", run: "r", file: "p.md", sha256: "", limits, tasks, base: null });
}

function checkInvariants(state: RunState): void {
  const records = [...state.tasks.values()];
  expect(records.filter((r) => takesPlace(r.state)).length).toBeLessThanOrEqual(state.limits.maxParallel);
  for (const record of records) {
    if (["waiting", "blocked", "skipped"].includes(record.state.name)) continue;
    if (record.state.name === "done" && record.state.by === "user") continue;
    if (record.state.name === "awaiting" && record.spec.claimed === "set-aside") continue;
    // What a final review has sent back may have been built upon.
    const wasReopened = (id: string) => (state.tasks.get(id)?.attempts ?? 0) > 0 && record.attempt > 0;
    for (const dependency of record.spec.dependsOn)
      if (state.tasks.get(dependency)?.state.name !== "done")
        expect(wasReopened(dependency), `${record.spec.id} waits for ${dependency}`).toBe(true);
    if (record.state.name === "done" && record.state.by === "proof" && !record.spec.final) {
      expect(record.results.length).toBeGreaterThan(0);
      expect(record.results.every((r) => r.verdict === "pass")).toBe(true);
    }
  }
}

function doneIn(state: RunState): string[] {
  return [...state.tasks.values()].filter((r) => r.state.name === "done").map((r) => r.spec.id);
}

/** A task that is to be done. */
function taskOf(id: string, ...dependsOn: string[]): TaskSpec {
  const rest = { final: false, claimed: null, category: null, weight: 1, asked: false };
  return { id, title: id, dependsOn, ...rest };
}

describe("step", () => {
  test("starts nothing before its dependencies or over the limit, proves what it calls done, and ends", () => {
    fc.assert(
      fc.property(specs, limits, luck, (tasks, bounds, draws) => {
        const world = new World(draws);
        start(world, tasks, bounds);
        for (let steps = 0; !world.finished; steps++) {
          // Each task has a bounded number of attempts, checks, reviews and ticks.
          expect(steps).toBeLessThan(tasks.length * 200);
          expect(world.pending.length).toBeGreaterThan(0);
          world.answer();
          checkInvariants(world.state);
        }
        for (const { state } of world.state.tasks.values())
          expect(["done", "failed", "awaiting", "blocked", "skipped"]).toContain(state.name);
      }),
      { numRuns: effort(500) },
    );
  });

  test("replay of the journal gives the live state, whatever the runner did", () => {
    fc.assert(
      fc.property(specs, limits, luck, fc.nat({ max: 60 }), (tasks, bounds, draws, cut) => {
        const world = new World(draws);
        start(world, tasks, bounds);
        for (let i = 0; i < cut && !world.finished; i++) world.answer();
        // As a later process reads it: through the text of the journal and its schema.
        const read = world.happened.map(({ event, at }) => ({
          event: eventSchema.parse(JSON.parse(JSON.stringify(event))),
          at,
        }));
        expect(fold(read)).toEqual(world.state);
      }),
      { numRuns: effort(300) },
    );
  });

  test("a run cut off again and again ends too, repeats no done task, and never has two commands for one", () => {
    const cuts = fc.array(
      fc.record({ after: fc.nat({ max: 30 }), lost: fc.nat({ max: 3 }), claim: fc.nat({ max: 12 }) }),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(specs, limits, luck, cuts, fc.boolean(), (tasks, bounds, draws, cuts, politely) => {
        let world = new World(draws);
        start(world, tasks, bounds);
        for (const { after, lost, claim } of cuts) {
          for (let i = 0; i < after && !world.finished; i++) world.answer();
          if (politely) world.emit({ type: "run.interrupted", signal: "SIGINT" });
          const kept = world.happened.slice(0, Math.max(1, world.happened.length - lost));
          const next = new World(draws.slice(after));
          next.state = fold(kept);
          next.now = world.now;
          next.happened.push(...kept);
          const claimed = next.state.tasks.get(`${claim}`);
          if (claimed?.state.name === "failed" || claimed?.state.name === "awaiting")
            next.emit({ type: "task.claimed", task: `${claim}` });
          world = next;
          const done = doneIn(world.state);
          world.emit({ type: "run.resumed", limits: { ...noLimits, ...bounds } });
          for (const command of world.pending)
            if ("task" in command && command.type !== "tick") expect(done).not.toContain(command.task);
        }
        while (!world.finished) {
          const commanded = world.pending.flatMap((command) => ("task" in command ? command.task : []));
          expect(new Set(commanded).size).toBe(commanded.length);
          world.answer();
          checkInvariants(world.state);
        }
        for (const { state } of world.state.tasks.values())
          expect(["done", "failed", "awaiting", "blocked", "skipped"]).toContain(state.name);
      }),
      { numRuns: effort(500) },
    );
  });

  test("a resume after which all goes well gets everything done that waits for nothing set aside", () => {
    fc.assert(
      fc.property(specs, limits, luck, fc.nat({ max: 60 }), (tasks, bounds, draws, cut) => {
        const world = new World(draws);
        start(world, tasks, bounds);
        for (let i = 0; i < cut && !world.finished; i++) world.answer();
        const second = new World([]);
        second.state = fold(world.happened);
        second.now = world.now;
        second.happened.push(...world.happened);
        second.emit({ type: "run.resumed", limits: { ...noLimits, ...bounds } });
        while (!second.finished) second.answer();
        const waitsForSetAside = (id: string): boolean => {
          const spec = tasks.find((task) => task.id === id);
          if (!spec || spec.claimed === "user") return false;
          return (
            spec.claimed === "set-aside" ||
            spec.claimed === "skipped" ||
            spec.dependsOn.some(waitsForSetAside)
          );
        };
        for (const { spec, state } of second.state.tasks.values())
          if (spec.claimed === "skipped") expect(state.name).toBe("skipped");
          else if (spec.claimed === "set-aside")
            expect(state).toMatchObject({ name: "awaiting", attempt: 0 });
          else if (waitsForSetAside(spec.id)) expect(state.name).toBe("blocked");
          else expect(state).toMatchObject({ name: "done", unticked: null });
      }),
      { numRuns: effort(300) },
    );
  });

  test("a task that is set aside is neither run nor done, and holds up what depends on it alone", () => {
    const task = (id: string, ...dependsOn: string[]): TaskSpec => ({
      ...taskOf(id, ...dependsOn),
      claimed: id === "2" ? "set-aside" : null,
    });
    const world = new World([]);
    const bounds = { maxParallel: 2, maxAttempts: 1, maxServerDeaths: 0 };
    start(world, [task("1"), task("2"), task("3", "2"), task("4", "1")], bounds);
    while (!world.finished) world.answer();
    const names = () => [...world.state.tasks.values()].map((r) => r.state.name);
    expect(names()).toEqual(["done", "awaiting", "blocked", "done"]);
    expect(world.happened.filter(({ event }) => "task" in event && event.task === "2")).toEqual([]);

    // Its author has ticked it since: what waited for it goes on.
    world.finished = false;
    world.emit({ type: "run.ended", ticked: ["1", "4"] });
    world.emit({ type: "task.claimed", task: "2" });
    world.emit({ type: "run.resumed", limits: { ...noLimits, ...bounds } });
    while (!world.finished) world.answer();
    expect(names()).toEqual(["done", "done", "done", "done"]);
  });

  test("tasks that waited for a person are checked again on resume, but no more at once than may run", () => {
    const task = (id: string) => taskOf(id);
    // Draws: which command, attempt, its check's two verdicts, and the verdict in doubt once more.
    const doubt = [0, 99, 0, 30, 99, 0, 0, 30, 0];
    const world = new World([...doubt, ...doubt]);
    start(world, [task("1"), task("2")], { maxParallel: 1, maxAttempts: 1, maxServerDeaths: 0 });
    while (!world.finished) world.answer();
    expect([...world.state.tasks.values()].map((r) => r.state.name)).toEqual(["awaiting", "awaiting"]);
    const [state, commands] = step(
      world.state,
      { type: "run.resumed", limits: { ...noLimits, maxParallel: 1 } },
      world.now,
    );
    expect([...state.tasks.values()].map((r) => r.state.name)).toEqual(["checking", "waiting"]);
    expect(commands).toEqual([{ type: "check", task: "1", attempt: 1, only: null, waived: [] }]);
  });

  test("a model whose provider failed rests for every task until it may work again, and so after a resume", () => {
    const world = new World([]);
    const task = (id: string) => taskOf(id);
    const bounds = { maxParallel: 2, maxAttempts: 1, maxServerDeaths: 0 };
    start(world, [task("1"), task("2")], bounds);
    world.emit(fellBack({ task: "1", attempt: 1 }, "p/m", 5));
    world.emit(fellBack({ task: "2", attempt: 1 }, null, 7));
    world.emit(fellBack({ task: "2", attempt: 1 }, "p/m", 9));
    const resting = new Map([
      ["p/m", 9 * 60_000],
      ["", 7 * 60_000],
    ]);
    expect(world.state.resting).toEqual(resting);
    expect([...world.state.tasks.values()].map(({ state }) => state.name)).toEqual(["running", "running"]);
    const [resumed] = step(
      fold(world.happened),
      { type: "run.resumed", limits: { ...noLimits, ...bounds } },
      world.now,
    );
    expect(resumed.resting).toEqual(resting);
    // Nothing works on a task that is over.
    for (let i = 0; i < 20 && !world.finished; i++) world.answer();
    const late = fellBack({ task: "1", attempt: 1 }, "p/m");
    expect(step(world.state, late, world.now)[1]).toMatchObject([{ type: "refuse", event: late }]);
  });

  test("refuses an event that has no place, and stays as it was", () => {
    const world = new World([]);
    start(world, [taskOf("1")], {
      maxParallel: 1,
      maxAttempts: 3,
      maxServerDeaths: 0,
    });
    const before = world.state;
    const late: Event = {
      type: "attempt.ended",
      task: "1",
      attempt: 2,
      end: { kind: "finished" },
      usage: noUsage,
      wrote: [],
      notes: null,
      open: [],
      asks: null,
    };
    const [after, commands] = step(before, late, world.now);
    expect(after).toBe(before);
    expect(commands).toEqual([{ type: "refuse", event: late, why: "no such attempt is alive" }]);
  });

  test("an interruption starts nothing more", () => {
    const world = new World([]);
    const task = (id: string) => taskOf(id);
    start(world, [task("1"), task("2")], { maxParallel: 1, maxAttempts: 3, maxServerDeaths: 0 });
    world.emit({ type: "run.interrupted", signal: "SIGINT" });
    const end = { kind: "finished" } as const;
    const ended: Event = {
      type: "attempt.ended",
      task: "1",
      attempt: 1,
      end,
      usage: noUsage,
      wrote: [],
      notes: null,
      open: [],
      asks: null,
    };
    const [, commands] = step(world.state, ended, world.now);
    expect(commands).toEqual([]);
  });
});
