import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileCriterion } from "../src/criteria/compile.ts";
import { plainText } from "../src/inline.ts";
import type { Plan } from "../src/plan.ts";
import { readPlan } from "../src/read.ts";
import { createSource, positionAt, type Source, type Span, textOf } from "../src/source.ts";
import { effort } from "./effort.ts";
import { corpus, corpusPresent } from "./read-corpus.ts";
import { viewParts, viewPlan } from "./read-view.ts";

/** Pieces that plans are made of, put together in ways no author would. */
const piece = fc.oneof(
  fc.constantFrom(
    ...[
      "# Plan",
      "## TODOs",
      "### Wave 2",
      "## Final Verification Wave",
      "### Dependency Matrix",
      "## TL;DR",
      "---",
      "",
    ],
    ...[
      "- [ ] 1. One",
      "- [x] **T2. Two**",
      "- [~] F1. **Audit** — `oracle`",
      "### - [ ] 3. Three",
      "### Task 4: Four",
      "- [ ] ",
    ],
    ...[
      "  **What to do**: a",
      "  **Blocked By**: 1-3, Wave 2, (T9",
      "  - **Category**: `deep` or `quick`",
      "  **Skills**: [`a`,",
    ],
    ...[
      "  **Acceptance Criteria**:",
      "  - [ ] `npm test` → PASS",
      "    - nested",
      "  ```bash",
      "```",
      "~~~",
      "  Scenario: x",
      "    Tool: Bash",
    ],
    ...[
      "| Task | Depends On |",
      "|---|---|",
      "| 1-3 | — |",
      "- **1**: — → 2",
      "├── Task 1: a",
      "Wave 1:",
      "<!--",
      "-->",
      "> quoted",
      "\t- [ ] 5. Tab",
    ],
  ),
  fc.string({ maxLength: 30 }),
  fc.string({ unit: "grapheme", maxLength: 12 }),
);
const document = fc.array(piece, { maxLength: 40 }).map((lines) => lines.join("\n"));

describe("any text", () => {
  test("is read without throwing, and every span lies within it", () => {
    fc.assert(
      fc.property(document, (text) => {
        const source = createSource("x.md", text);
        const [plan, found] = readPlan(source);
        checkSpans([plan, found], source);
        for (const task of plan.tasks) for (const criterion of task.criteria) compileCriterion(criterion);
      }),
      { numRuns: effort(400) },
    );
  });

  test("says the same with other line endings, with a byte order mark, and with tabs", () => {
    fc.assert(fc.property(document, checkVariants), { numRuns: effort(200) });
  });
});

describe.skipIf(!corpusPresent)("real plans", () => {
  test("are read with spans that hold what was read", () => {
    for (const part of ["plans", "history"] as const) {
      for (const source of corpus(part)) {
        const [plan, found] = readPlan(source);
        checkSpans([plan, found], source);
        checkContents(plan, source);
      }
    }
  });

  test("say the same with other line endings, with a byte order mark, and with tabs", () => {
    for (const source of sample(corpus("plans"))) checkVariants(source.text);
  });

  test("are the same plan each time they are read", () => {
    for (const { file, text } of sample([...corpus("plans"), ...corpus("history")])) {
      expect(readPlan(createSource(file, text)), file).toEqual(readPlan(createSource(file, text)));
    }
  });

  test("survive damage: a piece cut out, a piece doubled", () => {
    const sources = corpus("plans");
    fc.assert(
      fc.property(
        fc.nat(sources.length - 1),
        fc.nat(),
        fc.nat(400),
        fc.boolean(),
        (which, at, length, twice) => {
          const text = sources[which]?.text ?? "";
          const start = at % (text.length + 1);
          const cut = text.slice(start, start + length);
          const source = createSource(
            "x.md",
            text.slice(0, start) + (twice ? cut + cut : "") + text.slice(start + length),
          );
          checkSpans(readPlan(source)[0], source);
        },
      ),
      { numRuns: effort(300), seed: 7 },
    );
  });
});

