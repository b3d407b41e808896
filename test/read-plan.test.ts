import { describe, expect, test } from "vitest";
import type { Plan } from "../src/plan.ts";
import { readPlan } from "../src/read.ts";
import { createSource, textOf } from "../src/source.ts";

function read(...lines: string[]): Plan {
  return readPlan(createSource("x.md", lines.join("\n")))[0];
}

const values = (list: readonly { readonly value: string }[] | null) =>
  list?.map(({ value }) => value) ?? null;
const todos = ["## TODOs", "- [ ] 1. One", "- [ ] 2. Two", "- [ ] 3. Three", "- [ ] F1. Audit"];

/** The checks of the whole plan as `section: text`, `$` before what runs as a script. */
function checks(...lines: string[]): string[] {
  return read(...lines).criteria.map(
    ({ section, criterion }) =>
      `${section}: ${criterion.script ? `$ ${criterion.script.value}` : criterion.text}`,
  );
}

describe("checks of the whole plan", () => {
  test("stand in sections of their own, below others or not, and count once", () => {
    expect(
      checks(
        ...["# Plan", "## Work Objectives", "### Definition of Done", "- [ ] `npm test` passes", "- done"],
        ...["### Must Have", "- speed", ...todos],
        ...[
          "## Success Criteria",
          "- all is well",
          "### Verification Commands",
          "```bash",
          "npm test",
          "```",
        ],
        ...["### Final Checklist", "- [x] All present", "### Notes", "- no check"],
      ),
    ).toEqual([
      "definitionOfDone: `npm test` passes",
      "definitionOfDone: done",
      "successCriteria: all is well",
      "verification: $ npm test",
      "checklist: All present",
    ]);
  });

  test.each([
    ["Definition of Done (verifiable conditions with commands)", "definitionOfDone"],
    ["完成定义", "definitionOfDone"],
    ["Definición de Terminado", "definitionOfDone"],
    ["成功标准", "successCriteria"],
    ["Критерии успеха", "successCriteria"],
    ["성공 기준", "successCriteria"],
    ["Verification commands", "verification"],
    ["Checklist Final", "checklist"],
    ["Phase 4 Final Checklist", "checklist"],
  ])("are known by the heading %s", (heading, section) => {
    expect(checks(`## ${heading}`, "- [ ] a")).toEqual([`${section}: a`]);
  });

  test("are none in a task, nor in a checklist of another kind", () => {
    expect(
      checks("## Task 1: A", "### Success Criteria", "- [ ] a", "## Migration Checklist", "- [ ] b"),
    ).toEqual([]);
  });

  const script = (...lines: string[]) => checks("## Verification Commands", "```bash", ...lines, "```");

  test("are one for each command of a fence, with the comments that belong to it", () => {
    expect(
      script(
        ...["# Types", "npx tsc   # Expected: 0 errors", "", "# Tests", "npm test", "# Expected: all pass"],
        ...["npm run lint \\", "  -- --quiet"],
      ),
    ).toEqual([
      "verification: $ # Types\nnpx tsc   # Expected: 0 errors",
      "verification: $ # Tests\nnpm test\n# Expected: all pass",
      "verification: $ npm run lint \\\n  -- --quiet",
    ]);
  });

  test("take along what sets the shell up for them", () => {
    expect(script("cd web", "npm test", "PORT=$(free-port | head -1)", "A=1 npm start")).toEqual([
      "verification: $ cd web\nnpm test",
      "verification: $ cd web\nPORT=$(free-port | head -1)\nA=1 npm start",
    ]);
    expect(script("cd web && npm test")).toEqual(["verification: $ cd web && npm test"]);
  });

  test.each([
    ["a loop", ["for f in *; do", "  test -s $f", "done"]],
    ["a process left running", ["npm start &", "curl localhost"]],
    ["a here-document", ["cat <<END", "x", "END"]],
    ["a quote over lines", ["node -e '", "check()'"]],
  ])("stay one where lines only make sense together: %s", (_, lines) => {
    expect(script(...lines)).toEqual([`verification: $ ${lines.join("\n")}`]);
  });

  test("have their place in the text", () => {
    const text = "## Verification Commands\n\n  ```sh\n  a\n  b  # Expected: c\n  ```\n";
    const source = createSource("x.md", text);
    const spans = readPlan(source)[0].criteria.map(({ criterion }) => textOf(source, criterion.span).trim());
    expect(spans).toEqual(["a", "b  # Expected: c"]);
  });
});

