import { describe, expect, test } from "vitest";
import type { Skill } from "../src/agents/skill.ts";
import { capped, fence } from "../src/brief/markdown.ts";
import { skillSection } from "../src/brief/skills.ts";
import { type BriefInput, compileBrief, compilePrompt } from "../src/brief.ts";
import { testedOf } from "../src/criteria/plan-checks.ts";
import { lintPlan } from "../src/lint.ts";
import { createSource } from "../src/source.ts";
import type { CriterionResult } from "../src/verdict.ts";

const failed: CriterionResult = {
  index: 0,
  text: "`npm test` passes",
  verdict: "fail",
  by: "command",
  evidence: "npm test",
  reason: "exited 1, expected 0",
  output: "1 failing\n",
  duration: 5,
};
const plain = {
  mode: "retry",
  newSession: false,
  interrupted: false,
  trouble: "",
  failed: [],
  open: [],
  revised: false,
  advice: null,
} as const;

const plan = `# Rate limits

## TL;DR
> Keep clients from asking too often.

### Must Have
- Limits per client

### Must NOT Have
- No new dependency

## TODOs

- [ ] 1. Token bucket

  **What to do**:
  - Write \`src/bucket.ts\`

  **Must NOT do**: Keep timers.

  **Recommended Agent Profile**:
  - **Category**: \`quick\`
  - **Skills**: [\`node-test\`]

  **References**:
  - \`src/server.ts\` - where it is called

  **Acceptance Criteria**:
  - [ ] \`npm test\` → PASS
  - [ ] Names are clear
  - [ ] \`src/bucket.ts\` exports \`Bucket\`

  **Commit**: YES
  - Pre-commit: \`npm run lint\`
`;

/** The brief of the plan's task, where nothing is known besides but this. */
function brief(known: Partial<BriefInput> = {}): string {
  const { plan: read, checks } = lintPlan(createSource("plans/p.md", plan));
  const [task] = read.tasks;
  if (!task) throw new Error("no task");
  const [compiled] = checks.tasks;
  if (!compiled) throw new Error("no checks");
  return compileBrief({
    plan: read,
    task,
    file: "plans/p.md",
    tested: testedOf(task, compiled),
    skills: [],
    missingSkills: [],
    tools: null,
    manner: "",
    documents: [],
    notes: [],
    ...known,
  });
}

test("a brief has its seven sections, in order, with all that the plan says of the task", () => {
  expect(brief({ missingSkills: ["node-test"] })).toBe(`## TASK
1. Token bucket

- Write \`src/bucket.ts\`

## EXPECTED OUTCOME
- \`npm test\` → PASS (the executor runs this)
- Names are clear (an independent reader judges this)
- \`src/bucket.ts\` exports \`Bucket\` (the executor looks at the files)
- \`npm run lint\` (the executor runs this)

## REQUIRED SKILLS
- node-test: not found here; do without it

## REQUIRED TOOLS
Any tool of this session.

## MUST DO
- Work until every point of the expected outcome holds.
- Limits per client
- End your last message with a closing report, one \`json\` block and nothing after it:
  \`\`\`json
  { "learnings": ["…"], "decisions": ["…"], "issues": ["…"] }
  \`\`\`
  One sentence each, for those whose tasks build on this one: how things work here, what you decided and why, what is left open. Lists may be empty.
  Only where you cannot go on without a person, say in it what you need of them: \`"asks": "…"\`.

## MUST NOT DO
Keep timers.

- No new dependency
- Do not commit, stash, clean, switch branches or change git's configuration: the executor owns git.
- Do not edit \`plans/p.md\` or tick any box: a box is ticked by the executor, once the criteria hold.
- Do not work on other tasks of the plan: they have sessions of their own, some of them at this moment.

## CONTEXT
Plan: Rate limits (\`plans/p.md\`)

> Keep clients from asking too often.

References:
- \`src/server.ts\` - where it is called
`);
});

