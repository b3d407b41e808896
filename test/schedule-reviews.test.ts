import { describe, expect, test } from "vitest";
import type { RunLimits, TaskSpec } from "../src/event.ts";
import { noLimits } from "../src/state.ts";
import type { Review } from "../src/verdict.ts";
import { taskOf } from "./task-specs.ts";
import { bounds, Told, types } from "./told.ts";

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
