import { describe, expect, test } from "vitest";
import { noLimits } from "../src/state.ts";
import { noUsage } from "../src/usage.ts";
import { taskOf } from "./task-specs.ts";
import { bounds, Told, types } from "./told.ts";

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