/** All of them where time is no matter, else every ninth. */
function sample(sources: readonly Source[]): Source[] {
  return sources.filter((_, i) => effort(1) > 1 || i % 9 === 0);
}

/** Every span anywhere in the plan: in order and inside the text. */
function checkSpans(value: unknown, source: Source): void {
  if (Array.isArray(value)) for (const item of value) checkSpans(item, source);
  else if (value !== null && typeof value === "object") {
    if ("start" in value && "end" in value) {
      const { start, end } = value as Span;
      if (!(start >= 0 && start <= end && end <= source.text.length)) {
        expect.fail(`span ${start}-${end} outside a text of ${source.text.length}`);
      }
    }
    for (const item of Object.values(value)) checkSpans(item, source);
  }
}

/** Values that stand in the text as they are stand where their span says. */
function checkContents(plan: Plan, source: Source): void {
  for (const label of plan.criticalPath ?? []) expect(textOf(source, label.span)).toMatch(/\d/);
  for (const { message, files } of plan.commits) {
    for (const value of [...(message ? [message] : []), ...files])
      expect(textOf(source, value.span)).toBe(value.value);
  }
  for (const { text } of plan.outline) expect(plainText(textOf(source, text.span))).toBe(text.value);
  for (const { criterion } of plan.criteria) {
    expect(textOf(source, criterion.span)).toContain((criterion.text.split("\n", 1)[0] ?? "").trim());
  }
  for (const task of plan.tasks) {
    if (task.label) expect(textOf(source, task.label.span)).toBe(task.label.value);
    if (task.box) expect(textOf(source, task.box.span)).toMatch(/^[ xX~/-]$/);
    expect(plainText(textOf(source, task.title.span))).toBe(task.title.value);
    for (const category of task.categories)
      expect(textOf(source, category.span).toLowerCase()).toBe(category.value);
    if (task.agent) expect(textOf(source, task.agent.span).toLowerCase()).toBe(task.agent.value);
    for (const skill of task.skills)
      expect(textOf(source, skill.span).toLowerCase()).toBe(skill.value.toLowerCase());
    if (task.commit?.message)
      expect(textOf(source, task.commit.message.span)).toBe(task.commit.message.value);
    for (const criterion of task.criteria) {
      const firstLine = criterion.text.split("\n", 1)[0] ?? "";
      expect(textOf(source, criterion.span)).toContain(firstLine);
      expect(criterion.span.start).toBeGreaterThan(task.span.start);
      expect(criterion.span.end).toBeLessThanOrEqual(task.span.end);
    }
    for (const scenario of task.scenarios) {
      expect(textOf(source, scenario.span)).toContain(scenario.text.split("\n", 1)[0]?.trim());
    }
  }
}

function checkVariants(text: string): void {
  const lf = text.replace(/\r/g, "");
  const plain = view(lf);
  expect(view(lf.replace(/\n/g, "\r\n")), "CRLF").toEqual(plain);
  expect(view(lf.replace(/\n/g, "\r")), "CR").toEqual(plain);
  expect(view(`\uFEFF${lf}`), "byte order mark").toEqual(plain);
  expect(view(lf.replace(/^(?: {4})+/gm, (indent) => "\t".repeat(indent.length / 4))), "tabs").toEqual(plain);
}

function view(text: string): unknown {
  const source = createSource("x.md", text);
  const [plan, found] = readPlan(source);
  return {
    plan: viewPlan(plan, source),
    parts: viewParts(plan),
    found: found.map(({ code, message, span, related }) => [
      ...[code, message, lineOf(source, span)],
      ...related.map((label) => [lineOf(source, label.span), label.text]),
    ]),
  };
}

function lineOf(source: Source, span: Span): number {
  return positionAt(source, span.start).line;
}
