import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OmoEnd } from "../../harness/omo.ts";
import type { Event } from "../../src/event.ts";
import {
  assignmentOf,
  eventsOf,
  judgement,
  only,
  planOf,
  type Stage,
  setStage,
  survivors,
  ticked,
  write,
} from "./support.ts";

/** One run in which every task meets another fate: one server, nine sessions side by side. */
describe("a run of many fates", () => {
  let stage: Stage;
  let repository: string;
  let end: OmoEnd;
  let events: Event[];
  let limited = 0;

  const plan = planOf([
    { label: "1" },
    { label: "2" },
    { label: "3", after: ["2"] },
    { label: "4", criteria: ["`grep -q right 4.txt && echo found` → PASS"] },
    { label: "5" },
    { label: "6" },
    { label: "7", criteria: ["`test -f 7.txt` exits 0", "The file reads well."] },
    { label: "8", after: ["1"] },
    { label: "9", criteria: ["The file is written in a friendly tone."] },
  ]);

  beforeAll(async () => {
    stage = await setStage({
      // Says so, and did something else.
      2: (turn) =>
        turn.step === 0 ? write("2.wrong.txt", "no\n") : { text: "All done, everything passes!" },
      // Wrong twice, then right.
      4: (turn, { prompts }) =>
        turn.step === 0 ? write("4.txt", prompts < 3 ? `wrong ${prompts}\n` : "right\n") : { text: "done" },
      5: (turn) => {
        if (turn.step === 0 && limited++ === 0) return { status: 429, headers: { "retry-after-ms": "5" } };
        return turn.step === 0 ? write("5.txt", "done\n") : { text: "done" };
      },
      6: () => ({ hang: true }),
      "JUDGE 7": (turn) => judgement(turn, "cannot-tell"),
    });
    repository = await stage.repository(plan);
    end = await stage.omo(repository, [
      "plan",
      "run",
      "plans/p.md",
      "--max-parallel",
      "9",
      "--stall-timeout",
      "6s",
    ]).ended;
    events = eventsOf(repository);
  });
  afterAll(() => stage.strike());

  test("ticks what was proved, and nothing else: one byte a box", () => {
    expect(ticked(repository)).toEqual(["1", "4", "5", "8", "9"]);
    const after = readFileSync(join(repository, "plans/p.md"), "utf8");
    expect(after.length).toBe(plan.length);
    const changed = [...after].filter((c, i) => c !== plan[i]);
    expect(changed).toEqual(["x", "x", "x", "x", "x"]);
  });

  test("exits 1, since failed tasks weigh more than waiting ones, and says what became of each", () => {
    expect(end.code, end.stdout + end.stderr).toBe(1);
    expect(end.stderr).toBe("");
    expect(end.stdout).toMatch(/✘ 2\. Write file 2 · failed: 1 criterion not met/);
    expect(end.stdout).toMatch(/– 3\. Write file 3 · not started: 2 is not done/);
    expect(end.stdout).toMatch(/✘ 6\. Write file 6 · failed: stalled/);
    expect(end.stdout).toMatch(
      /\? 7\. Write file 7 · waits for a person: no verdict on 1 criterion.*\n.*The file reads well\./,
    );
    expect(end.stdout).toMatch(/✔ 9\. Write file 9 · done, judged/);
    expect(end.stdout).toMatch(/9 tasks: 5 done, 2 failed, 1 blocked, 1 waiting for a person/);
  });

  test("a model that says done and did not do it twice is stopped, taken back, advised in a fresh session, and has failed", () => {
    const ofTask = events.filter((e) => "task" in e && e.task === "2").map((e) => e.type);
    const attempt = ["attempt.ended", "criterion.checked", "checks.ended"];
    expect(ofTask).toEqual([
      "session.opened",
      ...attempt,
      // The second brings nothing new, and is not tried once more as it is.
      ...attempt,
      "recovery.ended",
      "session.opened",
      ...attempt,
    ]);
    const [recovery] = only(events, "recovery.ended").filter((e) => e.task === "2");
    expect(recovery).toMatchObject({ outcome: "recovered", advice: { conclusion: "It can be done." } });
    // What was taken back is there for whoever wants it.
    const tree = /`git show (\w+):PATH`/.exec(recovery?.message ?? "")?.[1];
    const shown = execFileSync("git", ["show", `${tree}:2.wrong.txt`], { cwd: repository, encoding: "utf8" });
    expect([recovery?.message, shown]).toEqual([expect.stringMatching(/^took back 2\.wrong\.txt; /), "no\n"]);
    const advised = stage.model.requests.filter((r) => assignmentOf(r).label === "2").at(-1);
    expect(advised?.prompt).toContain("An adviser who has read the repository says (effort: Quick):");
    const report = readFileSync(join(repository, recovery?.report ?? ""), "utf8");
    expect(report).toMatch(/^# 2\. Write file 2\n\nStopped after 2 attempts: 1 criterion not met\./);
  });

  test("what depends on a failed task is never started", () => {
    expect(stage.model.requests.some((r) => assignmentOf(r).label === "3")).toBe(false);
  });

  test("a failure goes back to the same session with the real output", () => {
    const prompts = stage.model.requests.filter((r) => assignmentOf(r).label === "4" && r.step === 0);
    expect(prompts).toHaveLength(3);
    expect(prompts[0]?.prompt).toMatch(/^## TASK\n4\. Write file 4/);
    expect(prompts[1]?.prompt).toMatch(
      /grep -q right 4\.txt.*\n.*Ran: grep -q right 4\.txt.*\nResult: exited 1, expected 0/,
    );
    expect(prompts[2]?.messages.some((m) => m.text.includes("4. Write file 4"))).toBe(true);
  });

  test("a provider's 429 is waited out within the attempt", () => {
    expect(limited).toBeGreaterThan(1);
    expect(
      only(events, "attempt.ended")
        .filter((e) => e.task === "5")
        .map((e) => e.end.kind),
    ).toEqual(["finished"]);
  });

  test("a hang is a stall, three times, and once more with advice", () => {
    const ends = only(events, "attempt.ended")
      .filter((e) => e.task === "6")
      .map((e) => e.end);
    expect(ends.map((e) => e.kind === "failed" && e.reason)).toEqual([
      "stalled",
      "stalled",
      "stalled",
      "stalled",
    ]);
  });

  test("a judge that cannot tell is asked once more, then a person is", () => {
    const judges = stage.model.requests.filter(
      (r) => assignmentOf(r).role === "JUDGE" && assignmentOf(r).label === "7",
    );
    expect(judges).toHaveLength(2);
    expect(only(events, "tick.ended").some((e) => e.task === "7")).toBe(false);
  });

  test("a judge can only read", () => {
    const judge = stage.model.requests.find((r) => assignmentOf(r).role === "JUDGE");
    expect(judge?.tools).toContain("read");
    for (const tool of ["write", "edit", "bash", "task", "question"])
      expect(judge?.tools).not.toContain(tool);
  });

  test("nothing starts before what it depends on is ticked", () => {
    const ticked = events.findIndex((e) => e.type === "tick.ended" && e.task === "1");
    const opened = events.findIndex((e) => e.type === "session.opened" && e.task === "8");
    expect(ticked).toBeGreaterThan(0);
    expect(opened).toBeGreaterThan(ticked);
  });

  test("leaves no process, and a journal that tells the whole", () => {
    expect(survivors(repository)).toEqual([]);
    expect(events[0]?.type).toBe("run.started");
    expect(only(events, "server.started")).toHaveLength(1);
    expect(only(events, "server.stopped")).toHaveLength(1);
    expect(events.at(-1)?.type).toBe("run.ended");
    expect(only(events, "event.refused")).toEqual([]);
  });

  test("keeps its own files out of commits", () => {
    expect(readFileSync(join(repository, ".omo/.gitignore"), "utf8")).toBe(
      "runs/\nevidence/\ncache/\nnotepads/\n",
    );
  });

  test("`plan status` tells it again from the journal", async () => {
    const status = await stage.omo(repository, ["plan", "status", "plans/p.md"]).ended;
    expect(status.code).toBe(1);
    expect(status.stdout).toMatch(/plans\/p\.md run \S+ ended/);
    expect(status.stdout).toMatch(/9 tasks: 5 done, 2 failed/);
    const without = await stage.omo(repository, ["plan", "status"]).ended;
    expect(without.stdout).toBe(status.stdout);
  });
});
