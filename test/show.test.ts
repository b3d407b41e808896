import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lintPlan } from "../src/lint.ts";
import { widthOf } from "../src/report/cells.ts";
import { showChecks } from "../src/report/checks.ts";
import { toPlanJson } from "../src/report/json.ts";
import { planJson } from "../src/report/json-schema.ts";
import { showPretty } from "../src/report/show.ts";
import { createStyle } from "../src/report/style.ts";
import { createSource } from "../src/source.ts";

function fixture(name: string) {
  return lintPlan(createSource(name, readFileSync(new URL(`fixtures/ok/${name}`, import.meta.url), "utf8")));
}

describe("a plan for people", () => {
  test("shows tasks by wave, levels and the critical path", () => {
    expect(showPretty(fixture("waves.md"), createStyle(false, 80))).toBe(`Sessions in the database
waves.md · 6 tasks · 3 waves · 1 ticked

Wave 1: Start Immediately
  [x] 1   Create the schema
          quick · at once
  [ ] 2   Write the clock
          quick · at once

Wave 2: After Wave 1
  [ ] 3   Create the repository
          deep · after 1, 2
  [ ] 4   Describe the schema
          writing · after 1

Final wave: After ALL tasks
  [ ] F1  Plan Compliance Audit
          oracle · after 1–4
  [ ] F2  Code Quality Review
          unspecified-high · after 1–4

May run side by side
   1  1, 2
   2  3, 4
   3  F1, F2

Critical path, 3 tasks
  1 → 3 → F1
`);
  });

  test("keeps to the width it is given, also with wide characters and long lists", () => {
    const tasks = Array.from(
      { length: 60 },
      (_, i) =>
        `- [ ] ${i + 1}. ${"任务标题".repeat(20)}\n\n  **Blocked By**: ${i % 2 ? `1, 3, 5, 7, 9, 11` : "None"}\n`,
    );
    const text = `# ${"很长的标题".repeat(20)}\n\n## TODOs\n\n${tasks.join("\n")}`;
    const shown = showPretty(lintPlan(createSource("wide.md", text)), createStyle(false, 80));
    expect(shown).toContain("任务标题");
    for (const line of shown.split("\n")) expect(widthOf(line), line).toBeLessThanOrEqual(80);
  });
});

test("a plan for programs", () => {
  const json = planJson.parse(toPlanJson(fixture("waves.md")));
  expect(json).toMatchObject({
    file: "waves.md",
    title: "Sessions in the database",
    order: ["1", "2", "3", "4", "F1", "F2"],
    levels: [
      ["1", "2"],
      ["3", "4"],
      ["F1", "F2"],
    ],
    criticalPath: ["1", "3", "F1"],
    diagnostics: [],
  });
  expect(json.waves).toEqual([
    { name: 1, title: "Start Immediately", members: ["1", "2"] },
    { name: 2, title: "After Wave 1", members: ["3", "4"] },
    { name: "final", title: "After ALL tasks", members: ["F1", "F2"] },
  ]);
  expect(
    json.tasks.map(({ label, blockedBy, dependsOn, wave, checked }) => [
      label,
      blockedBy,
      dependsOn,
      wave,
      checked,
    ]),
  ).toEqual([
    ["1", [], [], 1, true],
    ["2", [], [], 1, false],
    ["3", ["1", "2"], ["1", "2"], 2, false],
    ["4", ["1"], ["1"], 2, false],
    ["F1", null, ["1", "2", "3", "4"], "final", false],
    ["F2", null, ["1", "2", "3", "4"], "final", false],
  ]);
  expect(json.tasks[2]).toMatchObject({
    category: "deep",
    skills: ["git-master"],
    criteria: [
      {
        text: "`npm test -- repository` → PASS",
        checked: false,
        kind: "command",
        command: "npm test -- repository",
      },
      { text: "Sessions that have ended are never returned", checked: false, kind: "judged" },
    ],
    commit: null,
  });
  expect(json.tasks[0]?.commit).toEqual({
    wanted: true,
    message: "feat(db): add sessions",
    files: [],
    groupsWith: [],
    preCommit: null,
  });
  expect(json.tasks[4]).toMatchObject({ agent: "oracle", final: true, category: null });
});

