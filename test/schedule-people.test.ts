import { describe, expect, test } from "vitest";
import type { PersonSaid } from "../src/event.ts";
import { noLimits } from "../src/state.ts";
import { taskOf } from "./task-specs.ts";
import { bounds, inDoubt, refusals, Told, types } from "./told.ts";

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

  test("lets a criterion pass that is being looked at: the check begins anew, since the others were not looked at", () => {
    const run = new Told([taskOf("1")]);
    run.finish("1");
    expect(run.say("waive", "1", { criterion: 1, text: "r" })).toEqual([]);
    expect(run.check("1", ["fail"])).toMatchObject([{ type: "check", waived: [1] }]);
    expect(types(run.check("1", ["pass"]))).toEqual(["tick"]);
  });

  test("begins what was left out, whatever else was left out before it", () => {
    const skipped = { claimed: "skipped" } as const;
    const tasks = [
      taskOf("1", [], skipped),
      taskOf("2", ["1"], skipped),
      taskOf("3", ["2"], { asked: true }),
    ];
    const run = new Told(tasks, { maxParallel: 2, wait: true });
    expect(run.names()).toEqual(["skipped", "skipped", "running"]);
    expect(run.say("retry", "2")).toMatchObject([{ type: "attempt", task: "2" }]);
  });

  test("calls off nothing that was left out, which holds up nobody", () => {
    const run = new Told([taskOf("1", [], { claimed: "skipped" }), taskOf("2", ["1"], { asked: true })]);
    run.say("cancel", null);
    expect(run.names()).toEqual(["skipped", "cancelled"]);
    run.say("retry", "2");
    expect(run.names()).toEqual(["skipped", "running"]);
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
