import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lintPlan } from "../src/lint.ts";
import { widthOf } from "../src/report/cells.ts";
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
  expect(json.tasks[0]?.commit).toEqual({ wanted: true, message: "feat(db): add sessions" });
  expect(json.tasks[4]).toMatchObject({ agent: "oracle", final: true, category: null });
});

test("scenarios for programs", () => {
  const [task] = planJson.parse(toPlanJson(fixture("scenarios-only.md"))).tasks;
  expect(task?.scenarios).toEqual([
    { title: "The page answers", line: 10, tool: "Bash", evidence: ".omo/evidence/t1-page.txt" },
  ]);
});
