import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeFolder, omo } from "./omo.ts";

const plan = `# A plan

## TODOs

- [x] 1. Write a

  **Acceptance Criteria**:
  - [ ] \`grep -q done src/a.txt\` exits 0
  - [ ] It reads well

- [x] 2. Write b

  **Acceptance Criteria**:
  - [ ] \`test -f src/b.txt\` exits 0
  - [ ] \`src/a.txt\` exists

- [ ] 3. Write c

  **Acceptance Criteria**:
  - [ ] \`test -f src/c.txt\` exits 0
  - [ ] \`grep -q done src/a.txt\` exits 0

- [ ] 4. Keep a

  **Acceptance Criteria**:
  - [ ] \`test -f src/a.txt\` exits 0
`;

function repository(files: Readonly<Record<string, string>> = {}, text = plan): string {
  const folder = makeFolder({ "plans/p.md": text, "src/a.txt": "done\n", "src/b.txt": "done\n", ...files });
  execFileSync("git", ["init", "--quiet", folder]);
  return folder;
}

/** A folder of programs, without what `cargo` is. */
function withoutCargo(): string {
  const folder = makeFolder({});
  for (const name of ["bash", "git", "grep", "node"])
    symlinkSync(execFileSync("which", [name], { encoding: "utf8" }).trim(), join(folder, name));
  return folder;
}

const run = (cwd: string, ...args: string[]) =>
  omo(["plan", ...args], { cwd, env: { OMO_TRUST: "all", XDG_STATE_HOME: join(cwd, ".state") } });

describe("omo plan verify", () => {
  test("checks the criteria of ticked tasks again, and changes nothing", () => {
    const cwd = repository();
    expect(run(cwd, "verify", "plans/p.md")).toEqual({
      code: 0,
      stderr: "",
      stdout: [
        "✔ 1. Write a · 1 holds",
        "✔ 2. Write b · 2 hold",
        "2 tasks: none has criteria that do not hold; 1 criterion only a reader can tell",
        "",
      ].join("\n"),
    });
    expect(existsSync(join(cwd, ".omo"))).toBe(false);
    expect(readFileSync(join(cwd, "plans/p.md"), "utf8")).toBe(plan);
  });

  test("tells which hold no longer, and exits 1", () => {
    const cwd = repository();
    writeFileSync(join(cwd, "src/a.txt"), "undone\n".replace("done", "fini"));
    const { code, stdout } = run(cwd, "verify", "plans/p.md");
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^✘ 1\. Write a · 1 of 1 does not hold\n {2}✗ 1 `grep -q done src\/a\.txt` exits 0 \(/,
    );
    expect(stdout).toMatch(/\n2 tasks: 1 has criteria that do not hold; /);
  });

  test("looks at tasks that are named, ticked or not", () => {
    const { code, stdout } = run(repository(), "verify", "plans/p.md", "3", "2");
    expect(code).toBe(1);
    expect(stdout.split("\n").filter((line) => /^[✔✘]/.test(line))).toEqual([
      "✔ 2. Write b · 2 hold",
      "✘ 3. Write c · 1 of 2 does not hold",
    ]);
  });

  test("tells programs in JSON", () => {
    const { code, stdout } = run(repository(), "verify", "plans/p.md", "1", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      plan: "plans/p.md",
      tasks: [
        {
          task: "1",
          title: "Write a",
          ticked: true,
          unread: 1,
          criteria: [
            {
              criterion: 1,
              text: "`grep -q done src/a.txt` exits 0",
              verdict: "pass",
              by: "command",
              evidence: "grep -q done src/a.txt",
              reason: "exited 0",
              duration: expect.any(Number),
            },
          ],
        },
      ],
    });
  });

  test("exits 3 where a tool is missing, which proves nothing", () => {
    const text = plan.replace("`grep -q done src/a.txt` exits 0", "`cargo test` → exit 0");
    const cwd = repository({}, text);
    const env = { OMO_TRUST: "all", XDG_STATE_HOME: join(cwd, ".state"), PATH: withoutCargo() };
    const { code, stdout } = omo(["plan", "verify", "plans/p.md", "1"], { cwd, env });
    expect(stdout).toContain("could not check: cargo is not installed here");
    expect(code).toBe(3);
  });

  test.each([
    [["plans/q.md"], "error: plans/q.md: no such file; did you mean plans/p.md?\n"],
    [["plans/p.md", "9"], "error: there is no task 9\n"],
    [
      ["plans/p.md", "--check-timeout", "soon"],
      'error: --check-timeout takes a time like 90s, 10m or 2h, not "soon"\n',
    ],
  ])("refuses %s", (args, problem) => {
    const { code, stdout, stderr } = run(repository(), "verify", ...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(problem);
  });

  test("runs nothing of a plan that nobody trusts", () => {
    const cwd = repository();
    const env = { OMO_TRUST: "", XDG_STATE_HOME: join(cwd, ".state") };
    const { code, stderr } = omo(["plan", "verify", "plans/p.md"], { cwd, env });
    expect(code).toBe(2);
    expect(stderr).toContain("plans/p.md is not trusted yet");
  });
});

describe("omo plan rehearse", () => {
  test("tells which checks pass before any work, and exits 0", () => {
    const { code, stdout } = run(repository(), "rehearse", "plans/p.md");
    expect(code).toBe(0);
    expect(stdout.replace(/, \d+\.\d s\)/g, ")").split("\n")).toEqual([
      "✔ 3. Write c · 1 of 2 pass already: regression guards",
      "  ✓ 3 `grep -q done src/a.txt` exits 0 (exited 0)",
      "! 4. Keep a · all of its checks pass before any work: they prove nothing by themselves",
      "  ✓ 4 `test -f src/a.txt` exits 0 (exited 0)",
      "",
    ]);
  });

  test("exits 3 where a check cannot run here", () => {
    const text = plan.replace("`test -f src/c.txt` exits 0", "`cargo test` → exit 0");
    const cwd = repository({}, text);
    const env = { OMO_TRUST: "all", XDG_STATE_HOME: join(cwd, ".state"), PATH: withoutCargo() };
    const { code, stdout } = omo(["plan", "rehearse", "plans/p.md", "3"], { cwd, env });
    expect(stdout).toMatch(/^\? 3\. Write c · 1 of 2 pass already: regression guards; 1 cannot run here\n/);
    expect(code).toBe(3);
  });
});
