import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OmoEnd } from "../../harness/omo.ts";
import { runIds } from "../../src/run/runs.ts";
import { planOf, type Stage, setStage, write } from "./support.ts";

/* `omo plan logs` over a real run, whose one task fails twice in the same way and then takes advice. */
describe("the log of a task", () => {
  let stage: Stage;
  let cwd: string;
  let run: string;
  let followed: OmoEnd;
  const logs = (...args: string[]) => stage.omo(cwd, ["plan", "logs", "plans/p.md", ...args]).ended;

  beforeAll(async () => {
    let release = () => {};
    const isFollowed = new Promise<void>((resolve) => {
      release = resolve;
    });
    stage = await setStage({
      1: async (turn) => {
        if (turn.step > 0) return { text: "done" };
        await isFollowed;
        return write("1.txt", turn.prompt.includes("An adviser") ? "right\n" : "wrong\n");
      },
    });
    const criterion = "`printf '\\033[31mred\\033[0m 1\\r2\\n'; grep right 1.txt` exits 0";
    cwd = await stage.repository(planOf([{ label: "1", criteria: [criterion] }]));
    const live = stage.omo(cwd, ["plan", "run", "plans/p.md"]);
    await live.printed(/▶ 1\. Write file 1/);
    const following = stage.omo(cwd, ["plan", "logs", "plans/p.md", "1", "-f"]);
    await following.printed(/session ses_/);
    release();
    const end = await live.ended;
    expect(end.code, end.stdout + end.stderr).toBe(0);
    followed = await following.ended;
    run = runIds(cwd)[0] ?? "";
  });
  afterAll(() => stage.strike());

  test("tells of each attempt all that is known", async () => {
    const { code, stdout, stderr } = await logs("1");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const untimed = stdout
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, "MOMENT")
      .replace(/^\d\d:\d\d:\d\d/gm, "HH:MM:SS")
      .replace(/\d+\.\d s/g, "N s")
      .replace(/ses_\w+/g, "SESSION")
      .replace(/git show \w+/, "git show TREE")
      .replaceAll(run, "RUN");
    const criterion = (mark: string, exit: string, attempt: number, ...output: string[]) => [
      "HH:MM:SS  its criteria are put to the test",
      `HH:MM:SS  ${mark} \`printf '\\033[31mred\\033[0m 1\\r2\\n'; grep right 1.txt\` exits 0`,
      `          ${exit}, N s`,
      "          $ printf '\\033[31mred\\033[0m 1\\r2\\n'; grep right 1.txt",
      "          │ 2",
      ...output.map((line) => `          │ ${line}`),
      `          whole output: .omo/runs/RUN/checks/1-${attempt}-0.log`,
    ];
    const ended = ["HH:MM:SS  finished after N s: 240 tokens, $0.0012", "          wrote 1.txt"];
    const opened = [
      "HH:MM:SS  session SESSION: sisyphus-junior, the default model",
      "          agent sisyphus-junior; opencode's default",
    ];
    expect(untimed.split("\n")).toEqual([
      "1. Write file 1",
      "plans/p.md, run RUN; times are UTC",
      "",
      "Attempt 1 · MOMENT · from its brief",
      ...opened,
      ...ended,
      ...criterion("✗", "exited 1, expected 0", 1),
      "",
      "Attempt 2 · MOMENT · told what came out, in the same session",
      ...ended,
      ...criterion("✗", "exited 1, expected 0", 2),
      "HH:MM:SS  it has failed too often (1 criterion not met): it is stopped, and advice is asked for",
      "HH:MM:SS  stopped and taken back: took back 1.txt; `git show TREE:PATH` has them as they",
      "          were (120 tokens, $0.0006)",
      "          failures: .omo/runs/RUN/failures/1.md",
      "          advice: It can be done.",
      "          1. Do it.",
      "          effort: Quick",
      "",
      "Attempt 3 · MOMENT · in a new session, with advice",
      ...opened,
      ...ended,
      ...criterion("✓", "exited 0", 3, "right"),
      "HH:MM:SS  its box is ticked",
      "",
      "✔ done, attempt 3 · 840 tokens, $0.0042",
      "",
    ]);
    const [, path = ""] = /whole output: (.*1-3-0\.log)/.exec(stdout) ?? [];
    expect(readFileSync(join(cwd, path), "utf8")).toBe("\u001B[31mred\u001B[0m 1\r2\nright\n");
  });

  test("that is followed has the same lines, and ends by itself", async () => {
    expect(followed.code, followed.stderr).toBe(0);
    expect(followed.stdout).toBe((await logs("1")).stdout);
  });

  test("of one attempt has that attempt alone", async () => {
    const { code, stdout } = await logs("1", "--attempt", "2", "--run", run);
    expect(code).toBe(0);
    expect([...stdout.matchAll(/^Attempt (\d)/gm)].map(([, number]) => number)).toEqual(["2"]);
    expect(stdout).toContain("1-2-0.log");
    expect(stdout).not.toContain("1-1-0.log");
    expect(stdout).toContain("advice: It can be done.");
    expect(stdout).not.toContain("its box is ticked");
  });
});
