import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Event, RunLimits, TaskSpec } from "../src/event.ts";
import { everything, type Selection, selectTasks } from "../src/run/selection.ts";
import { outlineOf } from "../src/schedule/order.ts";
import { step } from "../src/schedule.ts";
import { type Command, initialState, noLimits, type RunState } from "../src/state.ts";
import { noUsage } from "../src/usage.ts";
import { effort } from "./effort.ts";
import { taskOf } from "./task-specs.ts";

/** 1 ← 2 ← 3 and 1 ← 4; F1 waits for all. */
const plan = [
  taskOf("1"),
  taskOf("2", ["1"]),
  taskOf("3", ["2"]),
  taskOf("4", ["1"]),
  taskOf("F1", ["1", "2", "3", "4"], { final: true }),
];

/** What is chosen of the plan, or the problem. */
function chosen(selection: Partial<Selection>, specs: readonly TaskSpec[] = plan): string[] | string {
  const selected = selectTasks(specs, { ...everything, ...selection });
  if ("problem" in selected) return selected.problem;
  return selected.specs.filter(({ claimed }) => claimed !== "skipped").map(({ id }) => id);
}

function selectedOf(selection: Partial<Selection>, specs: readonly TaskSpec[] = plan): readonly TaskSpec[] {
  const selected = selectTasks(specs, { ...everything, ...selection });
  if ("problem" in selected) throw new Error(selected.problem);
  return selected.specs;
}

/** How far each task is from the end of the plan. */
function ranksOf(specs: readonly TaskSpec[]): Map<string, number> {
  const { ranks } = outlineOf(specs);
  return new Map(specs.map(({ id }, i) => [id, ranks[i] ?? 0]));
}

describe("what of a plan is run", () => {
  test.each([
    ["nothing said", {}, ["1", "2", "3", "4", "F1"]],
    ["only", { only: ["4", "2"] }, ["2", "4"]],
    ["from", { from: "2" }, ["2", "3", "F1"]],
    ["until", { until: "3" }, ["1", "2", "3"]],
    ["skip", { skip: ["2", "F1"] }, ["1", "3", "4"]],
    ["from and until", { from: "2", until: "3" }, ["2", "3"]],
    ["from and until of two branches", { from: "4", until: "3" }, []],
    ["only and skip", { only: ["1", "2"], skip: ["1"] }, ["2"]],
    ["all four", { only: ["2", "3", "4"], from: "2", until: "F1", skip: ["3"] }, ["2"]],
    ["any case", { only: ["f1"] }, ["F1"]],
  ])("%s", (_, selection, expected) => {
    expect(chosen(selection)).toEqual(expected);
  });

  test.each<Partial<Selection>>([{ only: ["1", "F9"] }, { from: "F9" }, { until: "F9" }, { skip: ["F9"] }])(
    "an unknown label is refused, with what was meant: %j",
    (selection) => {
      expect(chosen(selection)).toBe("the plan has no task F9; did you mean F1?");
    },
  );

  test("an unknown label that is like no other is refused without a guess", () => {
    expect(chosen({ only: ["nothing-like-it"] })).toBe("the plan has no task nothing-like-it");
  });

  test("what is settled stays so, whether it is chosen or not", () => {
    const settled = [
      taskOf("1", [], { claimed: "user" }),
      taskOf("2", [], { claimed: "set-aside" }),
      taskOf("3", [], { claimed: "proof" }),
      taskOf("4"),
    ];
    const claims = (selection: Partial<Selection>) =>
      selectedOf(selection, settled).map(({ claimed }) => claimed);
    expect(claims({ only: ["1"] })).toEqual(["user", "set-aside", "proof", "skipped"]);
    expect(claims({ skip: ["1", "2", "3"] })).toEqual(["user", "set-aside", "proof", null]);
  });

  test("those named by `only` and `from` are asked for, and no others", () => {
    const asked = (selection: Partial<Selection>) =>
      selectedOf(selection).flatMap(({ id, asked }) => (asked ? [id] : []));
    expect(asked({ only: ["2", "f1"] })).toEqual(["2", "F1"]);
    expect(asked({ from: "2" })).toEqual(["2"]);
    expect(asked({ until: "2", skip: ["1"] })).toEqual([]);
  });

  test("a circle ends too", () => {
    const circle = [taskOf("1", ["2"]), taskOf("2", ["1"]), taskOf("3")];
    expect(chosen({ from: "1" }, circle)).toEqual(["1", "2"]);
    expect(chosen({ until: "1" }, circle)).toEqual(["1", "2"]);
  });
});

