import { describe, expect, test } from "vitest";
import { compileBrief, compilePrompt, fence } from "../src/brief.ts";
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
const plain = { newSession: false, interrupted: false, trouble: "", failed: [] };

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

test("a brief has its seven sections, in order, with all that the plan says of the task", () => {
  const { plan: read, checks } = lintPlan(createSource("plans/p.md", plan));
  const [task] = read.tasks;
  if (!task) throw new Error("no task");
  const [compiled] = checks.tasks;
  if (!compiled) throw new Error("no checks");
  expect(
    compileBrief({ plan: read, task, file: "plans/p.md", tested: testedOf(task, compiled) }),
  ).toBe(`## TASK
1. Token bucket

- Write \`src/bucket.ts\`

## EXPECTED OUTCOME
- \`npm test\` → PASS (the executor runs this)
- Names are clear (an independent reader judges this)
- \`src/bucket.ts\` exports \`Bucket\` (the executor looks at the files)
- \`npm run lint\` (the executor runs this)

## REQUIRED SKILLS
- node-test

## REQUIRED TOOLS
Any tool of this session.

## MUST DO
- Work until every point of the expected outcome holds.
- Limits per client

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
    expect(text).toMatch(/go on with the task to its end\.\n$/);
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
