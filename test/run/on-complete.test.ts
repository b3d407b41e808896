import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { processContext } from "../../src/cli/context.ts";
import { type EndedRun, runOnComplete } from "../../src/cli/on-complete.ts";
import { findMarked } from "../../src/host/process-tree.ts";
import { runJson } from "../../src/report/run-schema.ts";
import { runPaths } from "../../src/run/paths.ts";
import { runIds } from "../../src/run/runs.ts";
import { makeRepository, Story, taskOf } from "../recorded.ts";
import { assignmentOf, planOf, type Stage, setStage, write as writeFile } from "./support.ts";

/* `omo plan run --on-complete`: what the command is given, when it is run, and how it is ended. */
describe("the command of a real run", () => {
  let stage: Stage;
  let cwd: string;
  const run = (...args: string[]) => stage.omo(cwd, ["plan", "run", ...args]);
  /** What the command was given, each time. */
  const summaries = () =>
    readFileSync(join(cwd, "summaries"), "utf8")
      .trim()
      .split("\n")
      .map((line) => runJson.parse(JSON.parse(line)));

  beforeAll(async () => {
    stage = await setStage({
      2: (turn) => (turn.step === 0 ? writeFile("2.txt", "done\n") : { hang: true }),
      3: (turn) => (turn.step === 0 ? writeFile("3.txt", "done\n") : { text: "done" }),
    });
    cwd = await stage.sandbox.createRepository({
      "plans/p.md": planOf([{ label: "1" }]),
      "plans/q.md": planOf([{ label: "3" }]),
      "plans/hanging.md": planOf([{ label: "2" }]),
      "plans/done.md": planOf([{ label: "1" }]).replace("- [ ] 1.", "- [x] 1."),
      "plans/broken.md": planOf([{ label: "1", after: ["9"] }]),
      "below/README.md": "",
    });
  });
  afterAll(() => stage.strike());

  test("is given each run as it ended, in the git root, and changes nothing of how it exits", async () => {
    const command = 'cat >> summaries; echo "in $(pwd) of $HOME"; exit 7';
    const end = await stage.omo(join(cwd, "below"), [
      ...["plan", "run", "../plans/p.md", "../plans/q.md", "--on-complete", command],
    ]).ended;
    expect(end.code, end.stdout + end.stderr).toBe(0);
    const told = `in ${cwd} of ${stage.sandbox.env.HOME}\nerror: --on-complete: the command exited with 7\n`;
    expect(end.stderr).toBe(told + told);
    expect(summaries().map(({ plan, outcome, exitCode, tasks }) => [plan, outcome, exitCode, tasks])).toEqual(
      [
        [
          "plans/p.md",
          "done",
          0,
          [expect.objectContaining({ id: "1", state: "done", attempts: 1, tokens: 240 })],
        ],
        ["plans/q.md", "done", 0, [expect.objectContaining({ id: "3", state: "done", attempts: 1 })]],
      ],
    );
    const [last] = runIds(cwd);
    expect(summaries().at(-1)?.run).toBe(last);
  });

  test("is run after an interruption too, and ended by the next Ctrl-C with all that it has started", async () => {
    const command = "cat >> summaries; setsid sleep 600 & echo begun; wait";
    const live = run("plans/hanging.md", "--on-complete", command);
    await stage.model.received((turn) => assignmentOf(turn).label === "2" && turn.step === 1);
    live.child.kill("SIGINT");
    await live.printed(/^begun$/m);
    const [id = ""] = runIds(cwd);
    expect(findMarked("OMO_ON_COMPLETE", id).length).toBeGreaterThan(0);
    live.child.kill("SIGINT");
    const end = await live.ended;
    expect(end.code, end.stdout + end.stderr).toBe(130);
    expect(end.stderr).toMatch(/^error: --on-complete: the command was ended \(SIGINT\)$/m);
    expect(findMarked("OMO_ON_COMPLETE", id)).toEqual([]);
    expect(summaries().at(-1)).toMatchObject({
      plan: "plans/hanging.md",
      state: "interrupted",
      outcome: "interrupted",
      exitCode: 130,
    });
  });

  test.each([
    { args: ["plans/done.md"], code: 0 },
    { args: ["plans/broken.md"], code: 1 },
    { args: ["plans/p.md", "--dry-run"], code: 0 },
    { args: ["plans/x.md"], code: 2 },
  ])("is not run where there was no run: $args", async ({ args, code }) => {
    const end = await run(...args, "--on-complete", "echo told").ended;
    expect(end.code).toBe(code);
    expect(end.stdout + end.stderr).not.toContain("told");
  });

  test("must be one", async () => {
    const end = await run("plans/p.md", "--on-complete", " ").ended;
    expect(end.code).toBe(2);
    expect(end.stderr).toBe("error: --on-complete takes a command\n");
  });
});

describe("the command", () => {
  const here = processContext();

  /** Runs it for a run that is recorded, and gives back what is told. */
  async function complete(
    command: string,
    changes: { env?: object; patience?: number; gone?: boolean } = {},
  ) {
    const root = makeRepository();
    const story = new Story([taskOf("1")], { run: `20260131-120000-${process.hrtime.bigint()}` });
    story.pass("1").end().writeTo(root);
    if (changes.gone) rmSync(runPaths(root, story.run).directory, { recursive: true });
    let told = "";
    const write = (text: string) => {
      told += text;
    };
    const stderr = { write, isTTY: false, columns: undefined };
    const ended: EndedRun = { root, run: story.run, exitCode: 0 };
    const context = { ...here, stderr, env: { ...process.env, ...changes.env } };
    await runOnComplete(command, ended, context, changes.patience);
    return { told, left: findMarked("OMO_ON_COMPLETE", story.run) };
  }

  test.each<[string, Parameters<typeof complete>, string]>([
    ["that does well", ["cat > /dev/null"], ""],
    ["that does not read what it is given", ["true"], ""],
    ["that fails", ["exit 3"], "error: --on-complete: the command exited with 3\n"],
    ["that is killed", ["kill -9 $$"], "error: --on-complete: the command was ended by SIGKILL\n"],
    [
      "that takes too long",
      ["setsid sleep 600 & sleep 600", { patience: 300 }],
      "error: --on-complete: the command was ended: it was not done after 0.3 s\n",
    ],
    [
      "for which there is no bash",
      ["true", { env: { PATH: "/nowhere" } }],
      "error: --on-complete: bash could not be started: spawn bash ENOENT\n",
    ],
    [
      "of a run whose journal is gone",
      ["echo no", { gone: true }],
      "error: --on-complete: the command is not run, since the run's journal is gone\n",
    ],
  ])("%s leaves nothing behind, and what went wrong is told", async (_, call, says) => {
    const { told, left } = await complete(...call);
    expect(told).toBe(says);
    expect(left).toEqual([]);
  });
});