/** Plans whose tasks depend on some before them. */
const plans = fc
  .array(
    fc.record({ picks: fc.array(fc.nat(), { maxLength: 4 }), weight: fc.integer({ min: 1, max: 99 }) }),
    {
      maxLength: 15,
    },
  )
  .map((tasks) =>
    tasks.map(({ picks, weight }, i) =>
      taskOf(`${i + 1}`, i === 0 ? [] : [...new Set(picks.map((pick) => `${(pick % i) + 1}`))], { weight }),
    ),
  );

describe("how far a task is from the end of its plan", () => {
  test("is the longest way, itself included", () => {
    const specs = [
      taskOf("1", [], { weight: 2 }),
      taskOf("2", ["1"], { weight: 10 }),
      taskOf("3", ["1"], { weight: 1 }),
      taskOf("4", ["3"], { weight: 20 }),
      taskOf("5", ["2", "4"], { weight: 3 }),
    ];
    expect(Object.fromEntries(ranksOf(specs))).toEqual({ 1: 26, 2: 13, 3: 24, 4: 23, 5: 3 });
  });

  test("is its weight, and the most of those that wait for it; whatever the order of the tasks", () => {
    fc.assert(
      fc.property(plans, (specs) => {
        const ranks = ranksOf(specs);
        expect(ranks.size).toBe(specs.length);
        for (const { id, weight } of specs) {
          const after = specs
            .filter(({ dependsOn }) => dependsOn.includes(id))
            .map((one) => ranks.get(one.id) ?? Number.NaN);
          expect(ranks.get(id)).toBe(weight + Math.max(0, ...after));
        }
        expect(new Map([...ranksOf([...specs].reverse())].sort())).toEqual(new Map([...ranks].sort()));
      }),
      { numRuns: effort(300) },
    );
  });

  test("has a number for every task of a circle, and for what is not in the plan none", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat({ max: 12 }), { maxLength: 4 }), { maxLength: 12 }), (edges) => {
        const specs = edges.map((on, i) =>
          taskOf(
            `${i}`,
            on.map((one) => `${one}`),
            { weight: i + 1 },
          ),
        );
        const ranks = ranksOf(specs);
        expect([...ranks.keys()].sort()).toEqual(specs.map(({ id }) => id).sort());
        for (const { id, weight } of specs) expect(ranks.get(id)).toBeGreaterThanOrEqual(weight);
      }),
      { numRuns: effort(300) },
    );
  });
});

/** The state and the commands when a run of some tasks has begun. */
function begin(tasks: readonly TaskSpec[], limits: Partial<RunLimits> = {}): [RunState, Command[]] {
  const all = { ...noLimits, ...limits };
  return step(
    initialState,
    { type: "run.started", run: "r", file: "p.md", sha256: "", limits: all, tasks, base: null },
    0,
  );
}

/** The tasks that commands set to work. */
function begun(commands: readonly Command[]): string[] {
  return commands.flatMap((command) =>
    command.type === "attempt" || command.type === "review" ? [command.task] : [],
  );
}

/** Ends the first attempt of a task, well or badly, and returns what is begun then. */
function settle(state: RunState, task: string, verdict: "pass" | "fail"): [RunState, Command[]] {
  const at = { task, attempt: 1 };
  const result = {
    index: 0,
    text: "t",
    verdict,
    by: "command",
    evidence: "",
    reason: "",
    output: "",
    duration: 1,
  } as const;
  const end = { kind: "finished" } as const;
  const events: Event[] = [
    { type: "attempt.ended", ...at, end, usage: noUsage, wrote: [], notes: null, open: [], asks: null },
    { type: "criterion.checked", ...at, result },
    { type: "checks.ended", ...at, usage: noUsage, evidence: "e", fault: null },
    ...(verdict === "pass"
      ? [{ type: "tick.ended", task, outcome: "ticked", message: "", notepad: "" } as const]
      : []),
  ];
  const commands: Command[] = [];
  let now = state;
  for (const event of events) {
    const [next, caused] = step(now, event, 1);
    now = next;
    commands.push(...caused);
  }
  return [now, commands];
}

