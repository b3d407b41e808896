import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runJson } from "../src/report/run-schema.ts";
import { lockPlan } from "../src/run/lock.ts";
import { omo } from "./omo.ts";
import { makeRepository, Story, type StoryOptions, taskOf } from "./recorded.ts";

/* `omo plan status`, over journals made by hand: how it stands with a run, and as JSON. */

const two = [taskOf("1"), taskOf("2", ["1"])];
const one = (limits: StoryOptions["limits"] = {}) =>
  new Story(two, { limits: { maxParallel: 1, ...limits } });
const budget = { time: null, tokens: 10, money: null, hard: false };
const goesOn = "`omo plan run plans/p.md --resume` goes on";

describe("omo plan status", () => {
  test.each<[string, Story, number, string]>([
    ["is done", one().pass("1").pass("2").end(), 0, "ended"],
    ["has failed", one().fail("1").end(), 1, "ended"],
    ["waits for a person", one().open("1").break("1", "provider", "auth").end(), 3, "ended"],
    ["was paused", one().say("pause").pass("1").end(), 3, `ended before all was done; ${goesOn}`],
    [
      "has spent its budget",
      one({ budget }).pass("1", { input: 10 }).end(),
      4,
      `ended before all was done; ${goesOn}`,
    ],
    ["was interrupted", one().open("1").interrupt(), 130, `interrupted; ${goesOn}`],
    ["was cut off", one().open("1"), 130, `cut off; ${goesOn}`],
    [
      "was cut off after it had been gone on with",
      one().open("1").interrupt().tell({ type: "run.resumed", limits: one().state.limits }),
      130,
      `cut off; ${goesOn}`,
    ],
  ])("of a run that %s says so, and exits as it did", (_, story, exitCode, says) => {
    const root = makeRepository();
    story.writeTo(root);
    const { code, stdout, stderr } = omo(["plan", "status", "plans/p.md"], { cwd: root });
    expect({ code, stderr }).toEqual({ code: exitCode, stderr: "" });
    expect(stdout.split("\n")[0]).toBe(`plans/p.md run ${story.run} ${says}`);
  });

  test("--json tells all there is to say of each task", () => {
    const root = makeRepository();
    const doubt = { verdict: "unsure", by: "judge", reason: "nobody could tell" } as const;
    new Story([
      taskOf("1"),
      taskOf("2"),
      taskOf("3", ["2"]),
      taskOf("4"),
      taskOf("5", [], { claimed: "user" }),
      taskOf("F1", ["1", "2", "3", "4", "5"], { final: true }),
    ])
      .say("waive", "1", "a matter of taste", 1)
      .pass("1", { input: 100, cacheRead: 20, cost: 0.1 })
      .fail("2")
      .open("4")
      .finish("4", { cost: 0.2 })
      .check("4", doubt)
      .check("4", doubt)
      .end()
      .writeTo(root);
    const { code, stdout } = omo(["plan", "status", "--json"], { cwd: root });
    expect(code).toBe(1);
    const run = runJson.parse(JSON.parse(stdout));
    expect(run).toMatchObject({
      version: 1,
      outcome: "failed",
      state: "ended",
      paused: false,
      exhausted: null,
      totals: { tasks: 6, states: { done: 2, failed: 1, blocked: 2, awaiting: 1 }, tokens: 120, cost: 0.3 },
    });
    const nothing = { final: false, by: null, judged: false, waived: [], writeUp: null, tokens: 0, cost: 0 };
    const failures = `.omo/runs/${run.run}/failures/2.md`;
    expect(run.tasks).toEqual([
      {
        ...{
          ...nothing,
          id: "1",
          title: "Write file 1",
          state: "done",
          reason: null,
          by: "proof",
          attempts: 1,
        },
        ...{ waived: [{ criterion: 2, reason: "a matter of taste" }], tokens: 120, cost: 0.1 },
      },
      {
        ...{ ...nothing, id: "2", title: "Write file 2", state: "failed", attempts: 3, writeUp: failures },
        reason: "1 criterion not met, after advice too",
      },
      { ...nothing, id: "3", title: "Write file 3", state: "blocked", reason: "2 is not done", attempts: 0 },
      {
        ...{ ...nothing, id: "4", title: "Write file 4", state: "awaiting", attempts: 1, cost: 0.2 },
        reason: "no verdict on 1 criterion",
      },
      {
        ...{ ...nothing, id: "5", title: "Write file 5", state: "done", reason: null, attempts: 0 },
        by: "user",
      },
      {
        ...{ ...nothing, id: "F1", title: "Write file F1", state: "blocked", attempts: 0 },
        ...{ final: true, reason: "2 is not done" },
      },
    ]);
  });

  test("a run that goes on has no outcome yet", () => {
    const root = makeRepository();
    const story = one().open("1").writeTo(root);
    const lock = lockPlan(root, story.file, story.run);
    const { code, stdout } = omo(["plan", "status", "--json"], { cwd: root });
    lock.release();
    expect(code).toBe(0);
    expect(runJson.parse(JSON.parse(stdout))).toMatchObject({
      state: "running",
      outcome: null,
      exitCode: null,
    });
  });

  test.each([
    { args: ["plans/p.md"], says: "error: plans/p.md has not been run; `omo plan run plans/p.md` runs it" },
    { args: ["plans/x.md", "--json"], says: "error: plans/x.md: no such file, and no run of it" },
  ])("$args is refused", ({ args, says }) => {
    const { code, stdout, stderr } = omo(["plan", "status", ...args], { cwd: makeRepository() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(says);
  });
});

test("the documentation tells of every state of a task", () => {
  const page = readFileSync(new URL("../docs/observing.md", import.meta.url), "utf8");
  const { options } = runJson.shape.tasks.element.shape.state;
  expect(options.filter((state) => !page.includes(`\n| \`${state}\` | `))).toEqual([]);
});
