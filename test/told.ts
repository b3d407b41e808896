import { expect } from "vitest";
import type { Event, PersonSaid, RunLimits, TaskSpec } from "../src/event.ts";
import { type Happened, step } from "../src/schedule.ts";
import { type Command, initialState, noLimits, type RunState, type TaskRecord } from "../src/state.ts";
import { noUsage, type Usage } from "../src/usage.ts";
import type { Review, Verdict } from "../src/verdict.ts";
import { attemptEnded, taskOf } from "./task-specs.ts";

/** Limits that hold where a test says nothing of them. */
export const bounds: Partial<RunLimits> = {
  maxParallel: 1,
  maxStrikes: 3,
  maxAttempts: 8,
  maxBackoffs: 6,
  maxReviewRounds: 2,
};

/** What a run may use: as much as it likes. */
export const budget = { time: null, tokens: null, money: null, hard: false };

/** A run that is told what happens. */
export class Told {
  state: RunState = initialState;
  /** Milliseconds since 1970. */
  now = 1_000;
  readonly happened: Happened[] = [];
  #words = 0;

  constructor(tasks: readonly TaskSpec[], limits: Partial<RunLimits> = {}) {
    const all = { ...noLimits, ...bounds, ...limits };
    this.began = this.tell({
      type: "run.started",
      run: "r",
      file: "p.md",
      sha256: "",
      limits: all,
      tasks,
      base: null,
    });
  }

  /** What was to be done when the run began. */
  readonly began: Command[];

  tell(event: Event): Command[] {
    this.happened.push({ event, at: this.now });
    const [state, commands] = step(this.state, event, this.now);
    this.state = state;
    return commands;
  }

  record(task: string): TaskRecord {
    const record = this.state.tasks.get(task);
    if (!record) throw new Error(`no task ${task}`);
    return record;
  }

  names(): string[] {
    return [...this.state.tasks.values()].map(({ state }) => state.name);
  }

  /** The task and its live attempt. */
  at(task: string): { task: string; attempt: number } {
    return { task, attempt: this.record(task).attempt };
  }

  open(task: string, session: string): Command[] {
    const more = { agent: "a", model: null, variant: null, reason: "" };
    return this.tell({ type: "session.opened", ...this.at(task), session, ...more });
  }

  finish(task: string, usage: Usage = noUsage): Command[] {
    return this.tell(attemptEnded(this.at(task), { usage }));
  }

  /** The attempt ends early; `fault` where its provider is to blame. */
  break(task: string, reason: string, fault: string | null = null): Command[] {
    const end = { kind: "failed", reason, fault, message: "m" } as const;
    return this.tell(attemptEnded(this.at(task), { end }));
  }

  /** Verdicts on the criteria, in order. */
  check(task: string, verdicts: readonly Verdict[], evidence = "e", fault: string | null = null): Command[] {
    verdicts.forEach((verdict, index) => {
      const more = { text: "t", by: "command", evidence: "", reason: "", output: "", duration: 1 } as const;
      this.tell({ type: "criterion.checked", ...this.at(task), result: { index, verdict, ...more } });
    });
    return this.tell({ type: "checks.ended", ...this.at(task), usage: noUsage, evidence, fault });
  }

  /** One attempt that does not hold. */
  fail(task: string, evidence: string): Command[] {
    this.finish(task);
    return this.check(task, ["fail"], evidence);
  }

  tick(task: string): Command[] {
    return this.tell({ type: "tick.ended", task, outcome: "ticked", message: "", notepad: "" });
  }

  /** One attempt that holds, down to its box. */
  pass(task: string, usage: Usage = noUsage): Command[] {
    return [...this.finish(task, usage), ...this.check(task, ["pass"]), ...this.tick(task)];
  }

  review(task: string, review: Review | null): Command[] {
    const more = { message: "m", usage: noUsage, fault: null };
    return this.tell({ type: "review.ended", ...this.at(task), review, ...more });
  }

  recover(task: string, outcome: "recovered" | "stuck"): Command[] {
    const more = { message: "m", report: "f.md", advice, usage: noUsage };
    return this.tell({ type: "recovery.ended", ...this.at(task), outcome, ...more });
  }

  untick(task: string): Command[] {
    return this.tell({ type: "untick.ended", task, outcome: "unticked", message: "" });
  }

  cancelled(task: string): Command[] {
    return this.tell({ type: "work.cancelled", ...this.at(task) });
  }

  ring(after: number): Command[] {
    this.now += after;
    return this.tell({ type: "clock.rang" });
  }

  say(action: PersonSaid["action"], task: string | null, more: Partial<PersonSaid> = {}): Command[] {
    const id = `w${this.#words++}`;
    return this.tell({ type: "person.said", id, action, task, text: "", criterion: null, ...more });
  }
}

/** What the adviser says. */
export const advice = { conclusion: "c", plan: ["p"], effort: "Quick", risks: [] } as const;

/** Tokens and money. */
export const used = (more: Partial<Usage>): Usage => ({ ...noUsage, ...more });

/** The types of commands. */
export const types = (commands: readonly Command[]) => commands.map(({ type }) => type);

/** What is refused, and why. */
export const refusals = (commands: readonly Command[]) =>
  commands.flatMap((command) => (command.type === "refuse" ? [command.why] : []));

/** A run whose only task waits for a person, because nobody can tell whether its second criterion holds. */
export function inDoubt(limits: Partial<RunLimits> = {}): Told {
  const run = new Told([taskOf("1")], { wait: true, ...limits });
  run.open("1", "s1");
  run.finish("1");
  run.check("1", ["pass", "unsure"]);
  run.check("1", ["pass", "unsure"]);
  expect(run.record("1").state).toMatchObject({
    name: "awaiting",
    attempt: 1,
    reason: "no verdict on 1 criterion",
  });
  return run;
}
