import { describe, expect, test } from "vitest";
import { processContext } from "../src/cli/context.ts";
import { run } from "../src/cli/explain-task.ts";
import { lockPlan } from "../src/run/lock.ts";
import { omo } from "./omo.ts";
import { makeRepository, Story, taskOf } from "./recorded.ts";
import { planOf } from "./run/support.ts";

/* `omo plan explain` over journals made by hand, and where there is none. */

const plan = [taskOf("1"), taskOf("2", ["1"]), taskOf("3", ["2"]), taskOf("4")];
const one = (limits = {}) => new Story(plan, { limits: { maxParallel: 1, ...limits } });
const heading = (story: Story, standing: string) => `plans/p.md, run ${story.run}, ${standing}`;

const here = processContext();

/** What is said of a task, line by line; `live` where a process works on the run. */
async function explain(story: Story, task: string, live = false): Promise<string[]> {
  const root = makeRepository();
  story.writeTo(root);
  const lock = live ? lockPlan(root, story.file, story.run) : null;
  let printed = "";
  const output = {
    write: (text: string) => {
      printed += text;
    },
    isTTY: false,
    columns: undefined,
  };
  const context = { ...here, cwd: root, env: {}, stdout: output, stderr: output };
  const code = await run({ file: "plans/p.md", task }, context);
  lock?.release();
  expect(code, printed).toBe(0);
  return printed.trimEnd().split("\n");
}

describe("omo plan explain", () => {
  test("follows what waits for what to where it begins", async () => {
    const story = one().fail("1");
    expect(await explain(story, "3", true)).toEqual([
      heading(story, "running"),
      "– 3. Write file 3",
      "  It waits for 2, which waits for 1.",
      "    1. Write file 1 has failed: 1 criterion not met, after advice too.",
      "      ✗ `test -f 1.txt` exits 0 (exited 1, expected 0)",
      `      Its failures are written up in .omo/runs/${story.run}/failures/1.md.`,
      '      `omo plan retry plans/p.md 1 --with "advice"` has it tried again.',
    ]);
  });

  test.each<[string, Story, string, string[]]>([
    [
      "what is done and by what proof",
      one().pass("1").end(),
      "1",
      ["  It is done: its criteria hold, attempt 1.", "    ✓ `test -f 1.txt` exits 0 (exited 0)"],
    ],
    [
      "a box that was ticked before",
      new Story([taskOf("1", [], { claimed: "user" })]).end(),
      "1",
      ["  It is done: its box was ticked before the run began."],
    ],
    [
      "a person's word",
      one().open("1").break("1", "provider", "auth").say("approve", "1").tick("1").end(),
      "1",
      ["  It is done: a person has said so."],
    ],
    [
      "what an earlier run has proved",
      new Story([taskOf("1", [], { claimed: "proof" })]).end(),
      "1",
      ["  It is done: an earlier run has proved it."],
    ],
    [
      "a review that has approved",
      new Story([taskOf("F1", [], { final: true })])
        .open("F1")
        .review("F1", { verdict: "APPROVE", reasons: ["all there"], reopen: [] })
        .tick("F1")
        .end(),
      "F1",
      ["  It is done: its review has approved, attempt 1.", "    - all there"],
    ],
    [
      "criteria that a person has waived",
      one().say("waive", "1", "taste", 1).pass("1").end(),
      "1",
      [
        "  It is done: its criteria hold, attempt 1.",
        "    ✓ `test -f 1.txt` exits 0 (exited 0)",
        "    ~ criterion 2 was waived by a person: taste",
      ],
    ],
    [
      "what waits for a person",
      one()
        .open("1")
        .finish("1")
        .check("1", { verdict: "unsure", by: "judge", text: "It reads well.", reason: "who knows" })
        .check("1", { verdict: "unsure", by: "judge", text: "It reads well.", reason: "who knows" })
        .end(),
      "1",
      [
        "  It waits for a person: no verdict on 1 criterion.",
        "    ? It reads well. (judged: who knows)",
        "    `omo plan approve plans/p.md 1` says that it is done; `retry`, `waive` and `reject` are the",
        "    other answers.",
      ],
    ],
    [
      "what its author has set aside",
      new Story([taskOf("1", [], { claimed: "set-aside" })]).end(),
      "1",
      ["  It is set aside in the plan, `[~]`.", "    Empty its box and run anew, or tick it."],
    ],
    [
      "what is left out",
      new Story([taskOf("1", [], { claimed: "skipped" })]).end(),
      "1",
      ["  It is left out of this run.", "    `omo plan retry plans/p.md 1` takes it in."],
    ],
    [
      "what was called off",
      one().say("cancel", "4").end(),
      "4",
      ["  It was called off by a person.", "    `omo plan retry plans/p.md 4` takes it up again."],
    ],
    [
      "a pause",
      one().say("pause").pass("1").end(),
      "4",
      [
        "  The run is paused; `omo plan resume plans/p.md` lets it go on.",
        "  The run has ended; `omo plan run plans/p.md --resume` goes on.",
      ],
    ],
    [
      "a budget that is spent",
      one({ budget: { time: null, tokens: 5, money: null, hard: false } })
        .pass("1", { input: 5 })
        .end(),
      "2",
      [
        "  The run's budget of tokens is spent; --resume with a larger one goes on.",
        "  The run has ended; `omo plan run plans/p.md --resume` goes on.",
      ],
    ],
    [
      "that nothing starts after a failure",
      one({ keepGoing: false }).fail("1").end(),
      "4",
      [
        "  The run starts nothing more since 1 failed (--no-keep-going).",
        "  The run has ended; `omo plan run plans/p.md --resume` goes on.",
      ],
    ],
    [
      "a run that was interrupted",
      one().open("1").interrupt(),
      "1",
      [
        "  It was running when the run ended.",
        "  The run was interrupted; `omo plan run plans/p.md --resume` goes on.",
      ],
    ],
  ])("tells %s", async (_, story, task, says) => {
    expect((await explain(story, task)).slice(2)).toEqual(says);
  });

  test("tells until when a provider is waited for, and why", async () => {
    const story = one();
    story.now = Date.now();
    const [, , waits, fault] = await explain(story.open("1").break("1", "provider", "rate-limit"), "1", true);
    expect(waits).toMatch(/^ {2}It waits for its provider until 20.* UTC, in [\d.]+ s\.$/);
    expect(fault).toBe("    rate-limit: it said so");
  });

  test("of many that hold it up tells of some", async () => {
    const many = Array.from({ length: 8 }, (_, i) => taskOf(`${i + 1}`));
    const story = new Story(
      [
        ...many,
        taskOf(
          "F1",
          many.map(({ id }) => id),
          { final: true },
        ),
      ],
      { limits: { maxParallel: 8 } },
    );
    const lines = await explain(story, "f1", true);
    expect(lines.filter((line) => line.startsWith("  It waits for"))).toHaveLength(5);
    expect(lines.at(-1)).toBe("  And for 3 more tasks that are not done.");
  });

  test.each([
    { args: ["plans/p.md"], says: "missing argument TASK" },
    { args: ["plans/p.md", "9"], says: "error: plans/p.md has no task 9" },
    { args: ["plans/x.md", "1"], says: "error: plans/x.md: no such file" },
  ])("$args is refused", ({ args, says }) => {
    const root = makeRepository();
    new Story(plan).end().writeTo(root);
    const { code, stdout, stderr } = omo(["plan", "explain", ...args], { cwd: root });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(says);
  });
});