describe("what starts first", () => {
  const uneven = [
    taskOf("1"),
    taskOf("2", [], { weight: 3 }),
    taskOf("3"),
    taskOf("4", ["3"], { weight: 5 }),
  ];

  test("is what is furthest from the end of the plan, and the earlier of two that are as far", () => {
    expect(begun(begin(uneven)[1])).toEqual(["3"]);
    expect(begun(begin([taskOf("1"), taskOf("2")])[1])).toEqual(["1"]);
  });

  test("is so each time that there is a place", () => {
    const weighed = [1, 3, 2].map((weight, i) => taskOf(`${i + 1}`, [], { weight }));
    const [first, commands] = begin(weighed);
    expect(begun(commands)).toEqual(["2"]);
    const [second, then] = settle(first, "2", "pass");
    expect(begun(then)).toEqual(["3"]);
    expect(begun(settle(second, "3", "pass")[1])).toEqual(["1"]);
  });

  test("as many as may run start in that order", () => {
    expect(begun(begin(uneven, { maxParallel: 2 })[1])).toEqual(["3", "2"]);
    expect(begun(begin(uneven, { maxParallel: 9 })[1])).toEqual(["3", "2", "1"]);
  });

  test("a task that was asked for starts although what it depends on is left out", () => {
    const [state, commands] = begin([...selectedOf({ from: "2" })], { maxParallel: 9 });
    expect(begun(commands)).toEqual(["2"]);
    expect(state.tasks.get("1")?.state).toEqual({ name: "skipped" });
    // Nobody has asked for the review: it waits for what is left out, and so never starts.
    expect(state.tasks.get("F1")?.state).toMatchObject({ name: "blocked" });
  });

  test("what was not asked for is blocked by what is left out, and the run ends without it", () => {
    const [state, commands] = begin([...selectedOf({ skip: ["1"] })], { maxParallel: 9 });
    expect(commands).toEqual([{ type: "finish" }]);
    expect([...state.tasks.values()].map((record) => record.state.name)).toEqual([
      "skipped",
      ...["blocked", "blocked", "blocked", "blocked"],
    ]);
  });

  test("a task that was asked for waits for what it depends on where that is in the run too", () => {
    const [state, commands] = begin([...selectedOf({ only: ["2", "3"] })], { maxParallel: 9 });
    expect(begun(commands)).toEqual(["2"]);
    expect(begun(settle(state, "2", "pass")[1])).toEqual(["3"]);
  });

  test("a task that was asked for is held up by a failure all the same", () => {
    const [state] = begin([...selectedOf({ only: ["2", "3"] })], { maxParallel: 9, maxAttempts: 1 });
    const [after, commands] = settle(state, "2", "fail");
    expect(after.tasks.get("3")?.state).toEqual({ name: "blocked", on: "2" });
    expect(commands.at(-1)).toEqual({ type: "finish" });
  });
});

describe("after a failure", () => {
  const three = [taskOf("1"), taskOf("2"), taskOf("3")];

  test("others start where the run is to keep going", () => {
    const [state] = begin(three, { keepGoing: true });
    expect(begun(settle(state, "1", "fail")[1])).toEqual(["2"]);
  });

  test("nothing more starts where it is not, and what runs may end", () => {
    const [state, commands] = begin(three, { keepGoing: false, maxParallel: 2 });
    expect(begun(commands)).toEqual(["1", "2"]);
    const [failed, none] = settle(state, "1", "fail");
    expect(failed.tasks.get("1")?.state.name).toBe("failed");
    expect(none.map(({ type }) => type)).toEqual(["check"]);
    const [ended, last] = settle(failed, "2", "pass");
    expect(last.map(({ type }) => type)).toEqual(["check", "tick", "finish"]);
    expect([...ended.tasks.values()].map((record) => record.state.name)).toEqual([
      "failed",
      "done",
      "waiting",
    ]);
  });
});
