import { describe, expect, test } from "vitest";
import { noLimits } from "../src/state.ts";
import { attemptEnded, taskOf } from "./task-specs.ts";
import { bounds, budget, inDoubt, Told, types, used } from "./told.ts";

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

  test("counts for a task that the plan no longer has, and for an attempt that is over", () => {
    const run = new Told([taskOf("1"), taskOf("2")], { maxParallel: 2, budget: { ...budget, tokens: 100 } });
    run.tell({
      type: "plan.edited",
      revision: 2,
      problem: null,
      changes: [{ task: "1", kind: "removed", spec: null }],
    });
    run.say("adopt", "1");
    expect(run.tell({ type: "usage.counted", task: "1", usage: used({ input: 60 }) })).toEqual([]);
    expect(run.state.usage.input).toBe(60);
    const late = { ...run.at("2"), attempt: 7 };
    expect(types(run.tell(attemptEnded(late, { usage: used({ input: 40 }) })))).toEqual(["refuse"]);
    expect(run.state).toMatchObject({ exhausted: "tokens", usage: { input: 100 } });
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

  test("at a hard bound what follows from a step that ends in that very moment is ended too", () => {
    const run = new Told([taskOf("1")], { budget: { ...budget, tokens: 100, hard: true } });
    expect(run.finish("1", used({ input: 100 }))).toMatchObject([
      { type: "check", task: "1", attempt: 1 },
      { type: "abort", task: "1", attempt: 1 },
    ]);
    expect(types(run.check("1", ["unsure"]))).toEqual(["check", "abort"]);
    expect(types(run.cancelled("1"))).toEqual(["finish"]);
    expect(run.names()).toEqual(["waiting"]);
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
