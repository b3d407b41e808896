import { describe, expect, test } from "vitest";
import { changedTasks } from "../src/report/stream.ts";
import { taskOf } from "./task-specs.ts";
import { TimedRun } from "./timed-run.ts";

/** What a stream tells of tasks after what `happens`, in words: `2 running 1`. */
function toldOf(run: TimedRun, happens: (run: TimedRun) => void): string[] {
  const before = run.state;
  happens(run);
  return changedTasks(before, run.state, run.entries.length).map((told) =>
    told.type === "task.removed" ? `${told.task} removed` : `${told.task} ${told.state} ${told.attempt}`,
  );
}

describe("a stream tells of the tasks that an event", () => {
  const plan = [taskOf("1"), taskOf("2", ["1"]), taskOf("3", ["2"])];

  test("moves on, and of those that start or are blocked by it", () => {
    const run = new TimedRun(plan, { maxAttempts: 1 });
    expect(toldOf(run, () => run.open("1"))).toEqual([]);
    expect(toldOf(run, () => run.finish("1"))).toEqual(["1 checking 1"]);
    expect(toldOf(run, () => run.criterion("1"))).toEqual([]);
    expect(toldOf(run, () => run.check("1", "pass").tick("1"))).toEqual(["1 done 1", "2 running 1"]);
    expect(toldOf(run, () => run.break("2", "stalled"))).toEqual(["2 failed 1", "3 blocked 0"]);
  });

  test("sends to another attempt in the same state", () => {
    const run = new TimedRun(plan);
    expect(toldOf(run, () => run.break("1", "stalled"))).toEqual(["1 running 2"]);
  });

  test("brings into the run or takes out of it", () => {
    const run = new TimedRun(plan, { maxParallel: 1 });
    expect(toldOf(run, () => run.edit({ 3: null, 4: taskOf("4") }))).toEqual(["4 waiting 0", "3 removed"]);
  });
});
