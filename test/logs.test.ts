import { describe, expect, test } from "vitest";
import { startOmo } from "../harness/omo.ts";
import { widthOf } from "../src/report/cells.ts";
import { createStyle } from "../src/report/style.ts";
import { TaskLog } from "../src/report/task-log.ts";
import { lockPlan } from "../src/run/lock.ts";
import { omo } from "./omo.ts";
import { makeRepository, Story, taskOf } from "./recorded.ts";

/* `omo plan logs` over journals made by hand: what real runs seldom come to. */

const plan = [taskOf("1"), taskOf("2", ["1"]), taskOf("F1", ["1", "2"], { final: true })];

/** The log of a task, without its head. */
function logOf(story: Story, task: string, width: number): string[] {
  const log = new TaskLog({ task, attempt: null, outputFile: () => null }, createStyle(false, width));
  return story.recorded().entries.flatMap((entry) => log.add(entry));
}

/** What a log says, without indentation and times. */
const wordsOf = (lines: readonly string[]) =>
  lines.map((line) => line.replace(/^\d\d:\d\d:\d\d {2}/, "").trim());

describe("the log of a task tells", () => {
  test.each<[string, Story, string, string[]]>([
    [
      "which model goes on where a provider fails",
      new Story(plan).open("1", "p/one").tell({
        type: "model.fell-back",
        task: "1",
        attempt: 1,
        model: "p/one",
        fault: "quota",
        message: "no more",
        until: "2026-01-31T12:10:00.000Z",
        next: { model: "q/two", variant: null, reason: "category quick; fallback" },
      }),
      "1",
      ["p/one failed (quota: no more); q/two goes on", "category quick; fallback"],
    ],
    [
      "until when a provider is waited for",
      new Story(plan).open("1").break("1", "provider", "rate-limit"),
      "1",
      ["ended early after 2.0 s: 0 tokens", "provider: it said so", "→ waits until 2026-01-31 12:00:32 UTC"],
    ],
    [
      "an attempt that goes on after its server died, and that it does not count",
      new Story(plan)
        .open("1")
        .tell({ type: "server.stopped", pid: 1, died: "killed by SIGKILL" })
        .break("1", "server-died"),
      "1",
      [
        "the opencode server died: killed by SIGKILL",
        "ended early after 3.0 s: 0 tokens",
        "server-died: it said so",
        "Attempt 2 (counts as 1) · 2026-01-31 12:00:03 UTC · goes on where it was cut off",
      ],
    ],
    [
      "that a run was stopped and gone on with",
      ((story) => story.tell({ type: "run.resumed", limits: story.state.limits }))(
        new Story(plan).open("1").interrupt(),
      ),
      "1",
      [
        "the run is interrupted (SIGINT)",
        "another process goes on with the run",
        "Attempt 2 (counts as 1) · 2026-01-31 12:00:04 UTC · goes on where it was cut off",
      ],
    ],
    [
      "that it cannot start any more, and why",
      new Story(plan).fail("1"),
      "2",
      ["→ not started: 1 is not done"],
    ],
    [
      "what people say, of the task and of the run, and what had no effect",
      new Story(plan)
        .say("pause")
        .open("1")
        .say("waive", "1", "a matter of taste", 2)
        .say("cancel", "2", "not now")
        .tell({ type: "event.refused", refused: "person.said", task: "1", why: "the task is done" })
        .say("cancel", "1"),
      "1",
      [
        "a person says: pause the run",
        "a person says: waive criterion 3: a matter of taste",
        "this had no effect: the task is done",
        "a person says: cancel",
        "→ called off by a person",
      ],
    ],
    [
      "the verdict of a review, and whom it sends back",
      new Story(plan)
        .pass("1")
        .pass("2")
        .open("F1")
        .review("F1", { verdict: "REJECT", reasons: ["1.txt is empty"], reopen: ["1"] }),
      "F1",
      ["Review 1 · 2026-01-31 12:00:10 UTC", "REJECT", "- 1.txt is empty", "sends back 1"],
    ],
    [
      "that a review gave no verdict",
      new Story(plan).pass("1").pass("2").open("F1").review("F1", null),
      "F1",
      ["no verdict", "no answer"],
    ],
    [
      "that it was sent back",
      new Story(plan)
        .pass("1")
        .pass("2")
        .open("F1")
        .review("F1", { verdict: "REJECT", reasons: ["1.txt is empty"], reopen: ["1"] })
        .tell({ type: "untick.ended", task: "1", outcome: "unticked", message: "" }),
      "1",
      [
        "a final review has sent it back",
        "Attempt 2 · 2026-01-31 12:00:13 UTC · told what came out, in a new session",
      ],
    ],
    [
      "what an attempt leaves for others",
      new Story(plan).open("1").tell({
        type: "attempt.ended",
        task: "1",
        attempt: 1,
        end: { kind: "finished" },
        usage: { input: 1, output: 0, reasoning: 0, cacheRead: 0, cacheWrite: 0, cost: 0 },
        wrote: [],
        notes: { learnings: ["await it"], decisions: ["scrypt"], issues: ["no revoking"] },
        open: [],
        asks: null,
      }),
      "1",
      ["learned: await it", "decided: scrypt", "left open: no revoking"],
    ],
    [
      "that its box could not be ticked",
      new Story(plan).open("1").finish("1").check("1", {}).tell({
        type: "tick.ended",
        task: "1",
        outcome: "lost",
        message: "the file no longer holds the task",
        notepad: "the notepads of the plan cannot be written (EACCES)",
      }),
      "1",
      [
        "its box cannot be ticked: the file no longer holds the task",
        "the notepads of the plan cannot be written (EACCES)",
      ],
    ],
    [
      "on what a judge's word rests",
      new Story(plan)
        .open("1")
        .finish("1")
        .check("1", { by: "judge", text: "It reads well.", reason: "it does", evidence: "1.txt:1" }),
      "1",
      ["✓ It reads well.", "judged: it does", "cites 1.txt:1"],
    ],
  ])("%s", (_, story, task, says) => {
    const lines = wordsOf(logOf(story, task, 80));
    const at = lines.indexOf(says[0] ?? "");
    expect(lines.slice(at).filter((line) => says.includes(line))).toEqual(says);
  });

  test("everything in so many columns, without anything that steers the terminal, and leaves nothing out", () => {
    const word = "0123456789".repeat(20);
    const story = new Story([taskOf("1")])
      .open("1")
      .finish("1")
      .check("1", {
        verdict: "fail",
        text: `漢字 \u202E${word} \u0007`,
        evidence: `echo ${word}\n\ttrue`,
        reason: word,
        output: `\u001B[1m${word}\u001B[0m\n\tindented\u0000\n\u001B]0;title\u0007end\n`,
      });
    for (const width of [40, 80, 120]) {
      const lines = logOf(story, "1", width);
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
      const all = wordsOf(lines).join("");
      expect(all).not.toMatch(/[\p{Cc}\u202E]/u);
      expect(all.replace(/\s/g, "").split(word)).toHaveLength(5);
      expect(lines).toContain("          │ end");
    }
  });
});

