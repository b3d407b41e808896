import { describe, expect, test } from "vitest";
import { applyFixes } from "../src/fix.ts";
import type { Plan } from "../src/plan.ts";
import { readPlan } from "../src/read.ts";
import { createSource } from "../src/source.ts";

const read = (...lines: string[]): Plan => readPlan(createSource("x.md", lines.join("\n")))[0];
const values = (list: readonly { readonly value: string }[] | null | undefined) =>
  list?.map(({ value }) => value) ?? null;

describe("what a line says besides", () => {
  test("is none of the labels before it", () => {
    const { tasks } = read(
      ...["## TODOs", "- [ ] 1. a", "- [ ] 2. b", "- [ ] 3. c"],
      "  Parallelization: Wave 2 | Blocked by: 1 | Blocks: 2 | Can parallelize with: 1, 2",
    );
    expect(values(tasks[2]?.blocks)).toEqual(["2"]);
    expect(values(tasks[2]?.blockedBy)).toEqual(["1"]);
  });

  test.each([
    ["unspecified-high (+ playwright if UI)", ["playwright"]],
    ["`unspecified-high` (+ `playwright` skill if UI)", ["playwright"]],
    ["`deep` + `git-master`", ["git-master"]],
  ])("is none of the skills: %s", (named, skills) => {
    const [review] = read("## Final Verification Wave", `- [ ] F1. QA — ${named}`).tasks;
    expect(values(review?.skills)).toEqual(skills);
  });

  test("in the note of a label is no field", () => {
    const [task] = read("## TODOs", "- [ ] 1. a", "  References (see **Blocked By**: 2): src/a.ts").tasks;
    expect(task?.fields.map(({ name }) => name)).toEqual(["references"]);
    expect(task?.blockedBy).toBeNull();
  });

  test("that needs no skill names none", () => {
    expect(values(read("## TODOs", "- [ ] 1. a", "  - Skills: 无强制（纯算法）").tasks[0]?.skills)).toEqual(
      [],
    );
  });
});

describe("a task that waits for nothing says so", () => {
  test.each(
    `not blocked; Not blocked by anything; no blockers; unblocked; can start immediately; ready to start; Independent
    可以立即开始; 不依赖任何任务; 无依赖; 바로 시작 가능; 차단 없음; すぐに開始可能; ブロックなし; puede empezar de inmediato
    sin bloqueos; no bloqueado; peut démarrer immédiatement; non bloqué; pode começar imediatamente; sem dependências
    kann sofort beginnen; nicht blockiert; можно начинать сразу; не блокируется; без зависимостей; bisa langsung dimulai
    tidak diblokir; hemen başlayabilir; engel yok`
      .split(/[;\n]/)
      .map((words) => words.trim()),
  )("%s", (words) => {
    const { tasks } = read("## TODOs", "- [ ] 1. a", "- [ ] 2. b", `  **Blocked By**: ${words}`);
    expect(values(tasks[1]?.blockedBy)).toEqual([]);
  });

  test.each([
    "not before 1",
    "immediately after Task 1",
    "1 (can start immediately then)",
    "Notes of task 1",
  ])("but not as %s", (words) => {
    const { tasks } = read("## TODOs", "- [ ] 1. a", "- [ ] 2. b", `  **Blocked By**: ${words}`);
    expect(values(tasks[1]?.blockedBy)).not.toEqual([]);
  });
});

test("a heading as far out as the task's own section ends the task, whatever it names", () => {
  const { tasks } = read(
    ...["## Tasks", "### Phase 1", "- [ ] 1. a", "#### Acceptance Criteria", "- [ ] `npm test` passes"],
    ...["## Acceptance Criteria", "- [ ] all is well"],
  );
  expect(tasks.map(({ criteria }) => criteria.map(({ text }) => text))).toEqual([["`npm test` passes"]]);
});

test("a work item behind a lost line break is no part of the evidence's path", () => {
  const { tasks } = read(
    ...["## TODOs", "- [ ] 1. a", "  **QA Scenarios**:", "  Scenario: it runs", "    Tool: Bash"],
    "    Evidence: out/task-1.txt- [ ] 2. b",
  );
  expect(tasks[0]?.scenarios[0]?.evidence?.value).toBe("out/task-1.txt");
});

test("comments are no part of the prose that agents are given", () => {
  const { tasks, context } = read(
    ...["# P", "## TL;DR", "short <!-- for people -->", "<!-- omo-ignore OMO303: why -->", "and good"],
    ...[
      "## TODOs",
      "- [ ] 1. a",
      "  **What to do**: <!-- note -->",
      "  - write",
      "  <!-- a",
      "  b -->",
      "  - read",
    ],
  );
  expect(context.summary?.value).toBe("short\nand good");
  expect(tasks[0]?.whatToDo?.value).toBe("- write\n- read");
});

test("a comment below an item is nothing that another copy of the item lacks", () => {
  const item = "- [ ] 1. Parser";
  const labels = (...between: string[]) =>
    values(read("## TODOs", item, ...between, "", "## Tasks", item).tasks.map(({ title }) => title));
  expect(labels("<!-- to be split -->")).toEqual(labels());
});

describe("closing a fence that was left open", () => {
  test.each([
    ["a box without text in it", "## TODO\n```\n- [ ]"],
    ["two in one text", "- [x] 1. a\n```h\n**Acceptance Criteria**:\n```bash\n$"],
    ["before a section", "- [ ] 1. a\n  ```bash\n  npm test\n\n## Notes\n\ntext"],
    [
      "with a stray mark below",
      "- [ ] 1. a\n```sh\nls\n\n- [ ] 2. b\n  **Blocked By**: 1\n```\n\n- [ ] 3. c",
    ],
  ])("keeps the plan, or is unsafe: %s", (_, text) => {
    const meaning = (plan: Plan) =>
      plan.tasks.map(({ label, criteria, fields }) => [label?.value, criteria.length, fields.length]);
    const [plan, findings] = readPlan(createSource("x.md", text));
    expect(findings.map(({ code }) => code)).toContain("OMO105");
    const fixed = applyFixes(text, findings, { unsafe: false });
    const [after, left] = readPlan(createSource("x.md", fixed.text));
    expect(meaning(after)).toEqual(meaning(plan));
    if (fixed.applied.length > 0) expect(left.filter(({ code }) => code === "OMO105")).toEqual([]);
  });
});