describe("where the plan has not been run", () => {
  const text = planOf([
    { label: "1" },
    { label: "2", after: ["1"] },
    { label: "3" },
    { label: "4" },
    { label: "5" },
  ]);
  const intro = "plans/p.md has not been run; a new run would begin so:";
  const root = makeRepository({
    "plans/p.md": text.replace("- [ ] 4.", "- [x] 4.").replace("- [ ] 5.", "- [~] 5."),
    ".omo/omo.jsonc": '{ "background_task": { "defaultConcurrency": 1 } }',
    "plans/q.md": text.replace("**Blocked By**: 1", "**Blocked By**: 9"),
  });
  const ask = (...args: string[]) => omo(["plan", "explain", ...args], { cwd: root });

  test.each([
    ["1", "·", ["  It would start at once."]],
    ["2", "·", ["  It would wait for 1.", "    1. Write file 1 would start at once."]],
    [
      "3",
      "·",
      [
        "  It would wait for a place: the only one goes to 1.",
        "    `--max-parallel` says how many there are.",
      ],
    ],
    ["4", "✔", ["  It is done: its box is ticked."]],
    ["5", "?", ["  It is set aside in the plan, `[~]`.", "    Empty its box and run anew, or tick it."]],
  ])("tells what a new run would do about task %s", (task, mark, says) => {
    const { code, stdout, stderr } = ask("plans/p.md", task);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.trimEnd().split("\n")).toEqual([intro, `${mark} ${task}. Write file ${task}`, ...says]);
  });

  test("tells what keeps the plan from being run", () => {
    const { code, stdout } = ask("plans/q.md", "1");
    expect(code).toBe(0);
    expect(stdout).toContain("A run refuses it as it stands, for 1 error: see `omo plan lint plans/q.md`.");
    const broken = makeRepository({ "plans/p.md": text, ".omo/omo.jsonc": '{ "categories": 3 }' });
    expect(omo(["plan", "explain", "plans/p.md", "1"], { cwd: broken }).stdout).toContain(
      "A run refuses the configuration as it stands: see `omo doctor`.",
    );
  });

  test.each([
    { args: ["plans/p.md", "9"], says: /^error: plans\/p\.md has no task 9/ },
    { args: ["plans/x.md", "1"], says: /^error: plans\/x\.md: no such file/ },
  ])("$args is refused", ({ args, says }) => {
    const { code, stdout, stderr } = ask(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(says);
  });
});
