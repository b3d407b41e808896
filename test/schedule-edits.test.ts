import { describe, expect, test } from "vitest";
import type { TaskChange } from "../src/event.ts";
import { fold } from "../src/schedule.ts";
import { attemptEnded, taskOf } from "./task-specs.ts";
import { refusals, Told, types } from "./told.ts";

/* What an edit of the plan, or a tick in it, makes of a run that goes on. */

/** The file as somebody has left it. */
function edit(run: Told, ...changes: TaskChange[]) {
  return run.tell({ type: "plan.edited", revision: run.state.revision + 1, problem: null, changes });
}

const changed = (id: string, dependsOn: readonly string[] = []): TaskChange => ({
  task: id,
  kind: "changed",
  spec: taskOf(id, dependsOn, { title: `${id} anew` }),
});
const ticked = (id: string, dependsOn: readonly string[] = []): TaskChange => ({
  task: id,
  kind: "ticked",
  spec: taskOf(id, dependsOn, { claimed: "user" }),
});
const emptied = (id: string): TaskChange => ({ task: id, kind: "emptied", spec: taskOf(id) });
const removed = (id: string): TaskChange => ({ task: id, kind: "removed", spec: null });
const added = (id: string, dependsOn: readonly string[] = []): TaskChange => ({
  task: id,
  kind: "added",
  spec: taskOf(id, dependsOn),
});

describe("an edit of the plan", () => {
  test("of a task that nobody has begun counts from then on", () => {
    const run = new Told([taskOf("1"), taskOf("2", ["1"])]);
    edit(run, changed("2"));
    expect(run.record("2")).toMatchObject({ revision: 2, spec: { title: "2 anew", dependsOn: [] } });
    expect(run.state.held.size).toBe(0);
  });

  test("adds tasks, which run like any other, and takes out what nobody has begun", () => {
    const run = new Told([taskOf("1"), taskOf("2", ["1"])]);
    edit(run, added("3", ["1"]), removed("2"));
    expect([...run.state.tasks.keys()]).toEqual(["1", "3"]);
    expect(run.pass("1").at(-1)).toMatchObject({ type: "attempt", task: "3" });
    expect(types(run.pass("3"))).toEqual(["check", "tick", "finish"]);
  });

  test("never makes a task done by its tick", () => {
    const run = new Told([taskOf("1")]);
    edit(run, { ...added("2"), spec: taskOf("2", [], { claimed: "user" }) });
    expect(run.record("2").state).toMatchObject({ name: "waiting", resume: { name: "checking" } });
  });

  test("of a task that is worked on waits for a person, and the task goes by what it was given", () => {
    const run = new Told([taskOf("1")]);
    run.open("1", "s");
    edit(run, changed("1"));
    expect(run.record("1")).toMatchObject({ revision: 1, spec: { title: "1" }, state: { name: "running" } });
    expect([...run.state.held.keys()]).toEqual(["1"]);
    run.say("adopt", "1");
    expect(run.record("1")).toMatchObject({ revision: 2, spec: { title: "1 anew" }, revised: true });
    expect(run.state.held.size).toBe(0);
    run.finish("1");
    expect(run.check("1", ["fail"])[0]).toMatchObject({ type: "attempt", session: "s", revised: true });
    expect(run.record("1").revised).toBe(false);
  });

  test("that is adopted while a task is checked has it checked once more", () => {
    const run = new Told([taskOf("1")]);
    run.finish("1");
    edit(run, changed("1"));
    run.say("adopt", null);
    expect(types(run.check("1", ["pass"]))).toEqual(["check"]);
    expect(types(run.check("1", ["pass"]))).toEqual(["tick"]);
  });

  test("of a task that is done waits for a person; then its box is emptied until it is proved by the new text", () => {
    const run = new Told([taskOf("1"), taskOf("2", ["1"])]);
    run.pass("1");
    edit(run, changed("1"));
    expect(run.record("1").state.name).toBe("done");
    expect(run.say("adopt", null)).toEqual([{ type: "untick", task: "1" }]);
    run.pass("2");
    expect(types(run.untick("1"))).toEqual(["check"]);
    expect(types([...run.check("1", ["pass"]), ...run.tick("1")])).toEqual(["tick", "finish"]);
  });

  test("that empties the box of a task that is done has it done again, once a person says so", () => {
    const run = new Told([taskOf("1")], { wait: true });
    run.pass("1");
    expect(edit(run, emptied("1"))).toEqual([]);
    expect(run.say("adopt", "1")[0]).toMatchObject({ type: "attempt", task: "1", mode: "first" });
  });

  test("that takes out a task that is worked on ends it, once a person says so", () => {
    const run = new Told([taskOf("1"), taskOf("2")]);
    edit(run, removed("1"));
    expect(types(run.say("adopt", "1"))).toEqual(["abort", "attempt"]);
    expect([...run.state.tasks.keys()]).toEqual(["2"]);
  });

  test("that takes out what a task waits for sets that task free, even if it was begun by its old text", () => {
    const run = new Told([taskOf("1"), taskOf("2", ["1"])], { maxAttempts: 1 });
    run.pass("1");
    edit(run, removed("1"), changed("2"));
    run.say("adopt", "1");
    expect(run.record("2")).toMatchObject({
      spec: { title: "2", dependsOn: [] },
      state: { name: "running" },
    });
    run.fail("2", "a");
    run.say("retry", "2");
    expect(run.record("2").state.name).toBe("running");
  });

  test("that takes out a task leaves known what it has written", () => {
    const run = new Told([taskOf("1"), taskOf("2")]);
    run.tell(attemptEnded(run.at("1"), { wrote: ["a.txt"] }));
    edit(run, removed("1"), removed("2"));
    expect([...run.state.orphans]).toEqual([]);
    run.say("adopt", "1");
    expect([...run.state.orphans]).toEqual(["a.txt"]);
  });

  test("leaves what a person has approved to its tick", () => {
    const aside = taskOf("2", [], { claimed: "set-aside" });
    const run = new Told([taskOf("1"), aside]);
    expect(types(run.say("approve", "2"))).toEqual(["tick"]);
    edit(run, removed("2"));
    expect([...run.state.held.keys()]).toEqual(["2"]);
    run.tick("2");
    expect(run.record("2").state.name).toBe("done");
  });

  test("that takes back a mark of set aside leaves off what a person has called off", () => {
    const run = new Told([taskOf("1"), taskOf("2", [], { claimed: "set-aside" })]);
    run.say("cancel", "2");
    edit(run, { task: "2", kind: "moved", spec: taskOf("2") });
    expect(run.record("2")).toMatchObject({ spec: { claimed: null }, state: { name: "cancelled" } });
  });

  test("sets the bells anew of tasks that wait for their providers", () => {
    const run = new Told([taskOf("1"), taskOf("2")]);
    const wake = run.break("1", "provider", "rate-limit").find(({ type }) => type === "wake");
    expect(wake).toBeDefined();
    expect(edit(run, changed("2"))).toContainEqual(wake);
  });

  test("that is taken back waits for nobody any more", () => {
    const run = new Told([taskOf("1")]);
    edit(run, changed("1"));
    edit(run);
    expect(run.state.held.size).toBe(0);
    expect(refusals(run.say("adopt", null))).toEqual(["no edit of the plan waits"]);
  });

  test("that cannot be gone by changes nothing, and is told", () => {
    const run = new Told([taskOf("1")]);
    const { tasks } = run.state;
    run.tell({ type: "plan.edited", revision: 2, problem: "OMO201: a cycle", changes: [] });
    expect(run.state.tasks).toBe(tasks);
    expect(run.state.problem).toBe("OMO201: a cycle");
  });

  test("that was told before is refused", () => {
    const run = new Told([taskOf("1")]);
    edit(run);
    const again = run.tell({ type: "plan.edited", revision: 2, problem: null, changes: [] });
    expect(refusals(again)).toEqual(["a later text of the plan is known"]);
  });

  test("keeps a run that would wait for a person", () => {
    const run = new Told([taskOf("1")], { wait: true });
    edit(run, changed("1"));
    expect(types(run.pass("1"))).toEqual(["check", "tick"]);
    run.say("adopt", null);
    expect(types([...run.untick("1"), ...run.check("1", ["pass"]), ...run.tick("1")])).toEqual([
      "check",
      "tick",
      "finish",
    ]);
  });
});

