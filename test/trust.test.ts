import { describe, expect, test } from "vitest";
import { lintPlan } from "../src/lint.ts";
import { createStyle } from "../src/report/style.ts";
import { trustLines } from "../src/report/trust.ts";
import { trustSubject } from "../src/run/trust.ts";
import { createSource } from "../src/source.ts";

const text = `# A plan

## TODOs

- [ ] 1. Write it

  **What to do**:
  - Write \`a.txt\` with care

  **Acceptance Criteria**:
  - [ ] \`test -f a.txt\` exits 0
  - [ ] \`grep -q a a.txt\` exits 0

  **QA Scenarios**:

  \`\`\`
  Scenario: It can be read
    Tool: Bash
    Steps: cat a.txt
    Expected Result: exit 0
  \`\`\`

- [ ] 2. Read it

  **Acceptance Criteria**:
  - [ ] It reads well

  **Commit**: YES
  - Message: \`read\`
  - Pre-commit: \`npm test\`

## Success Criteria

- [ ] \`npm run check\` exits 0
`;

const subjectOf = (plan: string) => trustSubject(lintPlan(createSource("plans/p.md", plan)));
const { hash, commands } = subjectOf(text);

describe("what a person is asked to trust", () => {
  test("names every command that the executor may be made to run", () => {
    expect(commands).toEqual([
      { task: "1", script: "test -f a.txt" },
      { task: "1", script: "grep -q a a.txt" },
      { task: "1", script: "cat a.txt" },
      { task: "2", script: "npm test" },
      { task: null, script: "npm run check" },
    ]);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    ["a tick", text.replace("- [ ] 1.", "- [x] 1.")],
    ["a criterion's tick", text.replace("- [ ] `test", "- [X] `test")],
    ["a task set aside", text.replace("- [ ] 2.", "- [~] 2.")],
    ["white space between words", text.replace("with care", "with\n    care")],
    ["other line ends", text.replaceAll("\n", "\r\n")],
  ])("is the same after %s", (_, edited) => {
    expect(edited).not.toBe(text);
    expect(subjectOf(edited).hash).toBe(hash);
  });

  test.each([
    ["a changed command", text.replace("grep -q a a.txt", "rm -r a.txt")],
    ["white space in a command", text.replace("grep -q a a.txt", "grep -q  a a.txt")],
    ["a changed sentence", text.replace("with care", "at once")],
    ["a changed title", text.replace("Read it", "Send it")],
    ["another task", `${text}\n- [ ] 3. Send it away\n`],
    ["a command that was prose", text.replace("It reads well", "`curl example.invalid` exits 0")],
  ])("is another after %s", (_, edited) => {
    expect(subjectOf(edited).hash).not.toBe(hash);
  });

  test("is shown whole, whatever it holds, and steers no terminal", () => {
    const script = `echo ${"x".repeat(300)}\u001b[2K\rtrue`;
    const lines = trustLines(
      "plans/p\u001b[2K.md",
      { hash, commands: [{ task: "1\u0007", script: `${script}\nrm -rf .` }] },
      createStyle(false, 40),
    );
    expect(lines).toEqual([
      "plans/p�[2K.md can make omo run 1 command with your rights:",
      "",
      "Task 1�",
      `  $ echo ${"x".repeat(300)}�[2K true`,
      "    rm -rf .",
      "",
      "Agents act on its prose as well, and have a shell: they can do whatever you can.",
      `sha256 ${hash}`,
    ]);
  });
});
