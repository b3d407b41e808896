import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fixUntilStable } from "../src/fix.ts";
import type { Graph } from "../src/graph.ts";
import { lintPlan } from "../src/lint.ts";
import { createSource, type Source } from "../src/source.ts";

/** What one task of a made plan says; others are named by number, from 1. */
interface Sketch {
  readonly blockedBy?: readonly number[] | undefined;
  readonly blocks?: readonly number[] | undefined;
  readonly files?: readonly string[] | undefined;
}

function write(sketches: readonly Sketch[], rows: readonly (readonly number[])[] = []): Source {
  const list = (labels: readonly number[]) => labels.join(", ") || "None";
  const field = (name: string, value: string) => `  **${name}**: ${value}\n`;
  const tasks = sketches.map(
    ({ blockedBy, blocks, files = [] }, i) =>
      `- [ ] ${i + 1}. Task\n\n` +
      (files.length > 0
        ? `  **What to do**:\n${files.map((file) => `  - Modify \`${file}\`\n`).join("")}\n`
        : "") +
      (blockedBy ? field("Blocked By", list(blockedBy)) : "") +
      (blocks ? field("Blocks", list(blocks)) : "") +
      "\n",
  );
  const header = "## Dependency Matrix\n\n| Task | Depends On |\n| --- | --- |\n";
  const matrix = rows.map((row, i) => `| ${i + 1} | ${list(row)} |\n`).join("");
  return createSource(
    "made.md",
    `# Made\n\n${matrix && `${header}${matrix}\n`}## TODOs\n\n${tasks.join("")}`,
  );
}

function codesOf(source: Source): string[] {
  return lintPlan(source)
    .diagnostics.filter(({ severity, code }) => severity !== "info" && code.startsWith("OMO2"))
    .map(({ code }) => code);
}

function messagesOf(source: Source): string[] {
  return lintPlan(source)
    .diagnostics.filter(({ code }) => code === "OMO204")
    .map(({ message }) => message);
}

function dependencies({ nodes }: Graph): (readonly string[])[] {
  return nodes.map(({ dependsOn }) => dependsOn);
}

const size = 7;
/** For each task some of those before it, or some of all. */
const backward = fc
  .array(fc.uniqueArray(fc.integer({ min: 1, max: size }), { maxLength: 3 }), {
    minLength: size,
    maxLength: size,
  })
  .map((lists) => lists.map((list, i) => list.filter((other) => other <= i).sort((a, b) => a - b)));
const anywhere = fc.array(
  fc.option(fc.uniqueArray(fc.integer({ min: 1, max: size }), { maxLength: 3 }), { nil: undefined }),
  { minLength: size, maxLength: size },
);

