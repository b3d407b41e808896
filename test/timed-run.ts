import type { RunLimits, TaskSpec } from "../src/event.ts";
import type { JournalEntry } from "../src/run/journal.ts";
import type { RunState, TaskRecord } from "../src/state.ts";
import type { Usage } from "../src/usage.ts";
import { Told } from "./told.ts";

/** When such runs begin, in milliseconds since 1970. */
export const beginning = 1_000;

/** A run that is told what happens, and when: `new TimedRun(tasks).at(10).pass("1").at(45).pass("2")`. */
export class TimedRun {
  readonly told: Told;
  readonly #limits: Partial<RunLimits>;

  constructor(tasks: readonly TaskSpec[], limits: Partial<RunLimits> = {}) {
    this.#limits = { maxParallel: 4, maxServerDeaths: 2, ...limits };
    this.told = new Told(tasks, this.#limits);
  }

  get state(): RunState {
    return this.told.state;
  }

  /** Its journal. */
  get entries(): JournalEntry[] {
    return this.told.happened.map(({ event, at }, i) => ({
      seq: i + 1,
      at: new Date(at).toISOString(),
      event,
    }));
  }

  /** Milliseconds since it began. */
  get now(): number {
    return this.told.now - beginning;
  }

  /** Sets the clock: milliseconds since the run began. */
  at(now: number): this {
    this.told.now = beginning + now;
    return this;
  }

  record(task: string): TaskRecord {
    return this.told.record(task);
  }

  /** A session is there for the task. */
  open(task: string, model = "fake/quick"): this {
    const rest = { agent: "sisyphus-junior", model, variant: null, reason: "" };
    this.told.tell({ type: "session.opened", ...this.told.at(task), session: `s${task}`, ...rest });
    return this;
  }

  finish(task: string, usage?: Usage): this {
    this.told.finish(task, usage);
    return this;
  }

  /** Its session ends early; `fault` where the provider is to blame. */
  break(task: string, reason: string, fault: string | null = null): this {
    this.told.break(task, reason, fault);
    return this;
  }

  /** The first criterion came out so, and the others are still under test. */
  criterion(task: string): this {
    const result = {
      index: 0,
      text: "t",
      verdict: "pass",
      by: "command",
      evidence: "",
      reason: "r",
      output: "",
      duration: 1,
    } as const;
    this.told.tell({ type: "criterion.checked", ...this.told.at(task), result });
    return this;
  }

  /** The criterion of the task came out so. No two failures are alike: what brings nothing new counts twice. */
  check(task: string, verdict: "pass" | "fail" | "unsure"): this {
    this.told.check(task, [verdict], `${this.told.happened.length}`);
    return this;
  }

  tick(task: string): this {
    this.told.tick(task);
    return this;
  }

  /** All that is left to a task that runs, in one moment, and well. */
  pass(task: string): this {
    this.told.pass(task);
    return this;
  }

  recover(task: string): this {
    this.told.recover(task, "recovered");
    return this;
  }

  review(task: string, verdict: "APPROVE" | "REJECT", reopen: readonly string[] = []): this {
    this.told.review(task, { verdict, reasons: ["r"], reopen });
    return this;
  }

  untick(task: string): this {
    this.told.untick(task);
    return this;
  }

  say(action: "approve" | "adopt" | "pause" | "resume", task: string | null = null): this {
    this.told.say(action, task);
    return this;
  }

  /** The plan file has another text: tasks that are new in it, or gone from it. */
  edit(changes: Readonly<Record<string, TaskSpec | null>>): this {
    this.told.tell({
      type: "plan.edited",
      revision: this.state.revision + 1,
      problem: null,
      changes: Object.entries(changes).map(([task, spec]) => ({
        task,
        kind: spec === null ? "removed" : "added",
        spec,
      })),
    });
    return this;
  }

  ring(): this {
    this.told.ring(0);
    return this;
  }

  /** The process was killed, and another goes on. */
  resume(): this {
    this.told.tell({ type: "run.reopened" });
    const [first] = this.told.happened;
    if (first?.event.type === "run.started")
      this.told.tell({ type: "run.resumed", limits: first.event.limits });
    return this;
  }

  end(): this {
    this.told.tell({ type: "run.ended", ticked: [] });
    return this;
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
        return this.check(task, luck < 70 ? "pass" : luck < 85 ? "fail" : "unsure");
      case "recovering":
        return this.recover(task);
      case "reopening":
        return this.untick(task);
      default:
        return this.tick(task);
    }
  }
}
