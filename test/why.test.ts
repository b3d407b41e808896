import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Event } from "../src/event.ts";
import { type Reason, whyNotRunning } from "../src/schedule/why.ts";
import { effort } from "./effort.ts";
import { beginning, Story, taskOf } from "./recorded.ts";

/** 1 ← 2 ← 3, and 4 by itself; F1 waits for all. */
const plan = [
  taskOf("1"),
  taskOf("2", ["1"]),
  taskOf("3", ["2"]),
  taskOf("4"),
  taskOf("F1", ["1", "2", "3", "4"], { final: true }),
];

const why = (story: Story, task: string, at = story.now) => whyNotRunning(story.state, task, at);
const state = (expected: object) => ({ kind: "state", state: expect.objectContaining(expected) });
const dependency = (path: string[], ...because: object[]) => ({ kind: "dependency", path, because });

describe("why a task is not running", () => {
  test.each<[string, Story, string, object[]]>([
    ["it is", new Story(plan).open("1"), "1", [state({ name: "running", attempt: 1, session: "ses-1" })]],
    ["it is checked", new Story(plan).open("1").finish("1"), "1", [state({ name: "checking", round: 1 })]],
    ["it is done", new Story(plan).pass("1"), "1", [state({ name: "done", by: "proof" })]],
    [
      "it was ticked before",
      new Story([taskOf("1", [], { claimed: "user" })]),
      "1",
      [state({ name: "done", by: "user" })],
    ],
    ["it has failed", new Story(plan).fail("1"), "1", [state({ name: "failed" })]],
    [
      "it is set aside",
      new Story([taskOf("1", [], { claimed: "set-aside" })]),
      "1",
      [state({ name: "awaiting", attempt: 0 })],
    ],
    [
      "it is left out",
      new Story([taskOf("1", [], { claimed: "skipped" })]),
      "1",
      [state({ name: "skipped" })],
    ],
    ["it was called off", new Story(plan).say("cancel", "3"), "3", [state({ name: "cancelled" })]],
    ["it is not in the run", new Story(plan), "9", []],

    ["another is not done", new Story(plan), "2", [dependency(["1"], state({ name: "running" }))]],
    [
      "another is not done, which waits for a third",
      new Story(plan),
      "3",
      [dependency(["2", "1"], state({ name: "running" }))],
    ],
    [
      "several are not done: those that nothing will move on come first",
      new Story(plan).fail("4"),
      "F1",
      [dependency(["4"], state({ name: "failed" })), dependency(["1"], state({ name: "running" }))],
    ],
    [
      "it is blocked by what has failed, through another",
      new Story(plan).fail("1"),
      "3",
      [dependency(["2", "1"], state({ name: "failed" }))],
    ],
    [
      "what it depends on waits for a place",
      new Story([taskOf("1", [], { weight: 9 }), taskOf("2"), taskOf("3", ["2"])], {
        limits: { maxParallel: 1 },
      }),
      "3",
      [dependency(["2"], { kind: "places", limit: 1, takenBy: ["1"] })],
    ],
    [
      "it is asked for, and only what it needs not is left out",
      new Story([taskOf("1", [], { claimed: "skipped" }), taskOf("2", ["1"], { asked: true })]),
      "2",
      [state({ name: "running" })],
    ],

    [
      "all places are taken",
      new Story(plan, { limits: { maxParallel: 1 } }),
      "4",
      [{ kind: "places", limit: 1, takenBy: ["1"] }],
    ],
    [
      "a place is taken until the box is ticked",
      new Story(plan, { limits: { maxParallel: 1 } }).open("1").finish("1").check("1", {}),
      "4",
      [{ kind: "places", limit: 1, takenBy: ["1"] }],
    ],
    [
      "its provider has failed",
      new Story([taskOf("1")]).open("1").break("1", "provider", "rate-limit"),
      "1",
      [{ kind: "not-before", until: beginning + 32_000 }],
    ],
    [
      "a person has to do something about its provider",
      new Story([taskOf("1")]).open("1").break("1", "provider", "auth"),
      "1",
      [state({ name: "awaiting", reason: "auth: it said so" })],
    ],

    [
      "the run is paused",
      new Story(plan, { limits: { maxParallel: 1 } }).say("pause").pass("1"),
      "4",
      [{ kind: "paused" }],
    ],
    [
      "the budget is spent",
      new Story(plan, {
        limits: { maxParallel: 1, budget: { time: null, tokens: 10, money: null, hard: false } },
      })
        .pass("1", { input: 10 })
        .end(),
      "4",
      [
        { kind: "budget", of: "tokens" },
        { kind: "run-over", phase: "ended" },
      ],
    ],
    [
      "another has failed, and nothing is to start then",
      new Story(plan, { limits: { maxParallel: 1, keepGoing: false } }).fail("1"),
      "4",
      [{ kind: "others-failed", tasks: ["1"] }],
    ],
    [
      "the run is being stopped",
      new Story(plan).tell({ type: "run.interrupted", signal: "SIGINT" }),
      "2",
      [dependency(["1"], state({ name: "running" })), { kind: "run-over", phase: "stopping" }],
    ],
    [
      "the run was stopped under it",
      new Story(plan).open("1").interrupt(),
      "1",
      [state({ name: "running" }), { kind: "run-over", phase: "ended" }],
    ],
    [
      "the run has ended, and what it waits for was not begun",
      new Story(plan, { limits: { maxParallel: 1 } }).say("pause").pass("1").end(),
      "3",
      [dependency(["2"]), { kind: "paused" }, { kind: "run-over", phase: "ended" }],
    ],
  ])("%s", (_, story, task, expected) => {
    expect(why(story, task)).toEqual(expected);
  });

  test("a back-off that is over holds nothing back", () => {
    const story = new Story([taskOf("1")]).open("1").break("1", "provider", "rate-limit");
    expect(why(story, "1", beginning + 32_000)).toEqual([]);
  });

  test("of several ways to one cause the shortest is told, once", () => {
    const diamond = [
      taskOf("1"),
      taskOf("2", ["1"]),
      taskOf("3", ["2"]),
      taskOf("4", ["1"]),
      taskOf("5", ["3", "4"]),
    ];
    expect(why(new Story(diamond), "5")).toEqual([dependency(["4", "1"], state({ name: "running" }))]);
  });
});