describe("a tick that appears", () => {
  test("counts once the criteria hold, without any attempt", () => {
    const run = new Told([taskOf("1"), taskOf("2", ["1"])], { maxParallel: 2 });
    edit(run, ticked("2", ["1"]));
    // It waits for what the task waits for.
    expect(run.record("2").state.name).toBe("waiting");
    expect(run.pass("1").at(-1)).toMatchObject({ type: "check", task: "2", attempt: 1 });
    expect(types(run.check("2", ["pass"]))).toEqual(["tick"]);
    expect(run.record("2")).toMatchObject({ attempts: 0, state: { name: "integrating", by: "proof" } });
  });

  test.each(["fail", "unsure"] as const)(
    "is taken away where they do not (%s), and the task is begun",
    (verdict) => {
      const run = new Told([taskOf("1"), taskOf("2")]);
      edit(run, ticked("2"));
      expect(run.pass("1").at(-1)).toMatchObject({ type: "check", task: "2" });
      expect(run.check("2", [verdict])).toEqual([{ type: "untick", task: "2" }]);
      expect(run.untick("2")[0]).toMatchObject({ type: "attempt", task: "2", mode: "first", failed: [] });
      expect(run.record("2").strikes).toBe(0);
    },
  );

  test("counts with what else the edit says of the task", () => {
    const run = new Told([taskOf("1"), taskOf("2", ["1"])], { maxParallel: 2 });
    expect(types(edit(run, ticked("2")))).toEqual(["check"]);
    expect(run.record("2").spec.dependsOn).toEqual([]);
  });

  test("leaves what is worked on to its own proof", () => {
    const run = new Told([taskOf("1")]);
    expect(edit(run, ticked("1"))).toEqual([]);
    expect(run.record("1").state.name).toBe("running");
  });

  test("of a task that has failed leaves it failed where the criteria do not hold", () => {
    const run = new Told([taskOf("1"), taskOf("2", ["1"]), taskOf("3")], { maxAttempts: 1 });
    run.fail("1", "a");
    expect(run.names()).toEqual(["failed", "blocked", "running"]);
    edit(run, ticked("1"));
    expect(run.names()).toEqual(["waiting", "waiting", "running"]);
    run.pass("3");
    run.check("1", ["fail"]);
    run.untick("1");
    expect(run.names()).toEqual(["failed", "blocked", "done"]);
  });
});

test("a resume folds edits like everything else", () => {
  const run = new Told([taskOf("1"), taskOf("2", ["1"])]);
  const happened = [...run.happened];
  expect(fold(happened)).toEqual(run.state);
  edit(run, changed("2"), changed("1"), ticked("2"));
  run.say("adopt", "1");
  expect(fold(run.happened)).toEqual(run.state);
  expect(run.happened.length).toBe(happened.length + 2);
});
