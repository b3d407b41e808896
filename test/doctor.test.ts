import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startOmo } from "../harness/omo.ts";
import { createSandbox, type Sandbox } from "../harness/sandbox.ts";
import { type ScriptedModel, startScriptedModel } from "../harness/scripted-model.ts";
import { me } from "./holders.ts";
import { makeFolder, omo } from "./omo.ts";

/* What the doctor finds in a home that is well, in homes that are not, and when it asks the models themselves. */

interface Finding {
  readonly subject: string;
  readonly status: string;
  readonly message: string;
  readonly help: string | null;
}

/** Examines a repository in a home with these files. */
function examine(files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const home = makeFolder({ "repo/": "", ...files });
  execFileSync("git", ["init", "--quiet"], { cwd: `${home}/repo` });
  const place = { cwd: `${home}/repo`, env: { HOME: home, XDG_CONFIG_HOME: "", XDG_DATA_HOME: "", ...env } };
  const { code, stdout, stderr } = omo(["doctor", "--json"], place);
  const { version, findings } = JSON.parse(stdout) as { version: number; findings: Finding[] };
  const about = (subject: string) => findings.filter((finding) => finding.subject === subject);
  return { code, stderr, version, findings, about };
}

describe("omo doctor", () => {
  test("finds a home well that is", () => {
    const { code, findings, about } = examine({
      ".config/opencode/opencode.json": '{ "provider": { "mine": {} } }',
      ".local/share/opencode/auth.json": '{ "anthropic": { "type": "api", "key": "secret-key" } }',
      "repo/.omo/omo.jsonc": "{}",
    });
    expect(findings.filter(({ status }) => status !== "ok")).toEqual([]);
    expect(code).toBe(0);
    expect(about("providers")[0]?.message).toBe("anthropic, mine (not asked: --probe does)");
    expect(JSON.stringify(findings)).not.toContain("secret-key");
    expect(about("opencode")[0]?.message).toMatch(/^\d+\.\d+\.\d+ \(/);
  });

  test("tells of every mistake in a configuration with its line", () => {
    const { code, about } = examine({
      "repo/.omo/omo.jsonc": '{\n  "categoris": {},\n  "plugins": ["x"],\n}',
      ".config/omo/omo.jsonc": '{\n  "runtime_fallback": 3,\n}',
    });
    expect(code).toBe(1);
    expect(about("config")).toEqual([
      expect.objectContaining({
        status: "error",
        message: expect.stringMatching(
          /^~\/\.config\/omo\/omo\.jsonc:2: `runtime_fallback` must be .*OMO903/,
        ),
      }),
      expect.objectContaining({
        status: "error",
        message: expect.stringMatching(/^\.omo\/omo\.jsonc:2: .*`categoris`.*OMO902/),
        help: "did you mean `categories`?",
      }),
    ]);
  });

  test.each([
    {
      name: "no opencode",
      env: { OPENCODE_BIN: "/nowhere/opencode" },
      subject: "opencode",
      finding: { status: "error", message: expect.stringContaining("/nowhere/opencode") },
      code: 1,
    },
    {
      name: "no provider",
      env: {},
      subject: "providers",
      finding: { status: "warning", help: expect.stringContaining("opencode auth login") },
      code: 0,
    },
    {
      name: "a key in the environment",
      env: { ANTHROPIC_API_KEY: "secret-key" },
      subject: "providers",
      finding: { status: "ok", message: "anthropic (not asked: --probe does)" },
      code: 0,
    },
  ])("$name", ({ env, subject, finding, code }) => {
    const { about, ...examined } = examine({}, env as Record<string, string>);
    expect(about(subject)).toEqual([expect.objectContaining(finding)]);
    expect(examined.code).toBe(code);
  });

  test("a skill that cannot be read", () => {
    const { code, about } = examine({ "repo/.agents/skills/broken/SKILL.md": "---\nname: [\n---\nText.\n" });
    expect(code).toBe(0);
    expect(about("skills")).toEqual([
      expect.objectContaining({ status: "ok", message: "4 skills, 1 of them yours" }),
      expect.objectContaining({
        status: "warning",
        message: expect.stringMatching(/^\.agents\/skills\/broken\/SKILL\.md: its head is no YAML/),
      }),
    ]);
  });

  test("the lock of a process that is gone, and a worktree whose folder is", () => {
    const home = makeFolder({ "repo/a.txt": "a" });
    const cwd = `${home}/repo`;
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.invalid", ...args], {
        cwd,
        stdio: "ignore",
      });
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "--message", "x");
    git("worktree", "add", "--quiet", "-b", "omo/p/1/1", `${home}/kept`);
    git("worktree", "add", "--quiet", `${home}/gone`);
    execFileSync("rm", ["-r", `${home}/gone`]);
    const locks = `${cwd}/.omo/runs/locks`;
    mkdirSync(`${locks}/0123456789abcdef`, { recursive: true });
    const holder = { ...me(), pid: 4_000_000, purpose: "r-1" };
    writeFileSync(`${locks}/0123456789abcdef/x`, JSON.stringify(holder));
    const { stdout, code } = omo(["doctor", "--json"], { cwd, env: { HOME: home } });
    const findings: Finding[] = JSON.parse(stdout).findings;
    expect(code).toBe(0);
    const told = findings.filter(({ subject }) => subject === "locks" || subject === "worktrees");
    expect(told.map(({ status, message }) => `${status} ${message}`).sort()).toEqual([
      "warning .omo/runs/locks/0123456789abcdef is of run r-1, whose process 4000000 is gone",
      `warning ${home}/gone is gone`,
      `warning ${home}/kept holds the branch omo/p/1/1`,
    ]);
  });

  test("a lock that cannot be read", () => {
    const { code, about } = examine({ "repo/.omo/runs/locks": "no folder" });
    expect(code).toBe(0);
    expect(about("locks")).toEqual([
      expect.objectContaining({
        status: "warning",
        message: expect.stringMatching(/^cannot read .*\.omo\/runs\/locks: ENOTDIR/),
        help: "a file stands where a directory should be: move it away",
      }),
    ]);
  });

  test("says it to people, each finding with what to do below it", () => {
    const home = makeFolder({ "repo/.git/": "" });
    const { stdout } = omo(["doctor"], { cwd: `${home}/repo`, env: { HOME: home } });
    expect(stdout).toMatch(/^✔ node +\d/);
    expect(stdout).toMatch(/\n! providers +none found.*\n +→ log in with `opencode auth login`/);
  });

  test("works outside of a repository, and where nothing can be written", () => {
    const home = makeFolder({ "here/": "" });
    chmodSync(`${home}/here`, 0o555);
    const { code, stderr } = omo(["doctor"], { cwd: `${home}/here`, env: { HOME: home } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});

describe("omo doctor --probe", () => {
  let model: ScriptedModel;
  let sandbox: Sandbox;
  beforeAll(async () => {
    model = await startScriptedModel((turn) =>
      turn.model === "deep" ? { status: 401, error: "no such key" } : { text: "OK" },
    );
    sandbox = await createSandbox({ modelUrl: model.url });
  });
  afterAll(async () => {
    await model.close();
    await sandbox.remove();
  });

  test("asks each model that a run would begin with, once", async () => {
    const cwd = await sandbox.createRepository({
      ".omo/omo.jsonc": '{ "categories": { "deep": { "model": "fake/deep" } } }',
    });
    const { code, stdout } = await startOmo(["doctor", "--probe", "--json"], { cwd, env: sandbox.env }).ended;
    const findings: Finding[] = JSON.parse(stdout).findings;
    expect(findings.filter(({ subject }) => subject === "providers" || subject === "model")).toEqual([
      expect.objectContaining({ status: "ok", message: "1 provider with models: fake (2)" }),
      expect.objectContaining({
        status: "ok",
        message: expect.stringMatching(/^opencode's default model answered in .* tokens\)$/),
      }),
      expect.objectContaining({
        status: "error",
        message: expect.stringMatching(/^fake\/deep: no such key/),
        help: "log in again with `opencode auth login`",
      }),
    ]);
    expect(model.requests.map((request) => request.model).sort()).toEqual(["deep", "quick"]);
    expect(code).toBe(1);
  });
});
