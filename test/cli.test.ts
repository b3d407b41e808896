import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, closeSync, cpSync, existsSync, openSync, readFileSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { program } from "../harness/omo.ts";
import { lintJson, planJson } from "../src/report/json-schema.ts";
import { makeFolder, omo } from "./omo.ts";

const good = `# Good

## TODOs

- [ ] 1. Say hello

  **Acceptance Criteria**:
  - [ ] \`node hello.js\` exits 0
`;
const warned = "# Warned\n\n## TODOs\n\n- [ ] 1. Say hello\n";
const broken = good.replace("  **Acc", "  **Blocked By**: 9\n\n  **Acc");
const notAPlan = "# Notes\n\n- [ ] Bread\n";

describe("omo", () => {
  test("--version is that of the package", () => {
    const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    expect(omo(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test.each([
    { args: ["--help"], says: ["USAGE omo", "plan", "--version"] },
    { args: ["help"], says: ["USAGE omo", "plan", "--version"] },
    { args: ["plan", "--help"], says: ["USAGE omo plan", "lint", "show", "graph", "new", "run", "status"] },
    { args: ["plan", "-h"], says: ["USAGE omo plan", "lint", "show", "graph", "new", "run", "status"] },
    {
      args: ["help", "plan", "lint"],
      says: [
        "USAGE omo plan lint",
        "[FILES…]",
        "--max-warnings",
        "--fix",
        "--no-cache",
        "--stdin-filename=<FILE>",
        "--format=<FORMAT>",
        "pretty, concise, json, sarif, github, agent (Default: pretty)\n",
      ],
    },
    { args: ["explain", "--help"], says: ["USAGE omo explain", "[CODE]"] },
    { args: ["help", "plan", "run"], says: ["USAGE omo plan run", "<FILES…>", "--dry-run", "--resume"] },
    {
      args: ["plan", "show", "a.md", "--help"],
      says: ["USAGE omo plan show", "<FILE>", "--json", "--brief"],
    },
  ])("$args explains itself", ({ args, says }) => {
    const { code, stdout, stderr } = omo(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const words of says) expect(stdout).toContain(words);
    expect(stdout).not.toContain("\u001B");
    expect(stdout).not.toMatch(/ $/m);
  });

  test.each([
    { args: [], says: "USAGE omo" },
    { args: ["plan"], says: "USAGE omo plan" },
    { args: ["pln"], says: "error: unknown command pln; did you mean plan? (see omo help)" },
    { args: ["plan", "lnit"], says: "error: unknown command lnit; did you mean lint? (see omo help plan)" },
    { args: ["plan", "frobnicate"], says: "error: unknown command frobnicate (" },
    { args: ["help", "plan", "nope"], says: "error: unknown command nope" },
    { args: ["help", "plan", "lint", "x"], says: "error: omo plan lint has no command x" },
    { args: ["--nope"], says: "error: unknown option --nope" },
    { args: ["plan", "lint", "--fromat", "json"], says: "unknown option --fromat; did you mean --format?" },
    { args: ["plan", "lint", "-q"], says: "unknown option -q" },
    { args: ["plan", "lint", "--no-format"], says: "unknown option --no-format" },
    { args: ["plan", "lint", "--format"], says: "--format needs a value" },
    { args: ["plan", "lint", "--format", "--json"], says: "--format needs a value" },
    {
      args: ["plan", "lint", "--format=jsn"],
      says: "--format takes pretty, concise, json, sarif, github, agent, not jsn; did you mean json?",
    },
    { args: ["plan", "lint", "--max-warnings", "few"], says: "--max-warnings takes a number" },
    { args: ["plan", "lint", "--max-warnings=-1"], says: "--max-warnings takes a number" },
    { args: ["plan", "lint", "--max-warnings="], says: "--max-warnings takes a number" },
    { args: ["plan", "lint", "--threads", "0"], says: "--threads takes a number, 1 or more" },
    { args: ["plan", "lint", "--unsafe-fixes"], says: "--unsafe-fixes goes with --fix or --diff" },
    { args: ["plan", "lint", "--quiet", "--info"], says: "leave one of them out" },
    { args: ["plan", "lint", "a.md", "--stdin-filename", "b.md"], says: "no files can be named beside it" },
    { args: ["plan", "lint", "--no-cache=yes"], says: "unknown option --no-cache" },
    { args: ["plan", "lint", "--no-fix"], says: "unknown option --no-fix" },
    { args: ["lint", "a.md"], says: "unknown command lint; did you mean omo plan lint?" },
    { args: ["plan", "show"], says: "missing argument FILE" },
    { args: ["plan", "show", "a.md", "b.md"], says: "too many arguments: only 1 is expected" },
    { args: ["plan", "show", "--json=yes", "a.md"], says: "--json takes no value" },
  ])("$args is refused", ({ args, says }) => {
    const { code, stdout, stderr } = omo(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(says);
    expect(stderr).not.toContain("    at ");
  });
});

describe("omo plan lint", () => {
  const folder = makeFolder({
    "good.md": good,
    "warned.md": warned,
    "broken.md": broken,
    "notes.md": notAPlan,
  });
  const lint = (...args: string[]) => omo(["plan", "lint", ...args], { cwd: folder });

  test.each([
    { args: ["good.md"], code: 0 },
    { args: ["warned.md"], code: 0 },
    { args: ["warned.md", "--max-warnings", "1"], code: 0 },
    { args: ["warned.md", "--max-warnings", "0"], code: 1 },
    { args: ["broken.md"], code: 1 },
    { args: ["notes.md"], code: 1 },
    { args: ["good.md", "gone.md"], code: 2 },
    { args: ["broken.md", "gone.md"], code: 2 },
  ])("$args exits with $code", ({ args, code }) => {
    expect(lint(...args).code).toBe(code);
  });

  test("says which limit was passed", () => {
    expect(lint("warned.md", "--max-warnings", "0").stderr).toBe(
      "error: 1 warning, and --max-warnings allows 0\n",
    );
  });

  test("lints what it can where one of several files is missing", () => {
    const { stdout, stderr } = lint("broken.md", "god.md");
    expect(stdout).toContain("OMO201");
    expect(stderr).toBe("error: god.md: no such file; did you mean good.md?\n");
  });

  test("prints a line a finding with --format concise", () => {
    expect(lint("broken.md", "good.md", "--format", "concise").stdout).toBe(
      "broken.md:7:19: error OMO201 unknown-dependency: task `1` waits for `9`, but there is no such task\n",
    );
  });

  test("prints JSON of its schema with --format json, problems included", () => {
    const { stdout } = lint("broken.md", "warned.md", "gone.md", "--format", "json");
    const { files, ...rest } = lintJson.parse(JSON.parse(stdout));
    expect(rest).toEqual({
      problems: ["gone.md: no such file; did you mean good.md?"],
      errors: 1,
      warnings: 1,
      silenced: 0,
    });
    expect(files.map(({ file }) => file)).toEqual(["broken.md", "warned.md"]);
    expect(files[0]?.diagnostics[0]).toMatchObject({
      code: "OMO201",
      line: 7,
      column: 19,
      endLine: 7,
      endColumn: 20,
    });
  });

  test("colours only for a terminal, or where it is told to", () => {
    const run = (env: Record<string, string>) =>
      omo(["plan", "lint", "broken.md"], { cwd: folder, env }).stdout;
    expect(run({})).not.toContain("\u001B");
    expect(run({ FORCE_COLOR: "1" })).toContain("\u001B[31m");
    expect(run({ FORCE_COLOR: "1", NO_COLOR: "1" })).not.toContain("\u001B");
  });
});

describe("omo plan lint without files", () => {
  const repository = {
    ".git/": "",
    "plans/one.md": warned,
    "plans/deep/er/two.md": good,
    "plans/notes.md": notAPlan,
    "plans/readme.txt": broken,
    ".omo/plans/three.md": good,
    ".sisyphus/plans/four.md": good,
    "docs/other.md": broken,
    "src/": "",
  };

  test("finds the plans of the repository, from any directory in it", () => {
    const folder = makeFolder(repository);
    const files = (cwd: string) =>
      lintJson
        .parse(JSON.parse(omo(["plan", "lint", "--format", "json"], { cwd }).stdout))
        .files.map(({ file }) => file);
    const all = [
      "plans/deep/er/two.md",
      "plans/notes.md",
      "plans/one.md",
      ".omo/plans/three.md",
      ".sisyphus/plans/four.md",
    ];
    expect(files(folder)).toEqual(all);
    expect(files(join(folder, "src"))).toEqual(all.map((file) => `../${file}`));
  });

  test("notes a file without work items on demand, which is no error there", () => {
    const cwd = makeFolder(repository);
    expect(omo(["plan", "lint"], { cwd }).stdout).not.toContain("OMO101");
    const { code, stdout } = omo(["plan", "lint", "--info"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("note[OMO101 no-tasks]: this file has no work items");
    expect(stdout).toMatch(/^5 files checked: 0 errors, 1 warning, [1-9]\d* notes?/m);
  });

  test("says so when there are none", () => {
    expect(omo(["plan", "lint"], { cwd: makeFolder({ ".git/": "" }) })).toEqual({
      code: 0,
      stdout: "",
      stderr: "no plans found under plans/, .omo/plans/, .sisyphus/plans/\n",
    });
  });

  test("reports mistakes in the configuration", () => {
    const cwd = makeFolder({ ".git/": "", "plans/a.md": good, ".omo/omo.jsonc": '{ "catagories": {} }' });
    const { code, stdout } = omo(["plan", "lint"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain(".omo/omo.jsonc:1:3");
    expect(stdout).toContain("did you mean `categories`?");
  });
});

describe("omo plan show", () => {
  const folder = makeFolder({ "good.md": good, "broken.md": broken, "notes.md": notAPlan, "empty.md": "" });
  const show = (...args: string[]) => omo(["plan", "show", ...args], { cwd: folder });

  test("--json prints the compiled plan", () => {
    const { code, stdout } = show("--json", "good.md");
    expect(code).toBe(0);
    expect(planJson.parse(JSON.parse(stdout))).toMatchObject({
      file: "good.md",
      title: "Good",
      tasks: [
        {
          id: "1",
          label: "1",
          title: "Say hello",
          line: 5,
          checked: false,
          final: false,
          category: null,
          agent: null,
          skills: [],
          blockedBy: null,
          dependsOn: [],
          wave: null,
          criteria: [
            {
              text: "`node hello.js` exits 0",
              line: 8,
              checked: false,
              kind: "command",
              command: "node hello.js",
            },
          ],
          scenarios: [],
          commit: null,
        },
      ],
      waves: [],
      order: ["1"],
      levels: [["1"]],
      criticalPath: ["1"],
      diagnostics: [],
    });
  });

  test.each(["broken.md", "notes.md", "empty.md"])("--json prints %s too, and exits with 1", (file) => {
    const { code, stdout } = show("--json", file);
    expect(code).toBe(1);
    expect(planJson.parse(JSON.parse(stdout)).diagnostics.length).toBeGreaterThan(0);
  });

  test("shows the plan, and what is wrong with it apart", () => {
    const { code, stdout, stderr } = show("broken.md");
    expect(code).toBe(1);
    expect(stdout).toContain("[ ] 1  Say hello");
    expect(stderr).toContain("error[OMO201 unknown-dependency]");
  });

  test("--brief prints what the agent is told", () => {
    const { code, stdout } = show("good.md", "--brief", "1");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^## TASK\n1\. Say hello\n/);
  });

  test("--brief of no task names the nearest", () => {
    expect(show("good.md", "--brief", "2")).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: good.md: has no task 2; did you mean 1?\n",
    });
  });
});

describe("a file that is unusable gets one clear line", () => {
  const folder = makeFolder({
    "plans/auth.md": good,
    "nul.md": "# Plan\n\u0000",
    "latin1.md": Buffer.from("# Plan\n\nna\xEFve\n", "latin1"),
    "secret.md": good,
  });
  chmodSync(join(folder, "secret.md"), 0o000);
  symlinkSync("away.md", join(folder, "link.md"));

  test.each([
    { file: "gone.md", says: "gone.md: no such file" },
    { file: "plans/auht.md", says: "plans/auht.md: no such file; did you mean plans/auth.md?" },
    { file: "plan/auth.md", says: "plan/auth.md: no such file, nor a directory plan" },
    { file: "nul.md/x.md", says: "nul.md/x.md: no such file: part of its path is a file, not a directory" },
    { file: "nul.md", says: "nul.md: is not a text file: it has a NUL byte at offset 7" },
    { file: "latin1.md", says: "latin1.md: is not valid UTF-8: line 3, byte offset 10; save it as UTF-8" },
    { file: "/dev/zero", says: "/dev/zero: is neither a file nor a pipe" },
    { file: "link.md", says: "link.md: is a link to away.md, which is not there" },
    { file: "\u001Bc.md", says: "�c.md: no such file" },
  ])("$file", ({ file, says }) => {
    const stderr = `error: ${says}\n`;
    expect(omo(["plan", "lint", file], { cwd: folder })).toEqual({ code: 2, stdout: "", stderr });
    expect(omo(["plan", "show", file], { cwd: folder })).toEqual({ code: 2, stdout: "", stderr });
  });

  test("and one of many megabytes is simply read", () => {
    const prose = "Do it with care, and as the tasks before it were done. ".repeat(40);
    const tasks = Array.from(
      { length: 2_500 },
      (_, i) =>
        `- [ ] ${i + 1}. Step\n\n  **What to do**:\n  - ${prose}\n\n  **Acceptance Criteria**:\n  - [ ] \`true\` exits 0\n`,
    );
    const text = `# Long\n\n## TODOs\n\n${tasks.join("\n")}`;
    expect(text.length).toBeGreaterThan(5 << 20);
    const { code, stdout } = omo(["plan", "show", "--json", "big.md"], {
      cwd: makeFolder({ "big.md": text }),
    });
    expect(code).toBe(0);
    expect(planJson.parse(JSON.parse(stdout)).tasks).toHaveLength(2_500);
  });

  test("one that may not be read", () => {
    // Root may read everything, so as root this runs as nobody, from a place that nobody can reach.
    const isRoot = process.getuid?.() === 0;
    chmodSync(folder, 0o755);
    cpSync(dirname(program), join(folder, "omo"), { recursive: true });
    const copy = join(folder, "omo", basename(program));
    const place = { cwd: folder, program: copy, ...(isRoot ? { uid: 65_534 } : {}) };
    expect(omo(["plan", "lint", "secret.md"], place)).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: secret.md: permission denied\n",
    });
  });

  test.skipIf(!existsSync("/dev/full"))("output that a full disk loses is a failure", () => {
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(process.execPath, [program, "plan", "lint", "plans/auth.md"], {
      cwd: folder,
      stdio: ["ignore", full, "pipe"],
      encoding: "utf8",
    });
    closeSync(full);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: cannot write the output: ENOSPC.*\n$/);
  });

  test("a reader that goes away is no failure", async () => {
    const tasks = Array.from(
      { length: 2_000 },
      (_, i) => `- [ ] ${i}. Say hello\n\n  **Blocked By**: 2000\n`,
    );
    const many = makeFolder({ "long.md": `# Long\n\n## TODOs\n\n${tasks.join("\n")}` });
    const child = spawn(process.execPath, [program, "plan", "lint", "long.md"], { cwd: many });
    const errors: Buffer[] = [];
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    child.stdout.once("data", () => child.stdout.destroy());
    const [code] = await once(child, "close");
    expect({ code, stderr: Buffer.concat(errors).toString() }).toEqual({ code: 1, stderr: "" });
  });
});