describe("omo plan logs", () => {
  const root = makeRepository({ "plans/q.md": "# Q\n" });
  const first = new Story(plan, { run: "20260101-000000-aaaa" }).fail("1").end().writeTo(root);
  new Story(plan, { run: "20260102-000000-bbbb" }).open("1").end().writeTo(root);
  new Story(plan, { run: "20260103-000000-cccc", file: "plans/q.md" }).end().writeTo(root);
  const logs = (...args: string[]) => omo(["plan", "logs", ...args], { cwd: root });

  test("tells of the latest run of the plan, or of the one that is named, and takes labels in any case", () => {
    expect(logs("plans/p.md", "1").stdout).toContain("run 20260102-000000-bbbb; times are UTC");
    const { code, stdout } = logs("plans/p.md", "1", "--run", first.run);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^✘ failed: 1 criterion not met, after advice too · 0 tokens$/m);
    expect(logs("plans/p.md", "f1").stdout).toBe(
      "F1. Write file F1\nplans/p.md, run 20260102-000000-bbbb; times are UTC\n\n· not started · 0 tokens\n",
    );
  });

  test.each([
    [["plans/p.md"], /missing argument TASK/],
    [["plans/p.md", "F9"], /^error: plans\/p\.md has no task F9; did you mean F1\?$/m],
    [["plans/p.md", "1", "--attempt", "0"], /^error: --attempt takes a number from 1, not "0"$/m],
    [["plans/p.md", "1", "--attempt", "x"], /^error: --attempt takes a number from 1, not "x"$/m],
    [["plans/p.md", "1", "--attempt", "9"], /^error: task 1 has no attempt 9 in run 20260102-000000-bbbb$/m],
    [
      ["plans/p.md", "1", "--run", "20260101-000000-aaab"],
      /^error: there is no run 20260101-000000-aaab; did you mean 20260101-000000-aaaa\?\n {2}`omo plan runs`/m,
    ],
    [["plans/p.md", "1", "--run", "../../plans"], /^error: there is no run \.\.\/\.\.\/plans/m],
    [
      ["plans/p.md", "1", "--run", "20260103-000000-cccc"],
      /^error: run 20260103-000000-cccc is of plans\/q\.md, not of plans\/p\.md$/m,
    ],
    [["plans/x.md", "1"], /^error: plans\/x\.md: no such file, and no run of it$/m],
    [["plans/p.md", "1", "-x"], /unknown option -x/],
    [["plans/p.md", "1", "-follow"], /unknown option/],
  ])("%j is refused", (args, says) => {
    const { code, stdout, stderr } = logs(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(says);
  });

  test("--follow goes on while the task does, past the end of others, and ends with the run", async () => {
    const live = makeRepository();
    const story = new Story(plan).open("1").writeTo(live);
    const lock = lockPlan(live, story.file, story.run);
    const env = { PATH: process.env.PATH ?? "", HOME: "/nowhere" };
    const following = startOmo(["plan", "logs", "plans/p.md", "2", "--follow"], { cwd: live, env });
    await following.printed(/times are UTC/);
    story.finish("1").check("1", {}).tick("1").open("2");
    await following.printed(/session ses-2: worker/);
    story.interrupt();
    lock.release();
    const end = await following.ended;
    expect(end.code, end.stderr).toBe(0);
    expect(end.stdout).toMatch(/the run is interrupted \(SIGINT\)\n\n· cut off · 0 tokens\n$/);
  });
});
