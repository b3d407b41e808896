import { describe, expect, test } from "vitest";
import { attemptEnded, taskOf } from "./task-specs.ts";
import { advice, refusals, Told, types, used } from "./told.ts";

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
    const commands = run.tell(attemptEnded(late));
    expect(refusals(commands)).toEqual(["no such attempt is alive"]);
    expect(run.state).toBe(before);
  });
});
