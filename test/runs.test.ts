import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runsJson } from "../src/report/run-schema.ts";
import { lockPlan } from "../src/run/lock.ts";
import { runPaths } from "../src/run/paths.ts";
import { omo } from "./omo.ts";
import { makeRepository, Story, taskOf } from "./recorded.ts";

/* `omo plan runs`: over journals made by hand, one for each way in which it can stand with a run. */

const two = [taskOf("1"), taskOf("2", ["1"])];
const usage = { input: 1_000, output: 234, cost: 0.5 };

/** A repository with a run of each kind; `running` is held by this very process. */
function repositoryOfAll(): string {
  const root = makeRepository({ "plans/q.md": "# Q\n" });
  const story = (run: string, file = "plans/p.md") => new Story(two, { run, file });
  story("20260101-000000-done").pass("1", usage).pass("2").end().writeTo(root);
  story("20260102-000000-fail", "plans/q.md").fail("1").end().writeTo(root);
  story("20260103-000000-stop").open("1").interrupt().writeTo(root);
  story("20260104-000000-kill").pass("1").open("2").writeTo(root);
  story("20260105-000000-live", "plans/q.md").open("1").writeTo(root);
  lockPlan(root, "plans/q.md", "20260105-000000-live");
  story("20260106-000000-torn", "plans/q.md").writeTo(root);
  appendFileSync(runPaths(root, "20260106-000000-torn").journal, "nonsense\n");
  const old = runPaths(root, "20260107-000000-past");
  mkdirSync(old.directory);
  writeFileSync(old.journal, '{"v":1,"seq":1,"at":"x","type":"run.started"}\n');
  // Neither has begun.
  mkdirSync(join(root, ".omo/runs/20260108-000000-none"));
  const torn = runPaths(root, "20260109-000000-half");
  mkdirSync(torn.directory);
  writeFileSync(torn.journal, '{"v":3,"seq":1');
  return root;
}

describe("omo plan runs", () => {
  const root = repositoryOfAll();
  const runs = (...args: string[]) => omo(["plan", "runs", ...args], { cwd: root });

  test("lists all runs of the repository, newest first, each with how it stands", () => {
    const { code, stdout, stderr } = runs();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(
      [
        "20260107-000000-past  damaged      .omo/runs/20260107-000000-past/journal.jsonl:1: the journal has version 1, this omo reads 3",
        "20260106-000000-torn  damaged      .omo/runs/20260106-000000-torn/journal.jsonl:2: the journal is damaged (not a line of JSON)",
        "20260105-000000-live  running      plans/q.md",
        "  begun 2026-01-31 12:00:00 UTC · 1.0 s · 2 tasks: 1 under way, 1 not started · 0 tokens",
        "20260104-000000-kill  cut off      plans/p.md",
        "  begun 2026-01-31 12:00:00 UTC · 6.0 s · 2 tasks: 1 done, 1 cut off · 0 tokens",
        "20260103-000000-stop  interrupted  plans/p.md",
        "  begun 2026-01-31 12:00:00 UTC · 3.0 s · 2 tasks: 1 cut off, 1 not started · 0 tokens",
        "20260102-000000-fail  ended        plans/q.md",
        "  begun 2026-01-31 12:00:00 UTC · 13.0 s · 2 tasks: 1 failed, 1 blocked · 0 tokens",
        "20260101-000000-done  ended        plans/p.md",
        "  begun 2026-01-31 12:00:00 UTC · 11.0 s · 2 tasks: 2 done · 1,234 tokens, $0.50",
        "",
      ].join("\n"),
    );
  });

  test("lists those of one plan, and those of which nobody can tell the plan", () => {
    const ids = [...runs("plans/p.md").stdout.matchAll(/^\d+-0+-(\w+) /gm)].map(([, name]) => name);
    expect(ids).toEqual(["past", "kill", "stop", "done"]);
    expect(runs("plans/q.md").stdout).toMatch(/^20260106-000000-torn {2}damaged/m);
  });

  test("prints them as JSON of the documented shape", () => {
    const { code, stdout } = runs("--json");
    expect(code).toBe(0);
    const { runs: list } = runsJson.parse(JSON.parse(stdout));
    expect(
      list.map((one) => ("outcome" in one ? [one.state, one.outcome, one.exitCode] : [one.state])),
    ).toEqual([
      ["damaged"],
      ["damaged"],
      ["running", null, null],
      ["cut-off", "interrupted", 130],
      ["interrupted", "interrupted", 130],
      ["ended", "failed", 1],
      ["ended", "done", 0],
    ]);
    expect(list[1]).toEqual({
      run: "20260106-000000-torn",
      plan: "plans/q.md",
      state: "damaged",
      problem: expect.stringMatching(/^\.omo\/runs\/.*:2: the journal is damaged/),
    });
    expect(list.at(-1)).toEqual({
      run: "20260101-000000-done",
      plan: "plans/p.md",
      state: "ended",
      outcome: "done",
      exitCode: 0,
      begun: "2026-01-31T12:00:00.000Z",
      lastEvent: "2026-01-31T12:00:11.000Z",
      elapsed: 11_000,
      totals: { tasks: 2, states: { done: 2 }, tokens: 1_234, cost: 0.5 },
    });
  });
});

test("the time between two processes is none; that which the later one takes before it goes on is counted", () => {
  const root = makeRepository();
  const day = 86_400_000;
  const story = new Story([taskOf("1")]).open("1").wait(day);
  story
    .tell({ type: "run.reopened" })
    .tell({ type: "server.started", pid: 1, startTime: null, url: "http://127.0.0.1:1" })
    .say("pause")
    .tell({ type: "run.resumed", limits: story.state.limits })
    .end()
    .writeTo(root);
  const { stdout } = omo(["plan", "runs", "--json"], { cwd: root });
  expect(runsJson.parse(JSON.parse(stdout)).runs[0]).toMatchObject({ elapsed: 5_000 });
});

describe("where nothing has been run", () => {
  const root = makeRepository();
  test.each([
    { args: [], code: 0, stdout: "no plan has been run here; `omo plan run FILE` runs one\n", stderr: "" },
    {
      args: ["plans/p.md"],
      code: 0,
      stdout: "plans/p.md has not been run; `omo plan run plans/p.md` runs it\n",
      stderr: "",
    },
    { args: ["--json"], code: 0, stdout: '{\n  "version": 1,\n  "runs": []\n}\n', stderr: "" },
    {
      args: ["plans/x.md"],
      code: 2,
      stdout: "",
      stderr: "error: plans/x.md: no such file, and no run of it\n",
    },
  ])("omo plan runs $args says so", ({ args, ...expected }) => {
    expect(omo(["plan", "runs", ...args], { cwd: root })).toEqual(expected);
  });

  test("outside of git it says what to do", () => {
    const { code, stdout, stderr } = omo(["plan", "runs"], { cwd: "/" });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("is not in a git work tree");
  });
});

test("a name cannot steer the terminal", () => {
  const root = makeRepository();
  new Story([taskOf("1")], { file: "plans/\u001B[2Jp.md" }).end().writeTo(root);
  expect(omo(["plan", "runs"], { cwd: root }).stdout).not.toContain("\u001B");
});
