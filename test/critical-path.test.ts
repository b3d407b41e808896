import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { criticalPath } from "../src/report/critical-path.ts";
import { criticalPathLines } from "../src/report/critical-path-lines.ts";
import { createStyle } from "../src/report/style.ts";
import { happenedIn } from "../src/run/journal.ts";
import { step } from "../src/schedule.ts";
import { initialState, isUnderWay } from "../src/state.ts";
import { effort } from "./effort.ts";
import { taskOf } from "./task-specs.ts";
import { TimedRun } from "./timed-run.ts";

/** The links of a run in words: `2 10–40 dependency`. */
function chain(run: TimedRun): string[] {
  return criticalPath(run.entries).links.map(
    ({ task, begin, end, after }) => `${task} ${begin}–${end} ${after}`,
  );
}

describe("the critical path of", () => {
  const abc = [taskOf("1"), taskOf("2"), taskOf("3", ["1", "2"]), taskOf("4")];

  test("tasks that wait for others goes by way of the one that was done last", () => {
    const run = new TimedRun(abc)
      .at(10)
      .pass("2")
      .at(15)
      .pass("1")
      .at(20)
      .pass("4")
      .at(45)
      .pass("3")
      .at(46)
      .end();
    expect(chain(run)).toEqual(["1 0–15 start", "3 15–45 dependency"]);
    expect(criticalPath(run.entries)).toMatchObject({ elapsed: 46, work: 15 + 10 + 20 + 30 });
  });

  test("tasks that wait for a place goes by way of the one that made room", () => {
    const run = new TimedRun(abc, { maxParallel: 1 });
    run.at(10).pass("1").at(30).pass("2").at(35).pass("3").at(60).pass("4").at(60).end();
    expect(chain(run)).toEqual(["1 0–10 start", "2 10–30 place", "3 30–35 dependency", "4 35–60 place"]);
  });

  test("a task that is tried again has one link, checks and recovery included", () => {
    const run = new TimedRun([taskOf("1")], { maxStrikes: 1 });
    run
      .at(10)
      .finish("1")
      .check("1", "fail")
      .at(30)
      .recover("1")
      .at(50)
      .finish("1")
      .at(55)
      .check("1", "pass");
    expect(chain(run.at(56).tick("1").end())).toEqual(["1 0–56 start"]);
  });

  test("a wait for a provider is a gap between two links of a task", () => {
    const run = new TimedRun([taskOf("1")]).at(1_000).break("1", "provider", "rate-limit");
    run.at(31_000).ring().at(40_000).pass("1").end();
    expect(chain(run)).toEqual(["1 0–1000 start", "1 31000–40000 wait"]);
  });

  test("a wait for a person is a gap, and who starts anew depends on nobody", () => {
    const run = new TimedRun([taskOf("1"), taskOf("2", ["1"])], { wait: true });
    run.at(10).pass("1").at(20).finish("2");
    for (const round of [1, 2]) run.at(20 + round).check("2", "unsure");
    expect(run.record("2").state.name).toBe("awaiting");
    run.at(500).say("approve", "2").at(501).tick("2").end();
    expect(chain(run)).toEqual(["1 0–10 start", "2 10–22 dependency", "2 500–501 wait"]);
  });

  test("a paused run has a gap between a task and what depends on it", () => {
    const run = new TimedRun([taskOf("1"), taskOf("2", ["1"])], { wait: true });
    run.at(5).say("pause").at(10).pass("1").at(90).say("resume").at(100).pass("2").end();
    expect(chain(run)).toEqual(["1 0–10 start", "2 90–100 wait"]);
  });

  test("a task that a final review sends back has both its times in it", () => {
    const run = new TimedRun([taskOf("1"), taskOf("F1", ["1"], { final: true })]);
    run.at(10).pass("1").at(20).review("F1", "REJECT", ["1"]);
    run.untick("1");
    run.at(50).pass("1").at(60).review("F1", "APPROVE").tick("F1").end();
    expect(chain(run)).toEqual([
      "1 0–10 start",
      "F1 10–20 dependency",
      "1 20–50 place",
      "F1 50–60 dependency",
    ]);
  });

  test("a run that was killed counts no time until it goes on", () => {
    const run = new TimedRun([taskOf("1"), taskOf("2", ["1"])]).at(10).open("1");
    run.at(1_000_000).resume().at(1_000_030).pass("1").at(1_000_050).pass("2").end();
    expect(chain(run)).toEqual(["1 0–40 start", "2 40–60 dependency"]);
    expect(criticalPath(run.entries)).toMatchObject({ elapsed: 60, work: 60 });
  });

  test("a task that is no longer in the plan ends when that counts", () => {
    const run = new TimedRun([taskOf("1"), taskOf("2")]).at(10).edit({ 2: null });
    // It was begun: the edit waits for a person.
    expect(run.state.held.size).toBe(1);
    run.at(20).say("adopt").at(30).pass("1").end();
    expect(chain(run)).toEqual(["1 0–30 start"]);
    expect(criticalPath(run.entries).work).toBe(50);
  });

  test("a run that was cut off ends with what was under way", () => {
    const run = new TimedRun([taskOf("1"), taskOf("2", ["1"])]).at(10).pass("1").at(30).open("2");
    expect(chain(run)).toEqual(["1 0–10 start", "2 10–30 dependency"]);
  });

  test("a run in which nothing was done is empty", () => {
    const run = new TimedRun([taskOf("1", [], { claimed: "user" })]).at(5).end();
    expect(criticalPath(run.entries)).toEqual({ links: [], elapsed: 5, work: 0 });
    expect(criticalPath([])).toEqual({ links: [], elapsed: 0, work: 0 });
  });
});