/* Whatever happens in a run: what does not run has a reason, and none is given that would not hold it back. */
describe("in every state that a run can come to", () => {
  const specs = fc
    .array(
      fc.record({
        picks: fc.array(fc.nat(), { maxLength: 3 }),
        claimed: fc.nat({ max: 12 }),
        asked: fc.boolean(),
      }),
      {
        minLength: 1,
        maxLength: 8,
      },
    )
    .map((tasks) =>
      tasks.map(({ picks, claimed, asked }, i) =>
        taskOf(`${i + 1}`, i === 0 ? [] : [...new Set(picks.map((pick) => `${(pick % i) + 1}`))], {
          claimed: (["user", "set-aside", "skipped"] as const)[claimed] ?? null,
          asked,
        }),
      ),
    );
  const limits = fc.record({
    maxParallel: fc.integer({ min: 1, max: 3 }),
    keepGoing: fc.boolean(),
    budget: fc.constantFrom(
      { time: null, tokens: null, money: null, hard: false },
      { time: null, tokens: 300, money: null, hard: true },
    ),
  });
  const moves = fc.array(fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 10 })), { maxLength: 60 });

  /** Something that may happen to a task; where it has no place, the scheduler refuses it. */
  function move(story: Story, task: string, kind: number): void {
    const { attempt } = story.record(task);
    if (attempt === 0 && kind < 7) return;
    const cancelled: Event = { type: "work.cancelled", task, attempt };
    const all = [
      () => story.finish(task, { input: 60 }),
      () => story.break(task, "provider", "rate-limit"),
      () => story.break(task, "stalled"),
      () => story.check(task, {}),
      () => story.check(task, { verdict: "fail" }),
      () => story.recover(task),
      () => story.tell(cancelled),
      () => story.tick(task),
      () =>
        story.say(
          (["pause", "resume", "approve", "retry", "cancel"] as const)[story.happened.length % 5] ?? "pause",
          story.happened.length % 5 < 2 ? null : task,
        ),
      () => story.wait(20_000).tell({ type: "clock.rang" }),
      () => story.open(task),
    ];
    all[kind]?.();
  }

  test("a task that is held back has a reason, and a place that is taken is one", () => {
    fc.assert(
      fc.property(specs, limits, moves, (tasks, bounds, happen) => {
        const story = new Story(tasks, { limits: bounds });
        for (const [which, kind] of happen) {
          move(story, tasks[which % tasks.length]?.id ?? "1", kind);
          // The moment of the last event, at which the scheduler looked.
          const at = story.happened.at(-1)?.at ?? 0;
          for (const { id } of tasks) expectExplained(story, id, why(story, id, at));
        }
      }),
      { numRuns: effort(100) },
    );
  });

  function expectExplained(story: Story, id: string, reasons: readonly Reason[]): void {
    const { tasks, limits, phase } = story.state;
    expect(reasons.length, id).toBeGreaterThan(0);
    const held = ["waiting", "blocked"].includes(story.record(id).state.name);
    expect(reasons.some(({ kind }) => kind === "state")).toBe(!held);
    for (const reason of reasons) {
      if (reason.kind === "places") {
        expect(phase).toBe("running");
        expect(reason.takenBy.length).toBeGreaterThanOrEqual(limits.maxParallel);
      }
      if (reason.kind !== "dependency") continue;
      // Each step of the way is one that the plan states, and the cause at its end waits for nobody.
      [id, ...reason.path].forEach((task, i, way) => {
        const next = way[i + 1];
        if (next !== undefined) expect(tasks.get(task)?.spec.dependsOn).toContain(next);
      });
      const cause = reason.path.at(-1) ?? "";
      expect(tasks.get(cause)?.state.name).not.toBe("done");
      expect(why(story, cause).some(({ kind }) => kind === "dependency")).toBe(false);
    }
  }
});