test("scenarios for programs", () => {
  const [task] = planJson.parse(toPlanJson(fixture("scenarios-only.md"))).tasks;
  expect(task?.scenarios).toMatchObject([
    {
      title: "The page answers",
      line: 10,
      tool: "Bash",
      steps: ["npm run build", "test -f dist/index.html"],
      expected: ["both succeed"],
      evidence: ".omo/evidence/t1-page.txt",
      check: {
        kind: "scenario",
        tool: "bash",
        command: { script: "npm run build\ntest -f dist/index.html" },
        evidence: ".omo/evidence/t1-page.txt",
      },
    },
  ]);
});

const checked = `# Checks

## Definition of Done
- [ ] \`npm run build\` succeeds

## TODOs

- [ ] 1. Write the clock

  **Acceptance Criteria**:
  - [ ] \`npm test -- clock 2>&1 | tail -5\` → PASS
  - [ ] \`src/clock.ts\` exists and exports \`now\`
  - [ ] \`wc -l src/clock.ts\` < 200
  - [ ] \`curl -s localhost:3000/time\` → 200 with the time of day
  - [ ] No new dependencies
  - [ ] Names are clear
  - [ ] Stakeholder approves the names

  **QA Scenarios**:

  \`\`\`
  Scenario: The page shows the time
    Tool: Playwright
    Steps:
      1. Open the page
    Expected Result: The time is shown
    Evidence: .omo/evidence/1-time.png
  \`\`\`

  **Commit**: YES
  - Pre-commit: \`npm run lint\`

- [ ] F1. **Plan Compliance Audit** — \`oracle\`
`;

describe("what is done about each check", () => {
  const shown = (width: number) =>
    showChecks(lintPlan(createSource("checks.md", checked)), createStyle(false, width));

  test("is said in words, and why where nothing can be executed", () => {
    expect(shown(100)).toBe(`Checks
checks.md · 2 tasks, 1 with a check that can be executed

1  Write the clock
  criterion: \`npm test -- clock 2>&1 | tail -5\` → PASS
    $ npm test -- clock 2>&1 | tail -5
    expects exit 0
  criterion: \`src/clock.ts\` exists and exports \`now\`
    looks whether src/clock.ts exists, and src/clock.ts exports now
  criterion: \`wc -l src/clock.ts\` < 200
    $ wc -l src/clock.ts
    expects exit 0, output that gives a number < 200
  criterion: \`curl -s localhost:3000/time\` → 200 with the time of day
    $ curl -s localhost:3000/time
    expects HTTP status 200
    judged with its output: with the time of day
  criterion: No new dependencies
    judged with the changes since the last commit: no dependency is added; not executed, since in a
    tree that tasks share nobody can tell whose a change is
  criterion: Names are clear
    judged by an independent reader: no command is stated, nor a fact about a file
  criterion: Stakeholder approves the names
    cannot be executed: only a person can tell ("Stakeholder approves"); --allow-human lets one
    approve
  scenario: The page shows the time
    for the task's agent to carry out, and judged: it needs a browser
    must leave .omo/evidence/1-time.png
  pre-commit: \`npm run lint\`
    $ npm run lint
    expects exit 0

F1  Plan Compliance Audit
  states no criterion: reviewed, APPROVE or REJECT

The whole plan
  definition of done: \`npm run build\` succeeds
    $ npm run build
    expects exit 0
  The executor does not hold these against a run: its final tasks review the whole.
`);
  });

  test("keeps to a narrow terminal", () => {
    for (const line of shown(40).split("\n")) expect(widthOf(line), line).toBeLessThanOrEqual(40);
  });

  test("is in the JSON too", () => {
    const json = planJson.parse(toPlanJson(lintPlan(createSource("checks.md", checked))));
    expect(json.tasks[0]?.criteria.map(({ kind }) => kind)).toEqual([
      "command",
      "file",
      "command",
      "command",
      "diff",
      "judged",
      "human",
    ]);
    expect(json.tasks[0]?.commit?.preCommit).toMatchObject({ kind: "command", command: "npm run lint" });
    expect(json.criteria).toMatchObject([{ section: "definitionOfDone", command: "npm run build" }]);
  });
});

test("a plan's own sections are part of its JSON", () => {
  const text = [
    ...["# P", "## TL;DR", "> Short.", "## Context", "### Request", "Faster.", "## Must Have", "- speed"],
    ...["## Must NOT Have", "- caches", "## TODOs", "- [ ] 1. a"],
  ].join("\n\n");
  const { context } = planJson.parse(toPlanJson(lintPlan(createSource("p.md", text))));
  expect(context).toEqual({
    summary: expect.stringContaining("Short."),
    background: expect.stringContaining("Faster."),
    mustHave: ["speed"],
    mustNotHave: ["caches"],
  });
});
