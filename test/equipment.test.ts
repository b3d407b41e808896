import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { makeWorld, repo } from "./layers.ts";
import { omo } from "./omo.ts";

const task = (label: string, profile: string) => `- [ ] ${label}. Task ${label}

  **Blocked By**: None

  **Recommended Agent Profile**:
${profile}

  **Acceptance Criteria**:
  - [ ] \`test -f ${label}.txt\` exits 0
`;

const plan = `# A plan

## TODOs

${task("1", "  - **Category**: `deep`\n  - **Skills**: [`deploy`, `git-master`]")}
${task("2", "  - **Category**: `mine`\n  - **Required Tools**: `read`, `Bash(git log:*)`")}
${task("3", "  - **Category**: `quick`")}
## Final Verification Wave

- [ ] F1. **Look at everything** — \`oracle\`
`;

const world = makeWorld({
  [`${repo}/plans/p.md`]: plan,
  [`${repo}/.agents/skills/deploy/SKILL.md`]: "---\nallowed-tools: Read, Ladder\n---\nShip it.\n",
  [`${repo}/.omo/omo.jsonc`]: {
    categories: {
      deep: {
        model: "a/deep",
        variant: "high",
        fallback_models: ["b/deep", { model: "c/deep", variant: "low" }],
      },
      mine: { temperature: 0.5, top_p: 1, fallback_models: ["b/mine"], prompt_append: "Mind the gap." },
    },
    agents: { oracle: { prompt_append: "Approve." } },
  },
  "home/.config/omo/omo.jsonc": { reviewer: { model: "a/judge" } },
});
spawnSync("git", ["init", "--quiet"], { cwd: world.search.cwd });
const HOME = world.search.env.HOME ?? "";
const run = (...args: string[]) =>
  omo(["plan", ...args], {
    cwd: world.search.cwd,
    env: { HOME, XDG_CONFIG_HOME: "", OPENCODE_CONFIG_DIR: "", OPENCODE_BIN: "/nowhere/opencode" },
  });

describe("what a task is carried out with", () => {
  test("is shown before a run: agent, models and why, skills, tools", () => {
    const { code, stdout, stderr } = run("run", "--dry-run", "plans/p.md");
    expect(code, stderr).toBe(0);
    const lines = stdout.split("\n").map((line) => line.trim());
    for (const line of [
      "agent sisyphus-junior · model a/deep (high) → b/deep → c/deep (low) (category deep)",
      "skills deploy (.agents/skills/deploy/SKILL.md), git-master (built-in skill git-master)",
      "tools read",
      "tools read, bash (git log*)",
      "temperature 0.5",
      "top_p 1",
      "agent oracle · model a/judge (agent reviewer)",
    ])
      expect(lines).toContain(line);
    expect(stdout).toMatch(/agent sisyphus-junior · model .*opencode's default model; then b\/mine \(\S/);
    // What is wrong with skills and configurations is told beside it.
    expect(stderr).toContain("deploy/SKILL.md: its allowed-tools name what is no tool: Ladder");
    expect(stderr).toContain("`agents.oracle.prompt_append`: it is left out");
  });

  test("is one model for all where it is named on the command line", () => {
    const { code, stdout } = run("run", "--dry-run", "--model", "x/flag", "plans/p.md");
    expect(code).toBe(0);
    expect(stdout.match(/· model x\/flag \(--model\)/g)).toHaveLength(4);
    expect(run("run", "--dry-run", "--model", "flag", "plans/p.md")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--model takes provider/model, not "flag"'),
    });
  });

  test("is in its brief: texts of skills, manner of the category, tools", () => {
    const { code, stdout, stderr } = run("show", "plans/p.md", "--brief", "1");
    expect(code).toBe(0);
    expect(stdout).toContain("## REQUIRED SKILLS\n### deploy\n```\nShip it.\n```\n\n### git-master\n");
    expect(stdout).toContain("## REQUIRED TOOLS\nThese alone; the session has no others: read.\n");
    expect(stderr).toContain("its allowed-tools name what is no tool: Ladder");
    const second = run("show", "plans/p.md", "--brief", "2").stdout;
    expect(second).toContain("How to go about it: Mind the gap.");
    expect(second).toContain("the session has no others: read, bash (git log*).");
  });

  test("has no mistakes but what the repository cannot say", () => {
    const { code, stdout } = run("lint", "--no-cache", "--format", "concise", "plans/p.md");
    expect(code).toBe(0);
    expect(stdout.match(/OMO\d+/g)).toEqual(["OMO905"]);
  });
});
