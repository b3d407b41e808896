import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runPaths } from "../../src/run/paths.ts";
import { runIds } from "../../src/run/runs.ts";
import {
  assignmentOf,
  eventsOf,
  judgement,
  only,
  type PlannedTask,
  planOf,
  type Stage,
  setStage,
  survivors,
  ticked,
  write,
} from "./support.ts";

/** What people say of a run from another terminal, or between two processes. */
describe("a person's word", () => {
  let stage: Stage;
  let count = 0;
  let isAdvised = false;
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });

  const inDoubt = (label: string): PlannedTask => ({ label, criteria: ["The file reads well."] });

  beforeAll(async () => {
    stage = await setStage({
      "JUDGE 1": (turn) => judgement(turn, "cannot-tell"),
      2: (turn) => {
        isAdvised ||= turn.prompt.includes("write it in verse");
        return turn.step === 0 ? write("2.txt", "done\n") : { text: "done" };
      },
      "JUDGE 2": (turn) => judgement(turn, isAdvised ? "pass" : "cannot-tell"),
      "JUDGE 3": (turn) => judgement(turn, "cannot-tell"),
      "JUDGE 4": (turn) => judgement(turn, "cannot-tell"),
      5: async (turn) => {
        if (turn.step === 0) return write("5.txt", "done\n");
        await released;
        return { text: "done" };
      },
      7: () => ({ hang: true }),
    });
  });
  afterAll(async () => {
    release();
    await stage.strike();
  });

  const repositoryOf = (...tasks: PlannedTask[]) =>
    stage.sandbox.createRepository({ "plans/p.md": planOf(tasks) }, `repo-${count++}`);
  const run = (cwd: string, ...args: string[]) => stage.omo(cwd, ["plan", "run", "plans/p.md", ...args]);
  const say = (cwd: string, action: string, ...args: string[]) =>
    stage.omo(cwd, ["plan", action, "plans/p.md", ...args]).ended;
  const requestsOf = (label: string) => stage.model.requests.filter((r) => assignmentOf(r).label === label);
  const wordsLeft = (cwd: string) => readdirSync(runPaths(cwd, runIds(cwd)[0] ?? "").inbox);

  test("approves what nobody could tell, between two processes: ticked, and no model is asked again", async () => {
    const cwd = await repositoryOf(inDoubt("1"));
    const first = await run(cwd).ended;
    expect(first.code, first.stdout + first.stderr).toBe(3);
    expect(first.stdout).toMatch(/\? 1\. Write file 1 · waits for a person: no verdict on 1 criterion/);
    expect(first.stdout).toContain("`omo plan approve FILE TASK`");
    expect(ticked(cwd)).toEqual([]);
    const asked = stage.model.requests.length;

    const said = await say(cwd, "approve", "1");
    expect(said.code, said.stderr).toBe(0);
    expect(said.stdout).toMatch(
      /^said to run \S+: approve 1; no run is going on: `omo plan run plans\/p\.md --resume` takes it up\n$/,
    );
    expect(ticked(cwd)).toEqual([]);

    const second = await run(cwd, "--resume").ended;
    expect(second.code, second.stdout + second.stderr).toBe(0);
    expect(second.stdout).toMatch(/» approve 1\. Write file 1/);
    expect(second.stdout).toMatch(/✔ 1\. Write file 1 · done on the user's word/);
    expect(ticked(cwd)).toEqual(["1"]);
    expect(stage.model.requests.length).toBe(asked);
    expect(wordsLeft(cwd)).toEqual([]);
    expect(only(eventsOf(cwd), "event.refused")).toEqual([]);
    expect(survivors(cwd)).toEqual([]);
  });

  test("has a task begun anew, with advice that the next prompt holds", async () => {
    const cwd = await repositoryOf(inDoubt("2"));
    expect((await run(cwd).ended).code).toBe(3);
    const before = requestsOf("2").length;
    expect((await say(cwd, "retry", "2", "--with", "write it in verse")).code).toBe(0);
    const end = await run(cwd, "--resume").ended;
    expect(end.code, end.stdout + end.stderr).toBe(0);
    const next = requestsOf("2")[before];
    expect(next && assignmentOf(next).role).toBe("TASK");
    expect(next?.prompt).toContain("A person advises: write it in verse");
    expect(ticked(cwd)).toEqual(["2"]);
  });

  test("waives a criterion, and the summary and the status tell of it", async () => {
    const cwd = await repositoryOf(inDoubt("3"));
    expect((await run(cwd).ended).code).toBe(3);
    const asked = stage.model.requests.length;
    expect((await say(cwd, "waive", "3", "--criterion", "1", "--reason", "a matter of taste")).code).toBe(0);
    const end = await run(cwd, "--resume").ended;
    expect(end.code, end.stdout + end.stderr).toBe(0);
    const waiver = /✔ 3\. Write file 3 · done.*\n {2}~ criterion 1 was waived by a person: a matter of taste/;
    expect(end.stdout).toMatch(waiver);
    expect(ticked(cwd)).toEqual(["3"]);
    expect(stage.model.requests.length).toBe(asked);
    const status = await stage.omo(cwd, ["plan", "status", "plans/p.md"]).ended;
    expect(status.stdout).toMatch(waiver);
    expect(status.code).toBe(0);
  });

  test("is heard by a run that waits for it, which then goes on to its end", async () => {
    const cwd = await repositoryOf(inDoubt("4"), { label: "8", after: ["4"] });
    const waiting = run(cwd, "--wait");
    await waiting.printed(/\? 4\. Write file 4 · waits for a person/);
    const said = await say(cwd, "approve", "4");
    expect(said.code, said.stderr).toBe(0);
    expect(said.stdout).toMatch(/^said to run \S+: approve 4\n$/);
    const end = await waiting.ended;
    expect(end.code, end.stdout + end.stderr).toBe(0);
    expect(ticked(cwd)).toEqual(["4", "8"]);
    expect(wordsLeft(cwd)).toEqual([]);
    expect(only(eventsOf(cwd), "run.resumed")).toEqual([]);
  });

  test("pauses a run: what runs ends, nothing starts, in no process, until it may go on", async () => {
    const cwd = await repositoryOf({ label: "5" }, { label: "6", after: ["5"] });
    const first = run(cwd);
    await first.printed(/▶ 5\. Write file 5/);
    expect((await say(cwd, "pause")).code).toBe(0);
    await first.printed(/» pause the run/);
    release();
    const paused = await first.ended;
    expect(paused.code, paused.stdout + paused.stderr).toBe(3);
    expect(paused.stdout).toMatch(/· 6\. Write file 6 · not started/);
    expect(paused.stdout).toContain("The run is paused; `omo plan resume FILE` lets it go on.");
    expect(ticked(cwd)).toEqual(["5"]);

    // Another process alone does not end the pause.
    const still = await run(cwd, "--resume").ended;
    expect(still.code, still.stdout + still.stderr).toBe(3);
    expect(requestsOf("6")).toEqual([]);

    // One that waits is let go on from outside.
    const waiting = run(cwd, "--resume", "--wait");
    await waiting.printed(/plans\/p\.md/);
    expect((await say(cwd, "resume")).code).toBe(0);
    const end = await waiting.ended;
    expect(end.code, end.stdout + end.stderr).toBe(0);
    expect(ticked(cwd)).toEqual(["5", "6"]);
  });

  test("calls a run off: what runs is ended at once, and nothing is left of it", async () => {
    const cwd = await repositoryOf({ label: "7" }, { label: "9", after: ["7"] });
    const live = run(cwd);
    await live.printed(/▶ 7\. Write file 7/);
    expect((await say(cwd, "cancel")).code).toBe(0);
    const end = await live.ended;
    expect(end.code, end.stdout + end.stderr).toBe(1);
    expect(end.stdout).toMatch(/✘ 7\. Write file 7 · called off by a person/);
    expect(end.stdout).toMatch(/✘ 9\. Write file 9 · called off by a person/);
    expect(ticked(cwd)).toEqual([]);
    expect(survivors(cwd)).toEqual([]);
  });

  describe("that cannot be meant", () => {
    let cwd: string;
    const waive = (...args: string[]) => ["waive", "plans/p.md", "10", ...args];

    beforeAll(async () => {
      const plan = planOf([{ label: "10" }], ["F1"]);
      const files = { "plans/p.md": plan, "plans/q.md": plan };
      cwd = await stage.sandbox.createRepository(files, `repo-${count++}`);
      expect((await run(cwd, "--only", "10").ended).code).toBe(0);
    });

    test.each<[string, string[], RegExp]>([
      ["a task that is not there", ["approve", "plans/p.md", "F9"], /has no task F9; did you mean F1\?/],
      ["a waiver without a reason", waive("--criterion", "1"), /--reason/],
      ["a waiver of no criterion", waive("--reason", "r"), /--criterion/],
      [
        "a criterion that is no number",
        waive("--criterion", "0", "--reason", "r"),
        /--criterion takes a number from 1, not "0"/,
      ],
      ["no task", ["approve", "plans/p.md"], /missing argument/i],
      ["a plan that has not been run", ["approve", "plans/q.md", "10"], /plans\/q\.md has not been run/],
    ])("is refused, and nothing is left for the next process: %s", async (_, args, problem) => {
      const end = await stage.omo(cwd, ["plan", ...args]).ended;
      expect(end.stderr).toMatch(problem);
      expect(end.code).toBe(2);
      expect(end.stdout).toBe("");
      expect(() => wordsLeft(cwd)).toThrow("ENOENT");
    });
  });
});
