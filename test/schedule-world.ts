import fc from "fast-check";
import { expect } from "vitest";
import type { Event, RunLimits, TaskSpec } from "../src/event.ts";
import type { Notes } from "../src/notes.ts";
import { type Happened, step } from "../src/schedule.ts";
import { type Command, initialState, noLimits, type RunState, takesPlace } from "../src/state.ts";
import { noUsage } from "../src/usage.ts";
import type { Verdict } from "../src/verdict.ts";
import { attemptEnded } from "./task-specs.ts";

/** A plan of tasks, each of which depends on some before it; the last ones may be final. */
export const specs = fc
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

/** Limits of a run, all of them low. */
export const limits = fc.record({
  maxParallel: fc.integer({ min: 1, max: 5 }),
  maxStrikes: fc.integer({ min: 1, max: 3 }),
  maxAttempts: fc.integer({ min: 1, max: 6 }),
  maxServerDeaths: fc.integer({ min: 0, max: 2 }),
  maxBackoffs: fc.integer({ min: 0, max: 2 }),
  maxReviewRounds: fc.integer({ min: 0, max: 2 }),
});

type Bounds = Partial<RunLimits>;

/** What the world answers, drawn from a finite list and good news after that. */
export const luck = fc.array(fc.nat({ max: 99 }), { maxLength: 80 });

const notesOf = (issue: string): Notes => ({ learnings: [], decisions: [], issues: [issue] });

/** A session goes on with another model; the one before rests until this minute after 1970 began. */
export const fellBack = (at: { task: string; attempt: number }, model: string | null, minute = 0): Event => ({
  type: "model.fell-back",
  ...at,
  model,
  fault: "rate-limit",
  message: "m",
  until: new Date(minute * 60_000).toISOString(),
  next: { model: "p/next", variant: null, reason: "r" },
});

/** A world that answers commands in any order, with any outcome: the seed of `draw` decides. */
export class World {
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
        this.emit(attemptEnded(at, { end, notes }));
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

/** Begins a run in a world. */
export function start(world: World, tasks: TaskSpec[], bounds: Bounds) {
  const limits = { ...noLimits, ...bounds };
  world.emit({ type: "run.started", run: "r", file: "p.md", sha256: "", limits, tasks, base: null });
}

/** What holds in every state of a run. */
export function checkInvariants(state: RunState): void {
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

/** Tasks that are done. */
export function doneIn(state: RunState): string[] {
  return [...state.tasks.values()].filter((r) => r.state.name === "done").map((r) => r.spec.id);
}
