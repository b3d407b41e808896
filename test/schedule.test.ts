import { describe, expect, test } from "vitest";
import { fold, step } from "../src/schedule.ts";
import { noLimits } from "../src/state.ts";
import { fellBack, start, World } from "./schedule-world.ts";
import { attemptEnded, taskOf } from "./task-specs.ts";

describe("step", () => {
  test("a task that is set aside is neither run nor done, and holds up what depends on it alone", () => {
    const world = new World([]);
    const bounds = { maxParallel: 2, maxAttempts: 1, maxServerDeaths: 0 };
    const aside = taskOf("2", [], { claimed: "set-aside" });
    start(world, [taskOf("1"), aside, taskOf("3", ["2"]), taskOf("4", ["1"])], bounds);
    while (!world.finished) world.answer();
    const names = () => [...world.state.tasks.values()].map((r) => r.state.name);
    expect(names()).toEqual(["done", "awaiting", "blocked", "done"]);
    expect(world.happened.filter(({ event }) => "task" in event && event.task === "2")).toEqual([]);

    // Its author has ticked it since: what waited for it goes on.
    world.finished = false;
    world.emit({ type: "run.ended", ticked: ["1", "4"] });
    world.emit({ type: "task.claimed", task: "2" });
    world.emit({ type: "run.resumed", limits: { ...noLimits, ...bounds } });
    while (!world.finished) world.answer();
    expect(names()).toEqual(["done", "done", "done", "done"]);
  });

  test("tasks that waited for a person are checked again on resume, but no more at once than may run", () => {
    // Draws: which command, attempt, its check's two verdicts, and the verdict in doubt once more.
    const doubt = [0, 99, 0, 30, 99, 0, 0, 30, 0];
    const world = new World([...doubt, ...doubt]);
    start(world, [taskOf("1"), taskOf("2")], { maxParallel: 1, maxAttempts: 1, maxServerDeaths: 0 });
    while (!world.finished) world.answer();
    expect([...world.state.tasks.values()].map((r) => r.state.name)).toEqual(["awaiting", "awaiting"]);
    const [state, commands] = step(
      world.state,
      { type: "run.resumed", limits: { ...noLimits, maxParallel: 1 } },
      world.now,
    );
    expect([...state.tasks.values()].map((r) => r.state.name)).toEqual(["checking", "waiting"]);
    expect(commands).toEqual([{ type: "check", task: "1", attempt: 1, only: null, waived: [] }]);
  });

  test("a model whose provider failed rests for every task until it may work again, and so after a resume", () => {
    const world = new World([]);
    const bounds = { maxParallel: 2, maxAttempts: 1, maxServerDeaths: 0 };
    start(world, [taskOf("1"), taskOf("2")], bounds);
    world.emit(fellBack({ task: "1", attempt: 1 }, "p/m", 5));
    world.emit(fellBack({ task: "2", attempt: 1 }, null, 7));
    world.emit(fellBack({ task: "2", attempt: 1 }, "p/m", 9));
    const resting = new Map([
      ["p/m", 9 * 60_000],
      ["", 7 * 60_000],
    ]);
    expect(world.state.resting).toEqual(resting);
    expect([...world.state.tasks.values()].map(({ state }) => state.name)).toEqual(["running", "running"]);
    const [resumed] = step(
      fold(world.happened),
      { type: "run.resumed", limits: { ...noLimits, ...bounds } },
      world.now,
    );
    expect(resumed.resting).toEqual(resting);
    // Nothing works on a task that is over.
    for (let i = 0; i < 20 && !world.finished; i++) world.answer();
    const late = fellBack({ task: "1", attempt: 1 }, "p/m");
    expect(step(world.state, late, world.now)[1]).toMatchObject([{ type: "refuse", event: late }]);
  });

  test("refuses an event that has no place, and stays as it was", () => {
    const world = new World([]);
    start(world, [taskOf("1")], { maxParallel: 1, maxAttempts: 3, maxServerDeaths: 0 });
    const before = world.state;
    const late = attemptEnded({ task: "1", attempt: 2 });
    const [after, commands] = step(before, late, world.now);
    expect(after).toBe(before);
    expect(commands).toEqual([{ type: "refuse", event: late, why: "no such attempt is alive" }]);
  });

  test("an interruption starts nothing more", () => {
    const world = new World([]);
    start(world, [taskOf("1"), taskOf("2")], { maxParallel: 1, maxAttempts: 3, maxServerDeaths: 0 });
    world.emit({ type: "run.interrupted", signal: "SIGINT" });
    const [, commands] = step(world.state, attemptEnded({ task: "1", attempt: 1 }), world.now);
    expect(commands).toEqual([]);
  });
});
