import { describe, expect, test } from "vitest";
import type { Event, PersonSaid, RunLimits, TaskSpec } from "../src/event.ts";
import { step } from "../src/schedule.ts";
import { type Command, initialState, noLimits, type RunState, type TaskRecord } from "../src/state.ts";
import { noUsage, type Usage } from "../src/usage.ts";
import type { Review, Verdict } from "../src/verdict.ts";

/** A task that is to be done. */
function taskOf(id: string, dependsOn: readonly string[] = [], more: Partial<TaskSpec> = {}): TaskSpec {
  const rest = { final: false, claimed: null, category: null, weight: 1, asked: false };
  return { id, title: id, dependsOn, ...rest, ...more };
}

const bounds: Partial<RunLimits> = {
  maxParallel: 1,
  maxStrikes: 3,
  maxAttempts: 8,
  maxBackoffs: 6,
  maxReviewRounds: 2,
};

const budget = { time: null, tokens: null, money: null, hard: false };

/** A run that is told what happens. */
class Told {
  state: RunState = initialState;
  /** Milliseconds since 1970. */
  now = 1_000;
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
    const end = { kind: "finished" } as const;
    return this.tell({
      type: "attempt.ended",
      ...this.at(task),
      end,
      usage,
      wrote: [],
      notes: null,
      open: [],
      asks: null,
    });
  }

  /** The attempt ends early; `fault` where its provider is to blame. */
  break(task: string, reason: string, fault: string | null = null): Command[] {
    const end = { kind: "failed", reason, fault, message: "m" } as const;
    return this.tell({
      type: "attempt.ended",
      ...this.at(task),
      end,
      usage: noUsage,
      wrote: [],
      notes: null,
      open: [],
      asks: null,
    });
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

const advice = { conclusion: "c", plan: ["p"], effort: "Quick", risks: [] } as const;

const used = (more: Partial<Usage>): Usage => ({ ...noUsage, ...more });

const types = (commands: readonly Command[]) => commands.map(({ type }) => type);

/** What is refused, and why. */
const refusals = (commands: readonly Command[]) =>
  commands.flatMap((command) => (command.type === "refuse" ? [command.why] : []));

/** A run whose only task waits for a person, because nobody can tell whether its second criterion holds. */
function inDoubt(limits: Partial<RunLimits> = {}): Told {
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

describe("a task that fails", () => {
  test("goes back with what came out, then another way, then is stopped, then gets advice, then has failed", () => {
    const run = new Told([taskOf("1")]);
    expect(run.began).toMatchObject([
      { type: "attempt", attempt: 1, mode: "first", session: null, failed: [], advice: null },
    ]);
    run.open("1", "s1");
    expect(run.fail("1", "a")).toMatchObject([
      { type: "attempt", attempt: 2, mode: "retry", session: "s1", failed: [{ index: 0 }] },
    ]);
    expect(run.fail("1", "b")).toMatchObject([
      { type: "attempt", attempt: 3, mode: "adjust", session: "s1", failed: [{ index: 0 }] },
    ]);
    expect(run.fail("1", "c")).toEqual([
      { type: "recover", task: "1", attempt: 3, reason: "1 criterion not met" },
    ]);
    expect(run.record("1").state).toEqual({ name: "recovering", attempt: 3 });
    expect(run.recover("1", "recovered")).toMatchObject([
      { type: "attempt", attempt: 4, mode: "advised", session: null, failed: [], advice },
    ]);
    expect(run.record("1")).toMatchObject({ recovered: true, report: "f.md", attempts: 4 });
    expect(types(run.fail("1", "d"))).toEqual(["finish"]);
    expect(run.record("1").state).toEqual({
      name: "failed",
      reason: "1 criterion not met, after advice too",
    });
  });

  test("brings nothing new, which counts twice", () => {
    const run = new Told([taskOf("1")]);
    run.fail("1", "a");
    expect(types(run.fail("1", "a"))).toEqual(["recover"]);
    expect(run.record("1").strikes).toBe(3);
  });

  test("and comes back to what it brought before the last one, which counts once", () => {
    const run = new Told([taskOf("1")], { maxStrikes: 4 });
    run.fail("1", "a");
    run.fail("1", "b");
    expect(run.fail("1", "a")).toMatchObject([{ type: "attempt", attempt: 4, mode: "adjust" }]);
  });

  test("whose sessions end early is struck too, and what fills a session is not gone on with in it", () => {
    const run = new Told([taskOf("1")]);
    run.open("1", "s1");
    expect(run.break("1", "stalled")).toMatchObject([
      {
        type: "attempt",
        attempt: 2,
        mode: "retry",
        session: "s1",
        trouble: expect.stringMatching(/stalled/),
      },
    ]);
    expect(run.break("1", "context-overflow")).toMatchObject([
      { type: "attempt", attempt: 3, mode: "adjust", session: null },
    ]);
    expect(types(run.break("1", "stalled"))).toEqual(["recover"]);
  });

  test("and whose changes cannot be taken back waits for a person", () => {
    const run = new Told([taskOf("1")], { maxStrikes: 1 });
    expect(types(run.fail("1", "a"))).toEqual(["recover"]);
    expect(types(run.recover("1", "stuck"))).toEqual(["finish"]);
    expect(run.record("1").state).toMatchObject({ name: "awaiting", attempt: 1, reason: "m" });
  });

  test("gets no more attempts than it may have", () => {
    const run = new Told([taskOf("1")], { maxStrikes: 9, maxAttempts: 2 });
    expect(types(run.fail("1", "a"))).toEqual(["attempt"]);
    expect(types(run.fail("1", "b"))).toEqual(["finish"]);
    expect(run.record("1").state).toEqual({
      name: "failed",
      reason: "1 criterion not met, after 2 attempts",
    });
  });

  test.each([
    ["tokens", { tokens: 100, money: null }, used({ input: 60, cacheRead: 40 })],
    ["money", { tokens: null, money: 0.5 }, used({ cost: 0.5 })],
  ])("and has used up its %s has failed", (what, taskBudget, usage) => {
    const run = new Told([taskOf("1"), taskOf("2")], { taskBudget });
    run.finish("1", usage);
    expect(run.check("1", ["fail"])).toMatchObject([{ type: "attempt", task: "2" }]);
    expect(run.record("1").state).toEqual({
      name: "failed",
      reason: `1 criterion not met; its budget of ${what} is spent`,
    });
  });

  test("late words of an attempt that is over count for nothing", () => {
    const run = new Told([taskOf("1")]);
    const late = run.at("1");
    run.fail("1", "a");
    const before = run.state;
    const end = { kind: "finished" } as const;
    const commands = run.tell({
      type: "attempt.ended",
      ...late,
      end,
      usage: noUsage,
      wrote: [],
      notes: null,
      open: [],
      asks: null,
    });
    expect(refusals(commands)).toEqual(["no such attempt is alive"]);
    expect(run.state).toBe(before);
  });
});

describe("a provider that fails", () => {
  test("is waited for, twice as long each time, in the same session; then a person is", () => {
    const run = new Told([taskOf("1")]);
    run.open("1", "s1");
    for (const [i, wait] of [30, 60, 120, 240, 480, 600].map((seconds) => seconds * 1_000).entries()) {
      const until = run.now + wait;
      expect(run.break("1", "provider", "rate-limit")).toEqual([{ type: "wake", at: until }]);
      expect(run.record("1").state).toMatchObject({ name: "waiting", notBefore: until });
      expect(run.ring(wait - 1)).toEqual([]);
      expect(run.ring(1)).toMatchObject([
        { type: "attempt", attempt: i + 2, mode: "retry", session: "s1", interrupted: true },
      ]);
    }
    expect(run.record("1")).toMatchObject({ strikes: 0, attempts: 1, backoffs: 6 });
    expect(types(run.break("1", "provider", "rate-limit"))).toEqual(["finish"]);
    expect(run.record("1").state).toMatchObject({ name: "awaiting", attempt: 7, reason: "rate-limit: m" });
  });

  test("and works again is forgiven", () => {
    const run = new Told([taskOf("1")], { maxBackoffs: 1 });
    run.break("1", "provider", "overloaded");
    run.ring(30_000);
    expect(types(run.fail("1", "a"))).toEqual(["attempt"]);
    expect(types(run.break("1", "provider", "overloaded"))).toEqual(["wake"]);
  });

  test.each(["quota", "auth", "unknown-model"])(
    "for what time does not heal (%s) waits for a person",
    (fault) => {
      const run = new Told([taskOf("1")]);
      expect(types(run.break("1", "provider", fault))).toEqual(["finish"]);
      expect(run.record("1").state).toMatchObject({ name: "awaiting", attempt: 1, reason: `${fault}: m` });
    },
  );

  test("and was given up on is asked again by a resume, where the task had got to, as often as at first", () => {
    const run = new Told([taskOf("1")], { maxBackoffs: 1 });
    run.open("1", "s1");
    run.break("1", "provider", "rate-limit");
    run.ring(30_000);
    expect(types(run.break("1", "provider", "rate-limit"))).toEqual(["finish"]);
    run.tell({ type: "run.ended", ticked: [] });
    const limits = { ...noLimits, ...bounds, maxBackoffs: 1 };
    expect(run.tell({ type: "run.resumed", limits })).toMatchObject([
      { type: "attempt", attempt: 3, session: "s1", interrupted: true },
    ]);
    expect(types(run.break("1", "provider", "rate-limit"))).toEqual(["wake"]);
  });

  test("leaves its place to others while it is waited for", () => {
    const run = new Told([taskOf("1"), taskOf("2")]);
    expect(run.break("1", "provider", "rate-limit")).toMatchObject([
      { type: "wake" },
      { type: "attempt", task: "2", attempt: 1 },
    ]);
    // What was begun goes on first, but what runs is not driven out for it.
    expect(run.ring(30_000)).toEqual([]);
    expect(run.pass("2").at(-1)).toMatchObject({ type: "attempt", task: "1", attempt: 2 });
  });

  test("under a judge is waited for, and then the check goes on, not the work", () => {
    const run = new Told([taskOf("1")]);
    run.finish("1");
    expect(run.check("1", [], "", "rate-limit")).toEqual([{ type: "wake", at: run.now + 30_000 }]);
    expect(run.ring(30_000)).toEqual([{ type: "check", task: "1", attempt: 1, only: null, waived: [] }]);
  });

  test("under a reviewer is waited for", () => {
    const run = new Told([taskOf("F1", [], { final: true })]);
    const more = { review: null, message: "m", usage: noUsage, fault: "rate-limit" };
    expect(types(run.tell({ type: "review.ended", ...run.at("F1"), ...more }))).toEqual(["wake"]);
    expect(run.ring(30_000)).toEqual([{ type: "review", task: "F1", attempt: 2 }]);
  });
});

describe("what a run may use", () => {
  test("is time: nothing new starts at its end, what runs may end, and the run does", () => {
    const run = new Told([taskOf("1"), taskOf("2")], { budget: { ...budget, time: 5_000 } });
    expect(run.began).toContainEqual({ type: "wake", at: run.now + 5_000 });
    expect(run.ring(3_999)).toEqual([]);
    expect(run.ring(1_000)).toEqual([{ type: "warn", budget: "time", share: 0.9998 }]);
    expect(run.state.exhausted).toBe(null);
    expect(run.ring(1)).toEqual([]);
    expect(run.state.exhausted).toBe("time");
    expect(types(run.pass("1"))).toEqual(["check", "tick", "finish"]);
    expect(run.names()).toEqual(["done", "waiting"]);
  });

  test.each([
    ["tokens" as const, used({ input: 50, output: 20, reasoning: 10, cacheRead: 15, cacheWrite: 5 })],
    ["money" as const, used({ cost: 100 })],
  ])("is %s: nothing new starts once they are spent", (kind, usage) => {
    const run = new Told([taskOf("1"), taskOf("2")], { budget: { ...budget, [kind]: 100 } });
    expect(types(run.pass("1", usage))).toEqual(["check", "tick", "finish"]);
    expect(run.state.exhausted).toBe(kind);
    expect(run.names()).toEqual(["done", "waiting"]);
  });

  test("a task that fails then is not tried again, and goes on in a resumed run of more", () => {
    const run = new Told([taskOf("1")], { budget: { ...budget, tokens: 100 } });
    run.open("1", "s1");
    run.finish("1", used({ input: 100 }));
    expect(types(run.check("1", ["fail"]))).toEqual(["finish"]);
    expect(run.names()).toEqual(["waiting"]);
    run.tell({ type: "run.ended", ticked: [] });
    const limits = { ...noLimits, ...bounds, budget: { ...budget, tokens: 200 } };
    expect(run.tell({ type: "run.resumed", limits })).toMatchObject([
      { type: "attempt", attempt: 2, mode: "retry", session: "s1" },
    ]);
    expect(run.state.exhausted).toBe(null);
  });

  test("the time between two processes does not count", () => {
    const limits = { ...noLimits, ...bounds, budget: { ...budget, time: 5_000 } };
    const run = new Told([taskOf("1")], limits);
    run.now += 2_000;
    run.tell({ type: "run.interrupted", signal: "SIGINT" });
    run.tell({ type: "run.ended", ticked: [] });
    run.now += 1_000_000;
    expect(run.tell({ type: "run.resumed", limits })).toContainEqual({ type: "wake", at: run.now + 3_000 });
    expect(run.state.elapsed).toBe(2_000);
  });

  test("where it is a hard bound, what runs is ended, once, and waits", () => {
    const run = new Told([taskOf("1"), taskOf("2"), taskOf("3")], {
      maxParallel: 2,
      budget: { ...budget, time: 5_000, hard: true },
    });
    run.finish("2");
    expect(run.ring(5_000)).toEqual([
      { type: "abort", task: "1", attempt: 1 },
      { type: "abort", task: "2", attempt: 1 },
    ]);
    expect(run.ring(1)).toEqual([]);
    expect(run.cancelled("1")).toEqual([]);
    expect(run.cancelled("2")).toEqual([{ type: "finish" }]);
    expect(run.names()).toEqual(["waiting", "waiting", "waiting"]);
    expect(run.record("1").state).toMatchObject({
      interrupted: true,
      resume: { name: "running", attempt: 1 },
    });
    expect(run.record("2").state).toMatchObject({ resume: { name: "checking", attempt: 1 } });
  });

  test("does not keep a run that would wait for a person", () => {
    const run = inDoubt({ budget: { ...budget, time: 5_000 } });
    expect(run.ring(5_000)).toEqual([{ type: "finish" }]);
  });
});

describe("a final review", () => {
  const plan = [taskOf("1"), taskOf("2", ["1"]), taskOf("F1", ["1", "2"], { final: true })];
  const rejection = (...reopen: string[]): Review => ({ verdict: "REJECT", reasons: ["no tests"], reopen });

  /** A run that has come to its review. */
  function reviewed(tasks: readonly TaskSpec[] = plan, limits: Partial<RunLimits> = {}): Told {
    const run = new Told(tasks, limits);
    for (const { id, claimed, final } of tasks) if (!final && claimed === null) run.pass(id);
    expect(run.record("F1").state).toMatchObject({ name: "running" });
    return run;
  }

  test("sends tasks back: their boxes are emptied, they are done again with its reasons, and it looks again", () => {
    const run = reviewed();
    expect(run.review("F1", rejection("1"))).toEqual([{ type: "untick", task: "1" }]);
    expect(run.names()).toEqual(["reopening", "done", "waiting"]);
    const [again, ...others] = run.untick("1");
    expect(others).toEqual([]);
    expect(again).toMatchObject({ type: "attempt", task: "1", attempt: 2, mode: "retry", failed: [] });
    expect(again).toHaveProperty("trouble", "The final review F1 has sent this task back:\n- no tests");
    expect(run.pass("1").at(-1)).toEqual({ type: "review", task: "F1", attempt: 2 });
    expect(run.review("F1", { verdict: "APPROVE", reasons: [], reopen: [] })).toEqual([
      { type: "tick", task: "F1", notes: null },
    ]);
    expect(run.tick("F1")).toEqual([{ type: "finish" }]);
    expect(run.names()).toEqual(["done", "done", "done"]);
  });

  test("waits for a person after as many rounds as it may have", () => {
    const run = reviewed(plan, { maxReviewRounds: 2 });
    for (let round = 0; round < 2; round++) {
      run.review("F1", rejection("2"));
      run.untick("2");
      expect(run.pass("2").at(-1)).toMatchObject({ type: "review", task: "F1" });
    }
    expect(types(run.review("F1", rejection("2")))).toEqual(["finish"]);
    expect(run.record("F1").state).toMatchObject({ name: "awaiting", reason: "rejected: no tests" });
    expect(run.record("2").state.name).toBe("done");
  });

  test("that names no task has failed", () => {
    const run = reviewed();
    expect(types(run.review("F1", rejection()))).toEqual(["finish"]);
    expect(run.record("F1").state).toEqual({ name: "failed", reason: "rejected: no tests" });
  });

  test.each([
    ["what is done on a person's word", "1"],
    ["itself", "F1"],
    ["what is not in the plan", "9"],
  ])("does not send back %s", (_, label) => {
    const claimed = [
      taskOf("1", [], { claimed: "user" }),
      taskOf("2"),
      taskOf("F1", ["1", "2"], { final: true }),
    ];
    const run = reviewed(claimed);
    expect(types(run.review("F1", rejection(label)))).toEqual(["finish"]);
    expect(run.names()).toEqual(["done", "done", "failed"]);
  });

  test("sends back those of several that can be", () => {
    const claimed = [
      taskOf("1", [], { claimed: "user" }),
      taskOf("2"),
      taskOf("F1", ["1", "2"], { final: true }),
    ];
    const run = reviewed(claimed);
    expect(run.review("F1", rejection("1", "2"))).toEqual([{ type: "untick", task: "2" }]);
    expect(run.names()).toEqual(["done", "reopening", "waiting"]);
  });

  test("cut off while a box is emptied goes on with that", () => {
    const run = reviewed();
    run.review("F1", rejection("1"));
    run.tell({ type: "run.interrupted", signal: "SIGINT" });
    const limits = { ...noLimits, ...bounds };
    expect(run.tell({ type: "run.resumed", limits })).toEqual([{ type: "untick", task: "1" }]);
    expect(run.untick("1")).toMatchObject([{ type: "attempt", task: "1", attempt: 2 }]);
  });

  test("without a verdict is asked for once more, then a person is", () => {
    const run = reviewed();
    expect(run.review("F1", null)).toEqual([{ type: "review", task: "F1", attempt: 2 }]);
    expect(types(run.review("F1", null))).toEqual(["finish"]);
    expect(run.record("F1").state).toMatchObject({
      name: "awaiting",
      reason: "no verdict from the reviewer: m",
    });
  });
});

describe("a person's word", () => {
  test("approves a task that waits: its box is ticked, and it is done on that word", () => {
    const run = inDoubt();
    expect(run.say("approve", "1")).toEqual([{ type: "tick", task: "1", notes: null }]);
    expect(run.tick("1")).toEqual([{ type: "finish" }]);
    expect(run.record("1").state).toMatchObject({ name: "done", by: "user" });
  });

  test("approves a task that has failed, and what waited for it goes on", () => {
    const run = new Told([taskOf("1"), taskOf("2", ["1"]), taskOf("3")], { maxAttempts: 1 });
    run.fail("1", "a");
    expect(run.names()).toEqual(["failed", "blocked", "running"]);
    run.say("approve", "1");
    run.tick("1");
    expect(run.names()).toEqual(["done", "waiting", "running"]);
    expect(run.pass("3").at(-1)).toMatchObject({ type: "attempt", task: "2" });
  });

  test("rejects a task that waits, with its reason", () => {
    const run = inDoubt();
    expect(types(run.say("reject", "1", { text: "too slow" }))).toEqual(["finish"]);
    expect(run.record("1").state).toEqual({ name: "failed", reason: "rejected by a person: too slow" });
  });

  test("has a task tried again from nothing, with advice, under a new number", () => {
    const run = inDoubt();
    expect(run.say("retry", "1", { text: "use a map" })).toMatchObject([
      { type: "attempt", attempt: 2, mode: "first", session: null, trouble: "A person advises: use a map" },
    ]);
    expect(run.record("1")).toMatchObject({ attempts: 1, strikes: 0, results: [] });
  });

  test("lets a criterion pass: the task is checked without it", () => {
    const run = inDoubt();
    expect(run.say("waive", "1", { criterion: 1, text: "nobody can tell" })).toEqual([
      { type: "check", task: "1", attempt: 1, only: null, waived: [1] },
    ]);
    expect(run.record("1").waivers).toEqual([{ index: 1, reason: "nobody can tell" }]);
    expect(types(run.check("1", ["pass"]))).toEqual(["tick"]);
  });

  test("lets a criterion pass, and another one may still not hold", () => {
    const run = inDoubt();
    run.say("waive", "1", { criterion: 1, text: "r" });
    expect(types(run.check("1", ["fail"]))).toEqual(["attempt"]);
  });

  test("lets all criteria pass, of a task that has failed too", () => {
    const run = new Told([taskOf("1")], { maxAttempts: 1, wait: true });
    run.fail("1", "a");
    expect(run.record("1").state.name).toBe("failed");
    expect(run.say("waive", "1", { criterion: 0, text: "r" })).toMatchObject([
      { type: "check", waived: [0] },
    ]);
    expect(types(run.check("1", []))).toEqual(["tick"]);
  });

  test("lets a criterion pass while the task is worked on, and twice is once", () => {
    const run = new Told([taskOf("1")]);
    expect(run.say("waive", "1", { criterion: 0, text: "r" })).toEqual([]);
    expect(run.say("waive", "1", { criterion: 0, text: "r2" })).toEqual([]);
    expect(run.record("1").waivers).toEqual([{ index: 0, reason: "r2" }]);
    expect(run.finish("1")).toMatchObject([{ type: "check", waived: [0] }]);
  });

  test("stops a run from starting anything, until it may again", () => {
    const run = new Told([taskOf("1"), taskOf("2")], { wait: true });
    expect(run.say("pause", null)).toEqual([]);
    expect(types(run.pass("1"))).toEqual(["check", "tick"]);
    expect(run.names()).toEqual(["done", "waiting"]);
    expect(run.say("resume", null)).toMatchObject([{ type: "attempt", task: "2" }]);
  });

  test("stops a run that does not wait for people: it ends once nothing runs", () => {
    const run = new Told([taskOf("1"), taskOf("2")]);
    run.say("pause", null);
    expect(types(run.pass("1"))).toEqual(["check", "tick", "finish"]);
    expect(run.state.paused).toBe(true);
  });

  test("calls off a task that runs: what goes on is ended, and what waits for it is blocked", () => {
    const run = new Told([taskOf("1"), taskOf("2", ["1"]), taskOf("3")]);
    expect(run.say("cancel", "1")).toMatchObject([
      { type: "abort", task: "1", attempt: 1 },
      { type: "attempt", task: "3" },
    ]);
    expect(run.names()).toEqual(["cancelled", "blocked", "running"]);
    expect(run.say("retry", "1")).toEqual([]);
    expect(run.pass("3").at(-1)).toMatchObject({ type: "attempt", task: "1", attempt: 2 });
  });

  test("calls off a whole run, but for what is done", () => {
    const run = new Told([taskOf("1"), taskOf("2"), taskOf("3")]);
    run.pass("1");
    expect(run.say("cancel", null)).toEqual([{ type: "abort", task: "2", attempt: 1 }, { type: "finish" }]);
    expect(run.names()).toEqual(["done", "cancelled", "cancelled"]);
  });

  test("is taken once", () => {
    const run = inDoubt();
    run.say("retry", "1", { id: "same" });
    const before = run.state;
    expect(refusals(run.say("retry", "1", { id: "same" }))).toEqual(["this has been said already"]);
    expect(run.state).toBe(before);
  });

  test.each<[PersonSaid["action"], string | null, string]>([
    ["approve", "1", "the task is running"],
    ["reject", "1", "the task is running"],
    ["retry", "1", "the task is running"],
    ["waive", "1", "no criterion is named"],
    ["pause", "1", "only a whole run can be paused"],
    ["approve", "9", "no such task"],
    ["approve", null, "no task is named to approve"],
    ["reject", null, "no task is named to reject"],
    ["retry", null, "no task is named to retry"],
    ["waive", null, "no task is named to waive"],
  ])("has no place: %s %s", (action, task, why) => {
    const run = new Told([taskOf("1")]);
    const before = run.state;
    expect(refusals(run.say(action, task))).toEqual([why]);
    expect(run.state).toBe(before);
  });

  test("changes nothing that is done", () => {
    const run = new Told([taskOf("1"), taskOf("2")]);
    run.pass("1");
    for (const action of ["approve", "reject", "retry", "cancel"] as const)
      expect(refusals(run.say(action, "1"))).toEqual(["the task is done"]);
    expect(refusals(run.say("waive", "1", { criterion: 0 }))).toEqual(["the task is done"]);
  });

  test.each([
    ["approve", ["tick"]],
    ["retry", ["attempt"]],
    ["waive", ["check"]],
    ["reject", ["finish"]],
  ] as const)("between two processes is done by the next: %s", (action, expected) => {
    const run = inDoubt({ wait: false });
    run.tell({ type: "run.ended", ticked: [] });
    expect(run.say(action, "1", { criterion: 1, text: "r" })).toEqual([]);
    const commands = run.tell({ type: "run.resumed", limits: { ...noLimits, ...bounds } });
    if (action !== "reject") return expect(types(commands)).toEqual(expected);
    // What was rejected has failed, and what has failed is begun anew.
    expect(commands).toMatchObject([{ type: "attempt", attempt: 2 }]);
  });
});