describe("sources of dependencies", () => {
  test("that agree are not reported", () => {
    fc.assert(
      fc.property(backward, (lists) => {
        const blocks = lists.map((_, i) => lists.flatMap((list, j) => (list.includes(i + 1) ? [j + 1] : [])));
        const sketches = lists.map((blockedBy, i) => ({ blockedBy, blocks: blocks[i] }));
        expect(codesOf(write(sketches, lists))).toEqual([]);
      }),
    );
  });

  test("that leave out what is implied are not reported either", () => {
    const chain = [
      { blockedBy: [], blocks: [2] },
      { blockedBy: [1], blocks: [3] },
      { blockedBy: [1, 2], blocks: [] },
    ];
    expect(codesOf(write(chain, [[], [1], [2]]))).toEqual([]);
  });

  test("that differ are: what a task waits for once, and each Blocks once", () => {
    const sketches = [{ blockedBy: [], blocks: [2] }, { blockedBy: [] }, { blockedBy: [1] }];
    expect(messagesOf(write(sketches, [[], [], []]))).toEqual([
      "the matrix row of task `3` leaves out `1`",
      "Blocks of task `1` leaves out `3`, which waits for it",
      "Blocked By of task `2` leaves out `1`, and the matrix row leaves out `1`",
    ]);
  });

  test("that leave out the same are reported together", () => {
    const starts = [1, 2, 3].map(() => ({ blockedBy: [], blocks: [] }));
    const ends = [{ blockedBy: [1, 2, 3] }, { blockedBy: [1, 2, 3] }];
    expect(messagesOf(write([...starts, ...ends]))).toEqual([
      "Blocks of tasks `1`–`3` leave out `4`, `5`, which wait for them",
    ]);
  });

  test("count together, each of them", () => {
    fc.assert(
      fc.property(backward, backward, backward, (blockedBy, rows, blocked) => {
        const blocks = blocked.map((_, i) =>
          blocked.flatMap((list, j) => (list.includes(i + 1) ? [j + 1] : [])),
        );
        const { graph } = lintPlan(
          write(
            blockedBy.map((list, i) => ({ blockedBy: list, blocks: blocks[i] })),
            rows,
          ),
        );
        const union = blockedBy.map(
          (list, i) => new Set([...list, ...(rows[i] ?? []), ...(blocked[i] ?? [])]),
        );
        expect(dependencies(graph).map((ids) => new Set(ids.map(Number)))).toEqual(union);
      }),
      { numRuns: 40 },
    );
  });

  test("are completed by the fix: what tasks wait for stays, and nothing is left to fix", () => {
    fc.assert(
      fc.property(backward, anywhere, fc.option(backward, { nil: [] }), (lists, blocks, rows) => {
        const source = write(
          lists.map((blockedBy, i) => ({ blockedBy, blocks: blocks[i] })),
          rows,
        );
        const mismatches = (text: Source) =>
          lintPlan(text).diagnostics.filter(({ code }) => code === "OMO204");
        const fixed = fixUntilStable(source, mismatches, { unsafe: false });
        expect(dependencies(lintPlan(fixed.source).graph)).toEqual(dependencies(lintPlan(source).graph));
        expect(mismatches(fixed.source).filter(({ fix }) => fix)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

describe("a row of the matrix that names nothing", () => {
  const plan = (row: string) =>
    `# Made\n\n## Dependency Matrix\n\n${row}\n\n` +
    "## TODOs\n\n- [ ] 1. One\n\n  **Blocked By**: None\n\n- [ ] 2. Two\n\n  **Blocked By**: 1\n";
  const table = (row: string) => `| Task | Depends On | Wave |\n| --- | --- | --- |\n| 1 | - | 1 |\n${row}`;
  const fix = (source: Source) =>
    fixUntilStable(source, (text) => lintPlan(text).diagnostics.filter(({ code }) => code === "OMO204"), {
      unsafe: false,
    }).source;

  test.each([
    { row: table("| 2 | None | 2 |"), fixed: table("| 2 | 1 | 2 |") },
    { row: table("| 2 | - | 2 |"), fixed: table("| 2 | 1 | 2 |") },
    { row: table("| 2 |—| 2 |"), fixed: table("| 2 |1| 2 |") },
    { row: "- **1**: None\n- **2**: None", fixed: "- **1**: None\n- **2**: 1" },
    {
      row: "- Task 1: blocked by none; blocks 2\n- Task 2: blocked by none ; blocks none",
      fixed: "- Task 1: blocked by none; blocks 2\n- Task 2: blocked by 1 ; blocks none",
    },
  ])("is completed in its place: $row", ({ row, fixed }) => {
    const source = createSource("made.md", plan(row));
    const once = fix(source);
    expect(once.text).toBe(plan(fixed));
    expect(messagesOf(once)).toEqual([]);
    expect(fix(once).text).toBe(once.text);
    expect(dependencies(lintPlan(once).graph)).toEqual(dependencies(lintPlan(source).graph));
  });

  test.each([table("| 2 || 2 |"), table("| 2 |  | 2 |")])("says nothing where it is empty: %s", (row) => {
    const source = createSource("made.md", plan(row));
    expect(messagesOf(source)).toEqual([]);
    expect(fix(source).text).toBe(source.text);
  });

  test.each([
    table("| 2 | None (can start now) | 2 |"),
    "| Task | Depends On |\n| --- | --- |\n| 1, 2 | None |\n| 3 | None |",
  ])("is left to a person where it says more, or speaks of several tasks: %s", (row) => {
    const source = createSource("made.md", plan(row));
    expect(fix(source).text).toBe(source.text);
  });
});

describe("a commit", () => {
  const task = (n: number, work: string, commit: string) =>
    `- [ ] ${n}. Task\n\n  **What to do**:\n  - ${work}\n\n  **Blocked By**: None\n\n  **Commit**: ${commit}\n\n`;
  const conflicts = (...tasks: string[]) =>
    codesOf(createSource("made.md", `# Made\n\n## TODOs\n\n${tasks.join("")}`)).filter(
      (code) => code === "OMO215",
    );
  const own = "YES\n  - Message: `feat: it`\n  - Files: `a.ts`";

  test("writes what it names", () => {
    expect(conflicts(task(1, "Modify `a.ts`", own), task(2, "Look at it", own))).toEqual(["OMO215"]);
  });

  test("that is made for a task without one of its own writes nothing itself", () => {
    expect(conflicts(task(1, "Modify `a.ts`", "NO"), task(2, "Look at it", own))).toEqual([]);
    expect(conflicts(task(1, "Modify `a.ts`", "NO"), task(2, "Modify `a.ts`", own))).toEqual(["OMO215"]);
  });
});

test.each([
  { says: "> **Parallel Execution**: NO — sequential", codes: [] },
  { says: "Sequential execution is preferred.", codes: [] },
  { says: "Implement in dependency order.", codes: [] },
  { says: "> **Parallel Execution**: YES, 40 % faster than sequential execution", codes: ["OMO214"] },
  { says: "Ids are sequential integers.", codes: ["OMO214"] },
])("the order of the tasks is told to be implied unless the plan states it: $says", ({ says, codes }) => {
  const source = createSource("made.md", `# Made\n\n${says}\n\n## TODOs\n\n- [ ] 1. One\n- [ ] 2. Two\n`);
  expect(codesOf(source)).toEqual(codes);
});

describe("files of several tasks", () => {
  test("are reported exactly when two of their tasks may run side by side", () => {
    const files = fc.array(fc.subarray(["a.ts", "b.ts"]), { minLength: size, maxLength: size });
    fc.assert(
      fc.property(backward, files, (lists, written) => {
        const { graph, diagnostics } = lintPlan(
          write(lists.map((blockedBy, i) => ({ blockedBy, files: written[i] }))),
        );
        const waitsFor = new Map(graph.nodes.map(({ id, dependsOn }) => [id, dependsOn]));
        const behind = (id: string): Set<string> => {
          const found = new Set(waitsFor.get(id));
          for (const other of found) for (const next of waitsFor.get(other) ?? []) found.add(next);
          return found;
        };
        const conflicts = ["a.ts", "b.ts"].filter((file) => {
          const writers = written.flatMap((list, i) => (list.includes(file) ? [String(i + 1)] : []));
          return writers.some((a) => writers.some((b) => a < b && !behind(a).has(b) && !behind(b).has(a)));
        });
        const reported = diagnostics.filter(({ code }) => code === "OMO215");
        expect(reported.map(({ message }) => /`([^`]*)`$/.exec(message)?.[1]).sort()).toEqual(conflicts);
      }),
    );
  });
});

test("a plan of ten thousand tasks that disagree is no problem", { timeout: 30_000 }, () => {
  const sketches = Array.from({ length: 10_000 }, (_, i) => ({
    blockedBy: i < 100 ? [] : [i - 99],
    blocks: i % 7 === 0 && i > 50 ? [i - 50] : [],
    files: ["shared.ts"],
  }));
  const codes = new Set(codesOf(write(sketches)));
  expect(codes).toContain("OMO204");
  expect(codes).toContain("OMO215");
});
