import type { Event, RunLimits, TaskSpec } from "../src/event.ts";
import type { JournalEntry } from "../src/run/journal.ts";
import { step } from "../src/schedule.ts";
import { initialState, noLimits, type RunState, type TaskRecord } from "../src/state.ts";
import { noUsage, type Usage } from "../src/usage.ts";

/** A task that is to be done. */
export function taskOf(
  id: string,
  dependsOn: readonly string[] = [],
  more: Partial<TaskSpec> = {},
): TaskSpec {
  const rest = { final: false, claimed: null, category: null, weight: 1, asked: false };
  return { id, title: `Task ${id}`, dependsOn, ...rest, ...more };
}

/** When made-up runs begin, in milliseconds since 1970. */
export const beginning = Date.parse("2026-11-27T12:00:00.000Z");

/** A run that was made up: a test says what happens when, and has its journal and its state. */
export class ToldRun {
  readonly entries: JournalEntry[] = [];
  /** The state after each entry. */
  readonly states: RunState[] = [];
  state: RunState = initialState;
  /** Milliseconds since it began. */
  now = 0;
  readonly #limits: RunLimits;

  constructor(tasks: readonly TaskSpec[], limits: Partial<RunLimits> = {}) {
    this.#limits = {
      ...noLimits,
      maxParallel: 4,
      maxStrikes: 3,
      maxAttempts: 8,
      maxServerDeaths: 2,
      maxBackoffs: 6,
      maxReviewRounds: 2,
      ...limits,
    };
    const rest = { run: "r", file: "plans/p.md", sha256: "", limits: this.#limits, base: null };
    this.tell({ type: "run.started", ...rest, tasks });
  }

  /** Sets the clock: milliseconds since the run began. */
  at(now: number): this {
    this.now = now;
    return this;
  }

  tell(event: Event): this {
    const at = beginning + this.now;
    this.entries.push({ seq: this.entries.length + 1, at: new Date(at).toISOString(), event });
    [this.state] = step(this.state, event, at);
    this.states.push(this.state);
    return this;
  }

  record(task: string): TaskRecord {
    const record = this.state.tasks.get(task);
    if (!record) throw new Error(`no task ${task}`);
    return record;
  }

  /** A session is there for the task. */
  open(task: string, more: { agent?: string; model?: string | null } = {}): this {
    const choice = { agent: "sisyphus-junior", model: "fake/quick", variant: null, reason: "", ...more };
    return this.tell({ type: "session.opened", ...this.#live(task), session: `s${task}`, ...choice });
  }

  /** Its session has come to a normal end. */
  finish(task: string, usage: Usage = noUsage): this {
    const rest = { end: { kind: "finished" } as const, usage, wrote: [], notes: null };
    return this.tell({ type: "attempt.ended", ...this.#live(task), ...rest });
  }

  /** Its session has ended early; `fault` where the provider is to blame. */
  break(task: string, reason: string, fault: string | null = null): this {
    const end = { kind: "failed", reason, fault, message: "so it said" } as const;
    const rest = { end, usage: noUsage, wrote: [], notes: null };
    return this.tell({ type: "attempt.ended", ...this.#live(task), ...rest });
  }

  /** One criterion came out so. */
  criterion(task: string, verdict: "pass" | "fail" | "unsure", index = 0): this {
    const rest = { text: "t", by: "command", evidence: "", reason: "r", output: "", duration: 1 } as const;
    return this.tell({ type: "criterion.checked", ...this.#live(task), result: { index, verdict, ...rest } });
  }

  /** All criteria have a result. */
  checked(task: string): this {
    // No two failures alike: what brings nothing new counts twice.
    const rest = { usage: noUsage, evidence: `${this.entries.length}`, fault: null };
    return this.tell({ type: "checks.ended", ...this.#live(task), ...rest });
  }

  ticked(task: string): this {
    return this.tell({ type: "tick.ended", task, outcome: "ticked", message: "", notepad: "" });
  }

  /** All that is left to a task that runs, in one moment, and well. */
  pass(task: string): this {
    return this.finish(task).criterion(task, "pass").checked(task).ticked(task);
  }

  /** An attempt that did not do it, in one moment. */
  fail(task: string): this {
    return this.finish(task).criterion(task, "fail").checked(task);
  }

  recover(task: string): this {
    const rest = { outcome: "recovered", message: "m", report: "f.md", advice: null } as const;
    return this.tell({ type: "recovery.ended", ...this.#live(task), ...rest, usage: noUsage });
  }

  review(task: string, verdict: "APPROVE" | "REJECT", reopen: readonly string[] = []): this {
    const rest = { review: { verdict, reasons: ["r"], reopen }, message: "", usage: noUsage, fault: null };
    return this.tell({ type: "review.ended", ...this.#live(task), ...rest });
  }

  say(action: "approve" | "retry" | "pause" | "resume", task: string | null = null): this {
    const id = `${this.entries.length}`;
    return this.tell({ type: "person.said", id, action, task, text: "", criterion: null });
  }

  ring(): this {
    return this.tell({ type: "clock.rang" });
  }

  /** The process was killed, and another goes on. */
  resume(): this {
    return this.tell({ type: "run.resumed", limits: this.#limits });
  }

  end(): this {
    return this.tell({ type: "run.ended", ticked: [] });
  }

  /**
   * Lets a task that is under way come to its next state; `luck`, from 0 to 99, is the better the lower. What this leads
   * to is the scheduler's to say.
   */
  move(task: string, luck: number): this {
    const { state, spec } = this.record(task);
    switch (state.name) {
      case "running":
        if (spec.final) return this.review(task, luck < 70 ? "APPROVE" : "REJECT", ["1", "2"]);
        if (luck < 70) return this.finish(task);
        return luck < 85 ? this.break(task, "provider", "rate-limit") : this.break(task, "stalled");
      case "checking":
        return this.criterion(task, luck < 70 ? "pass" : luck < 85 ? "fail" : "unsure").checked(task);
      case "recovering":
        return this.recover(task);
      case "reopening":
        return this.tell({ type: "untick.ended", task, outcome: "unticked", message: "" });
      default:
        return this.ticked(task);
    }
  }

  #live(task: string): { task: string; attempt: number } {
    return { task, attempt: this.record(task).attempt };
  }
}
