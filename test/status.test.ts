import { readFileSync, rmSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { program, startOmo } from "../harness/omo.ts";
import { openTerminal } from "../harness/terminal-window.ts";
import { widthOf } from "../src/report/cells.ts";
import { runJson } from "../src/report/run-schema.ts";
import { createStyle } from "../src/report/style.ts";
import { watchLines } from "../src/report/watch.ts";
import { lockPlan } from "../src/run/lock.ts";
import { viewOf } from "../src/run/view.ts";
import { omo } from "./omo.ts";
import { makeRepository, Story, type StoryOptions, taskOf } from "./recorded.ts";

/* `omo plan status`, over journals made by hand: how it stands with a run, as JSON, and while it goes on. */

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
      one()
        .open("1")
        .interrupt()
        .tell({ type: "run.reopened" })
        .tell({ type: "run.resumed", limits: one().state.limits }),
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
    { args: ["--json", "--watch"], says: "error: --json tells of one moment, and --watch of many" },
    { args: ["plans/p.md"], says: "error: plans/p.md has not been run; `omo plan run plans/p.md` runs it" },
    { args: ["plans/p.md", "--watch"], says: "error: plans/p.md has not been run" },
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

describe("omo plan status --watch", () => {
  test.each([1, 4, 5, 6, 12, 26, 40])("is never larger than a terminal of %i lines", (height) => {
    const tasks = Array.from({ length: 20 }, (_, i) => taskOf(`${i + 1}`, [], { title: "漢字 ".repeat(30) }));
    const story = new Story(tasks).pass("1").fail("2").open("3");
    const lines = watchLines(viewOf(story.recorded(), true), story.now, height, createStyle(false, 40));
    expect(lines.length).toBeLessThanOrEqual(height);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(40);
    expect(lines.at(-1)).toMatch(/^20 tasks: 1 done, 1 failed, /);
    // What is under way is the last to be left out.
    if (height > 5) expect(lines.join("\n")).toMatch(/^· 3\. 漢字/m);
    if (height > 24) expect(lines).toHaveLength(24);
  });

  const env = { PATH: process.env.PATH ?? "", HOME: "/nowhere" };

  /** A run that this very process works on. */
  function goingOn(story: Story) {
    const root = makeRepository();
    story.writeTo(root);
    return { root, lock: lockPlan(root, story.file, story.run) };
  }

  test("without a terminal prints a block each time that something has changed, and exits as the run does", async () => {
    const story = one().open("1");
    const { root, lock } = goingOn(story);
    const watching = startOmo(["plan", "status", "--watch"], { cwd: root, env });
    await watching.printed(/1\. Write file 1 · under way/);
    // Neither is seen in the states of tasks.
    story.tell({ type: "clock.rang" }).tell({ type: "server.stopped", pid: 1, died: null });
    story.fail("1");
    await watching.printed(/1\. Write file 1 · failed: 1 criterion not met/);
    story.end();
    lock.release();
    const end = await watching.ended;
    expect(end.code, end.stderr).toBe(1);
    const blocks = end.stdout.split(/^(?=plans\/p\.md run )/m);
    expect(blocks[0]).toMatch(/ running\n/);
    expect(blocks.at(-1)).toMatch(/ ended\n/);
    expect(new Set(blocks.map((block) => block.replace(/^.*\n.*\n/, "").trim())).size).toBeGreaterThanOrEqual(
      2,
    );
    for (const [i, block] of blocks.entries()) expect(block).not.toBe(blocks[i + 1]);
    expect(end.stdout).not.toContain("\u001B");
  });

  test("of a run whose process dies ends with it", async () => {
    const { root, lock } = goingOn(one().open("1"));
    const watching = startOmo(["plan", "status", "plans/p.md", "--watch"], { cwd: root, env });
    await watching.printed(/under way/);
    lock.release();
    const end = await watching.ended;
    expect(end.stdout).toContain(`cut off; ${goesOn}`);
    expect(end.code).toBe(130);
  });

  test("of a run that has ended prints it once", () => {
    const root = makeRepository();
    one().pass("1").pass("2").end().writeTo(root);
    const args = ["plan", "status"];
    expect(omo([...args, "--watch"], { cwd: root })).toEqual(omo(args, { cwd: root }));
  });

  test("tells of a journal that is deleted under it", async () => {
    const { root } = goingOn(one().open("1"));
    const watching = startOmo(["plan", "status", "--watch"], { cwd: root, env });
    await watching.printed(/under way/);
    rmSync(`${root}/.omo/runs`, { recursive: true });
    const end = await watching.ended;
    expect(end.stderr).toMatch(/^error: .*journal\.jsonl was deleted\n {2}something cleaned \.omo\/runs/);
    expect(end.code).toBe(2);
  });

  test("on a terminal draws in place, no higher than there is room, and leaves the whole status", async () => {
    const tasks = Array.from({ length: 20 }, (_, i) => taskOf(`${i + 1}`));
    const story = new Story(tasks, { limits: { maxParallel: 2 } }).open("1").open("2");
    const { root, lock } = goingOn(story);
    const command = [process.execPath, program, "plan", "status", "--watch"];
    const terminal = openTerminal(command, { cwd: root, env, columns: 60, rows: 10 });
    try {
      await terminal.shown(/2\. Write file 2 · running, attempt 1, /);
      story.finish("1").check("1", {}).tick("1").open("3").fail("3");
      await terminal.shown(/✘ 3\. Write file 3 · failed/);
      const lines = terminal.screen().split("\n");
      expect(lines[0]).toBe(`plans/p.md run ${story.run} running`);
      expect(lines.filter((line) => line.startsWith("plans/p.md"))).toHaveLength(1);
      expect(lines.length).toBeLessThan(10);
      expect(lines.find((line) => line.startsWith("…"))).toMatch(/^… and 16 tasks: /);
      expect(lines.at(-1)).toMatch(/^20 tasks: /);
      expect(terminal.scrolled()).toBe(0);

      terminal.resize(40, 8);
      await terminal.shown(/^… and 18 tasks/m);
      expect(
        terminal
          .screen()
          .split("\n")
          .filter((line) => line.startsWith("20 tasks")),
      ).toHaveLength(1);

      terminal.resize(80, 40);
      story.say("cancel").end();
      lock.release();
      await terminal.shown(/^20 tasks: 1 done, 19 cancelled/m);
      expect(terminal.screen()).toMatch(/^begun .*, last event /m);
      expect(terminal.screen().match(/^[✔✘?–·] \d+\. Write file/gm)).toHaveLength(20);
    } finally {
      terminal.close();
    }
  });
});