/** What goes on in a run by itself: each draw lets some time pass, and something happen that has a place then. */
function play(run: TimedRun, draws: readonly { readonly time: number; readonly luck: number }[]): void {
  for (const { time, luck } of draws) {
    run.at(run.now + time);
    const records = [...run.state.tasks.values()];
    const open = records.filter(({ state }) => isUnderWay(state));
    const record = open[luck % Math.max(1, open.length)];
    if (luck > 95) run.resume();
    else if (luck > 93) run.say(run.state.paused ? "resume" : "pause");
    else if (record === undefined) run.at(run.now + 600_000).ring();
    else run.move(record.spec.id, luck);
  }
}

/** When anything was last under way, in milliseconds of the run's own time. */
function lastWork(run: TimedRun): number {
  let state = initialState;
  let last = 0;
  for (const { event, at } of happenedIn(run.entries)) {
    const wasBusy = [...state.tasks.values()].some((record) => isUnderWay(record.state));
    [state] = step(state, event, at);
    if (wasBusy) last = state.elapsed;
  }
  // What still goes on when nothing more is known goes on until then.
  return [...state.tasks.values()].some((record) => isUnderWay(record.state)) ? state.elapsed : last;
}

test("whatever happens, no link of the path overlaps another, and together they take no longer than the run", () => {
  const tasks = fc
    .array(fc.record({ picks: fc.array(fc.nat(), { maxLength: 3 }), final: fc.boolean() }), {
      minLength: 1,
      maxLength: 9,
    })
    .map((drawn) =>
      drawn.map(({ picks, final }, i) =>
        taskOf(`${i + 1}`, i === 0 ? [] : [...new Set(picks.map((pick) => `${(pick % i) + 1}`))], { final }),
      ),
    );
  const draws = fc.array(fc.record({ time: fc.nat({ max: 5_000 }), luck: fc.nat({ max: 99 }) }), {
    maxLength: 80,
  });
  fc.assert(
    fc.property(tasks, fc.integer({ min: 1, max: 4 }), draws, (specs, maxParallel, drawn) => {
      const run = new TimedRun(specs, { maxParallel });
      play(run, drawn);
      const { links, elapsed, work } = criticalPath(run.entries);
      let free = 0;
      for (const [i, { task, begin, end, after }] of links.entries()) {
        expect(begin).toBeGreaterThanOrEqual(free);
        expect(end).toBeGreaterThanOrEqual(begin);
        free = end;
        const before = links[i - 1];
        expect(after === "start").toBe(before === undefined);
        // What is no wait begins in the moment in which the one before ends.
        if (after === "dependency" || after === "place") expect(begin).toBe(before?.end);
        if (after === "dependency") expect(run.record(task).spec.dependsOn).toContain(before?.task);
      }
      expect(free).toBeLessThanOrEqual(elapsed);
      expect(links.reduce((sum, { begin, end }) => sum + end - begin, 0)).toBeLessThanOrEqual(work);
      expect(free).toBe(lastWork(run));
    }),
    { numRuns: effort(300) },
  );
});

describe("the summary tells the path", () => {
  const titled = (...[id, on, more]: Parameters<typeof taskOf>) =>
    taskOf(id, on, { title: `Task ${id}`, ...more });
  const lines = (run: TimedRun, width = 80) =>
    criticalPathLines(criticalPath(run.entries), run.state, createStyle(false, width));

  test("of one task in one line", () => {
    const run = new TimedRun([titled("1"), titled("2")])
      .at(2_000)
      .pass("1")
      .at(3_000)
      .pass("2")
      .at(4_000)
      .end();
    expect(lines(run)).toEqual(["Critical path: 2. Task 2, 3.0 s of 4.0 s; 5.0 s of work in all", ""]);
  });

  test("of several in a line each, with share and what it waited for", () => {
    const run = new TimedRun([titled("1"), titled("2", ["1"]), titled("3", [], { weight: 0.1 })], {
      maxParallel: 1,
    });
    run.at(5_000).pass("1").at(15_000).pass("2").at(16_000).break("3", "provider", "rate-limit");
    run.at(46_000).ring().at(50_000).pass("3").end();
    expect(lines(run)).toEqual([
      "Critical path: 4 links, 20.0 s of 50.0 s; 20.0 s of work in all",
      "  1. Task 1 · 5.0 s, 10%",
      "  2. Task 2 · 10.0 s, 20%",
      "  3. Task 3 · 1.0 s, 2%, after waiting for a place",
      "  3. Task 3 · 4.0 s, 8%, after waiting 30.0 s",
      "",
    ]);
  });

  test("of many by the longest six, in order, and the others counted", () => {
    const ids = Array.from({ length: 10 }, (_, i) => `${i + 1}`);
    const run = new TimedRun(ids.map((id, i) => titled(id, i === 0 ? [] : [`${i}`])));
    for (const [i, id] of ids.entries()) run.at(run.now + (i % 2 === 0 ? 1_000 : 100 * i)).pass(id);
    const told = lines(run.end());
    expect(told.map((line) => /^ {2}(\d+)\./.exec(line)?.[1] ?? line)).toEqual([
      "Critical path: 10 links, 7.5 s of 7.5 s; 7.5 s of work in all",
      ...["1", "3", "5", "7", "9", "10"],
      "  … 4 shorter ones: 1.6 s",
      "",
    ]);
  });

  test("and cuts long titles, so that the figures are seen", () => {
    const run = new TimedRun([titled("1", [], { title: "漢字 ".repeat(60) }), titled("2", ["1"])]);
    const [, first] = lines(run.at(1_000).pass("1").at(2_000).pass("2").end());
    expect(first).toMatch(/^ {2}1\. 漢字 .*… · 1\.0 s, 50%$/);
  });
});
