import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { program } from "../../harness/omo.ts";
import { hasTerminals, openTerminal } from "../../harness/terminal.ts";
import { until } from "../../harness/until.ts";
import { runPaths } from "../../src/run/paths.ts";
import { runIds } from "../../src/run/runs.ts";
import { eventsOf, only, planOf, type Stage, setStage, ticked, write } from "./support.ts";

/** Nothing that a plan says is done before a person has said that it may. */
describe("a plan that nobody has trusted", () => {
  let stage: Stage;
  let count = 0;
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  beforeAll(async () => {
    stage = await setStage({
      3: async ({ step }) => {
        if (step === 0) return write("3.txt", "done\n");
        await released;
        return { text: "done" };
      },
    });
  });
  afterAll(async () => {
    release();
    await stage.strike();
  });

  const plan = planOf([{ label: "1" }]);
  const repository = (text = plan) =>
    stage.sandbox.createRepository({ "plans/p.md": text }, `repo-${count++}`);
  /** Each test has its own home, and trusts what it says alone. */
  const omo = (cwd: string, ...args: string[]) =>
    stage.omo(cwd, ["plan", ...args], { OMO_TRUST: "", XDG_STATE_HOME: `${cwd}.state` });
  const edit = (cwd: string, change: (text: string) => string) => {
    const file = join(cwd, "plans/p.md");
    writeFileSync(file, change(readFileSync(file, "utf8")));
  };

  test("is shown and refused where nobody can be asked, and run by its hash", async () => {
    const cwd = await repository();
    const refused = await omo(cwd, "run", "plans/p.md").ended;
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /^plans\/p\.md can make omo run 1 command with your rights:\n\nTask 1\n {2}\$ test -f 1\.txt\n/,
    );
    const [, hash = ""] =
      /^error: plans\/p\.md is not trusted yet, and nobody can be asked\n.*--trust ([0-9a-f]{64})$/m.exec(
        refused.stderr,
      ) ?? [];
    expect(existsSync(join(cwd, ".omo"))).toBe(false);
    const asProgram = await omo(cwd, "run", "--json", "plans/p.md").ended;
    expect([asProgram.code, asProgram.stdout]).toEqual([2, ""]);
    const other = hash.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
    expect((await omo(cwd, "run", "plans/p.md", "--trust", other).ended).code).toBe(2);
    const end = await omo(cwd, "run", "plans/p.md", "--trust", `${other},${hash}`).ended;
    expect(end.code, end.stderr).toBe(0);
    expect(ticked(cwd)).toEqual(["1"]);
    // Said of one run, and kept for none.
    expect((await omo(cwd, "trusted").ended).stdout).toBe("no plan is trusted\n");
  });

  test("is asked about once, and again when a command or a sentence is another", async () => {
    const cwd = await repository(planOf([{ label: "1" }, { label: "2" }]));
    expect((await omo(cwd, "trust", "plans/p.md").ended).stdout).toMatch(
      /\nplans\/p\.md is trusted, until it changes in more than ticks\n$/,
    );
    expect((await omo(cwd, "run", "plans/p.md", "--only", "1").ended).code).toBe(0);
    expect(ticked(cwd)).toEqual(["1"]);
    expect((await omo(cwd, "run", "plans/p.md", "--only", "2").ended).code).toBe(0);
    for (const [from, to] of [
      ["test -f 2.txt", "test -f 1.txt"],
      ["Write 2.txt", "Send 2.txt"],
    ] as const) {
      edit(cwd, (text) => text.replace(from, to).replace("[x] 2.", "[ ] 2."));
      const end = await omo(cwd, "run", "plans/p.md").ended;
      expect([end.code, end.stdout]).toEqual([2, ""]);
      expect(end.stderr).toContain("plans/p.md is not trusted yet");
    }
  });

  test("is asked about before the first of several begins", async () => {
    const files = { "plans/p.md": plan, "plans/q.md": planOf([{ label: "2" }]) };
    const cwd = await stage.sandbox.createRepository(files, `repo-${count++}`);
    await omo(cwd, "trust", "plans/p.md").ended;
    const end = await omo(cwd, "run", "plans/p.md", "plans/q.md").ended;
    expect([end.code, end.stdout]).toEqual([2, ""]);
    expect(end.stderr).toContain("plans/q.md is not trusted yet");
    expect(existsSync(join(cwd, ".omo"))).toBe(false);
  });

  test("is no longer trusted once that was taken back, by name or by hash", async () => {
    const cwd = await repository();
    await omo(cwd, "trust", "plans/p.md").ended;
    const [line = ""] = (await omo(cwd, "trusted").ended).stdout.split("\n");
    expect(line).toMatch(/^[0-9a-f]{64} {2}\d{4}-\d\d-\d\dT\d\d:\d\dZ {2}\/.*\/plans\/p\.md$/);
    expect((await omo(cwd, "untrust", line.slice(0, 64)).ended).code).toBe(0);
    expect((await omo(cwd, "run", "plans/p.md").ended).code).toBe(2);
    const end = await omo(cwd, "untrust", "plans/p.md").ended;
    expect([end.code, end.stderr]).toEqual([
      2,
      "error: plans/p.md is not trusted as it is\n  `omo plan trusted` lists what is\n",
    ]);
  });

  test("is not trusted on the word of a repository", async () => {
    const cwd = await repository();
    await omo(cwd, "trust", "plans/p.md").ended;
    const hash = (await omo(cwd, "trusted").ended).stdout.slice(0, 64);
    await omo(cwd, "untrust", hash).ended;
    const files = { ".omo/omo.jsonc": '{ "trust": "all" }', ".omo/trust": hash, ".env": "OMO_TRUST=all\n" };
    const other = await stage.sandbox.createRepository({ "plans/p.md": plan, ...files }, `repo-${count++}`);
    expect((await omo(other, "run", "plans/p.md").ended).code).toBe(2);
  });

  test("is not run by way of a run that came with the repository", async () => {
    const cwd = await repository(planOf([{ label: "1", criteria: ["`test -f nowhere.txt` exits 0"] }]));
    const args = ["run", "plans/p.md", "--trust-all", "--max-attempts", "1"];
    expect((await omo(cwd, ...args).ended).code).toBe(1);
    edit(cwd, () => plan);
    await omo(cwd, "trust", "plans/p.md").ended;
    const end = await omo(cwd, "run", "plans/p.md", "--resume").ended;
    expect(end.code).toBe(2);
    expect(end.stdout).not.toContain("resumes as");
    const { snapshot } = runPaths(cwd, runIds(cwd)[0] ?? "");
    expect(end.stderr).toContain(`error: ${snapshot}, which the run goes by, is not trusted\n`);
    const [, hash = ""] = /--resume --trust ([0-9a-f]{64});/.exec(end.stderr) ?? [];
    expect((await omo(cwd, "run", "plans/p.md", "--resume", "--trust", hash).ended).code).toBe(1);
  });

  test("becomes none by an edit while it runs: what is new waits until it is trusted", async () => {
    const cwd = await repository(planOf([{ label: "3" }, { label: "2", after: ["3"] }]));
    await omo(cwd, "trust", "plans/p.md").ended;
    const run = omo(cwd, "run", "plans/p.md");
    await until("the first task is worked on", () => existsSync(join(cwd, "3.txt")));
    edit(cwd, (text) => text.replace("`test -f 2.txt`", "`test -s 2.txt`"));
    const edits = () => only(eventsOf(cwd), "plan.edited");
    await until("the edit is seen", () => edits().length === 1);
    expect(edits()[0]).toMatchObject({ changes: [], problem: expect.stringContaining("omo plan trust") });
    await omo(cwd, "trust", "plans/p.md").ended;
    await until("it counts", () => edits().length === 2);
    expect(edits()[1]).toMatchObject({ problem: null, changes: [{ task: "2", kind: "changed" }] });
    release();
    expect((await run.ended).code).toBe(0);
    const checked = only(eventsOf(cwd), "criterion.checked").filter(({ task }) => task === "2");
    expect(checked.map(({ result }) => result.evidence)).toEqual(["test -s 2.txt"]);
  });

  test.skipIf(!hasTerminals)("is asked about on a terminal, and a no is no", async () => {
    const cwd = await repository();
    const terminal = openTerminal([process.execPath, program, "plan", "run", "plans/p.md"], {
      cwd,
      env: { ...stage.sandbox.env, OMO_TRUST: "", XDG_STATE_HOME: `${cwd}.state` },
      columns: 100,
      rows: 40,
    });
    try {
      await terminal.shows(/Run it, now and until it changes\? \[y\/N\]/);
      terminal.press("n", "Enter");
      await terminal.shows(/error: plans\/p\.md is not run: you do not trust it/);
      expect(existsSync(join(cwd, ".omo"))).toBe(false);
    } finally {
      terminal.close();
    }
    const again = openTerminal([process.execPath, program, "plan", "run", "--plain", "plans/p.md"], {
      cwd,
      env: { ...stage.sandbox.env, OMO_TRUST: "", XDG_STATE_HOME: `${cwd}.state` },
      columns: 100,
      rows: 40,
    });
    try {
      await again.shows(/\[y\/N\]/);
      again.press("y", "Enter");
      await until("the run has ended", () => ticked(cwd).length === 1);
    } finally {
      again.close();
    }
    expect((await omo(cwd, "trusted").ended).stdout).toContain("/plans/p.md");
  });
});