describe("planned commits", () => {
  /** `tasks: message [files]` */
  function commits(...lines: string[]): string[] {
    return read(...todos, "## Commit Strategy", ...lines).commits.map(
      ({ after, message, files }) => `${values(after)}: ${message?.value} [${values(files)}]`,
    );
  }

  test("are rows of a table", () => {
    expect(
      commits(
        ...["| After Task | Message | Files | Verification |", "|---|---|---|---|"],
        ...[
          "| 1 | `feat: a` | `src/a.ts`, `b.md` | npm test |",
          "| 2, 3 | `fix(x): b` | | |",
          "| F1 | (no commit) | | |",
        ],
      ),
    ).toEqual(["1: feat: a [src/a.ts,b.md]", "2,3: fix(x): b []"]);
    expect(commits("| Task | File | Commit Message |", "|---|---|---|", "| T2 | a.ts | `fix: c` |")).toEqual([
      "2: fix: c [a.ts]",
    ]);
  });

  test("are items of a list", () => {
    expect(
      commits(
        ...["- **1**: `feat: a` — src/a.ts, src/b/*", "- `fix: b` (todo 2)", "- After Task 3: `docs: c`"],
        ...["  - Files: `README.md`, `docs/`"],
      ),
    ).toEqual(["1: feat: a [src/a.ts,src/b/*]", "2: fix: b []", "3: docs: c [README.md,docs/]"]);
  });

  test("may say their tasks below, and are not numbered after tasks", () => {
    expect(commits("- Commit 2: `feat: a`", "  - Scope: Task 1 + Task 3")).toEqual(["1,3: feat: a []"]);
  });

  test("are none where only the form of a message is shown", () => {
    expect(commits("Use `type(scope): desc`, one for each task.")).toEqual([]);
    expect(commits("No commits requested.")).toEqual([]);
  });
});

describe("the stated critical path", () => {
  const path = (line: string, ...above: string[]) => values(read(...above, line, ...todos).criticalPath);

  test.each([
    ["> **Critical Path**: Task 1 → Task 2 → Task 3", ["1", "2", "3"]],
    ["Critical path: T1 -> T2/T3 => F1", ["1", "2", "3", "F1"]],
    ["**关键路径**：1 (地基) → 2-3 → 用户确认", ["1", "2", "3"]],
    ["Critical Path: Task 1 → Task 3 OR Task 2 → Task 3", ["1", "3"]],
    ["> **Critical Path**: Schema → Backend → Tests", null],
    ["Critical Path: Wave 1 → Wave 2", null],
  ])("is read from %s", (line, expected) => {
    expect(path(line)).toEqual(expected);
  });

  test("may stand in the fence of the wave tree, or below its own heading", () => {
    expect(
      path("```", "## Execution Strategy", "```", "Wave 1:", "└── Task 1", "Critical Path: 1 → 3"),
    ).toEqual(["1", "3"]);
    expect(path("2 → 3", "### Critical Path", "")).toEqual(["2", "3"]);
  });
});

test("the outline names the sections that have a meaning", () => {
  const { outline } = read(
    "# Plan",
    "## Context",
    "### Why",
    "## TODOs",
    "### Task 1: A",
    "## Success Criteria",
  );
  expect(outline.map(({ text, level, names }) => [text.value, level, names])).toEqual([
    ["Plan", 1, null],
    ["Context", 2, "context"],
    ["Why", 3, null],
    ["TODOs", 2, "todo"],
    ["Task 1: A", 3, null],
    ["Success Criteria", 2, "successCriteria"],
  ]);
});

test("the context is the whole section, sub-sections included", () => {
  const { context } = read("# Plan", "## Context", "Why.", "### Interview", "- Said", "", "## TODOs");
  expect(context.background?.value).toBe("Why.\n### Interview\n- Said");
});

describe("waves", () => {
  const waves = (...lines: string[]) =>
    read(...lines).tasks.map(({ label, wave }) => `${label?.value}: ${wave?.value ?? null}`);

  test("of a heading hold for the headings of tasks beside it", () => {
    expect(
      waves(
        "## Phase 1: Base",
        "## Task 1: A",
        "## Task 2: B",
        "## Phase 2",
        "## Task 3: C",
        "## Notes",
        "## Task 4: D",
      ),
    ).toEqual(["1: 1", "2: 1", "3: 2", "4: null"]);
  });

  test("may be named by a capital letter", () => {
    expect(waves("## TODOs", "### Phase A: Base", "- [ ] 1. A", "### Phase B", "- [ ] 2. B")).toEqual([
      "1: 1",
      "2: 2",
    ]);
    expect(waves("## TODOs", "### Phase a test in", "- [ ] 1. A")).toEqual(["1: null"]);
  });

  test("of final reviews are the final one, unless they say otherwise", () => {
    expect(waves("## TODOs", "- [ ] 1. A", "- [ ] F1. Audit", "### Wave 3", "- [ ] F2. Audit")).toEqual([
      "1: null",
      "F1: final",
      "F2: 3",
    ]);
  });
});