describe("what is known besides", () => {
  const section = (text: string, name: string) => text.split(/^## /m).find((part) => part.startsWith(name));

  test("manner, documents and notes stand behind what the plan says, documents in fences", () => {
    const text = brief({
      manner: "Make the smallest change.",
      documents: [{ path: "src/AGENTS.md", text: "Run:\n```sh\nmake\n```" }],
      notes: [
        { task: "2", notes: { learnings: ["Ticks are in ms."], decisions: [], issues: ["No test for 0."] } },
      ],
    });
    expect(section(text, "CONTEXT")).toBe(`CONTEXT
Plan: Rate limits (\`plans/p.md\`)

> Keep clients from asking too often.

How to go about it: Make the smallest change.

References:
- \`src/server.ts\` - where it is called

\`src/AGENTS.md\` says:
\`\`\`\`
Run:
\`\`\`sh
make
\`\`\`
\`\`\`\`

What finished tasks have left, for you to check before you rely on it:
- Task 2
  - learned: Ticks are in ms.
  - open: No test for 0.
`);
  });

  test("a restriction of tools is told", () => {
    const text = brief({ tools: { tools: ["read", "bash"], commands: ["git log*"] } });
    expect(section(text, "REQUIRED TOOLS")).toBe(
      "REQUIRED TOOLS\nThese alone; the session has no others: read, bash (git log*).\n\n",
    );
    expect(brief({ tools: { tools: [], commands: null } })).toContain("the session has no others: none.");
  });
});

describe("the texts of skills", () => {
  const skill = (name: string, text: string): Skill => ({
    name,
    text,
    description: "",
    tools: null,
    file: `${name}/SKILL.md`,
  });

  test("stand in the brief, in fences that nothing in them ends", () => {
    expect(skillSection([skill("deploy", "1. Build.\n````\nx\n````")], ["tdd"])).toBe(
      "### deploy\n`````\n1. Build.\n````\nx\n````\n`````\n\n- tdd: not found here; do without it",
    );
    expect(skillSection([], [])).toBe("None named.");
  });

  test("are cut where they are long, one and all of them, and it is said so", () => {
    const line = `${"x".repeat(99)}\n`;
    const texts = ["a", "b", "c", "d"].map((name) => skill(name, line.repeat(200)));
    const text = skillSection(texts, []);
    expect(text.length).toBeLessThan(21_000);
    expect(text).toContain("[cut here: 12001 of 20000 characters are left out; the whole is in a/SKILL.md]");
    // Where there is no room left it is still told which skill it would have been.
    expect(text).toMatch(/^### d\n```\n\n?\[cut here: 20000 of 20000 characters/m);
  });
});

test.each([
  { text: "short", room: 5, shown: "short" },
  { text: "one line\nand more\n", room: 12, shown: "one line\n[cut here: 10 of 18" },
  { text: "x\nmuch longer than that", room: 12, shown: "x\nmuch longe\n[cut here: 11 of 23" },
  { text: "abc", room: 0, shown: "\n[cut here: 3 of 3" },
])("$text is cut to $room", ({ text, room, shown }) => {
  expect(capped(text, room, "f").slice(0, shown.length)).toBe(shown);
});

describe("compilePrompt", () => {
  test("a new session gets the brief and nothing else", () => {
    expect(compilePrompt("BRIEF\n", { ...plain, newSession: true })).toBe("BRIEF\n");
  });

  test("a failure goes back with the command, its status and its real output", () => {
    const text = compilePrompt("BRIEF\n", { ...plain, failed: [failed] });
    expect(text).not.toContain("BRIEF");
    expect(text).toContain(
      "### `npm test` passes\nRan: npm test\nResult: exited 1, expected 0\n```\n1 failing\n```",
    );
    expect(text).toContain("mend it");
  });

  test("a session that was cut off is told to go on, with what had failed before", () => {
    const text = compilePrompt("BRIEF\n", { ...plain, interrupted: true, failed: [failed] });
    expect(text).toMatch(/^The executor was interrupted\./);
    expect(text).toContain("exited 1, expected 0");
    expect(text).toMatch(/go on with the task to its end\. End with the closing report\.\n$/);
  });

  test("a new session for a later attempt gets the brief and what failed", () => {
    const text = compilePrompt("BRIEF\n", {
      ...plain,
      newSession: true,
      interrupted: true,
      failed: [failed],
    });
    expect(text).toMatch(/^BRIEF\n/);
    expect(text).toContain("exited 1, expected 0");
  });

  test("an attempt that ended early is told why", () => {
    const trouble = "The attempt ended early (stalled): nothing heard for 300 s";
    expect(compilePrompt("BRIEF\n", { ...plain, trouble })).toContain(trouble);
  });
});

test("a fence is longer than any inside it", () => {
  expect(fence("a\n````\nb\n")).toBe("`````\na\n````\nb\n`````");
});
