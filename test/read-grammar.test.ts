import { structuredPatch } from "diff";
import { describe, expect, test } from "vitest";
import { compileCriterion } from "../src/criteria/compile.ts";
import type { Diagnostic } from "../src/diagnostic.ts";
import { fixUntilStable } from "../src/fix.ts";
import type { LintedPlan } from "../src/lint.ts";
import { lintConcise } from "../src/report/lint.ts";
import { catalogue } from "../src/rules/all.ts";
import type { Source } from "../src/source.ts";
import { briefCheck } from "./criteria-view.ts";
import { expectGolden } from "./golden.ts";
import {
  type Block,
  blocksIn,
  chapters,
  compile,
  type Example,
  examplesIn,
  folder,
  readChapter,
  withResult,
} from "./grammar-examples.ts";
import { viewCompiled } from "./grammar-view.ts";

const withExamples = chapters.filter((chapter) => examplesIn(chapter).length > 0);

describe.each(withExamples)("in %s", (chapter) => {
  const examples = examplesIn(chapter);

  test.each(examples.map((example) => [example.line, example] as const))(
    "the plan at line %i compiles to what stands below it",
    (_, example) => {
      const { json, text, diff } = example.results;
      expect(json ?? text ?? diff, "a plan needs a result below it").toBeDefined();
      const linted = compile(example.plan);
      if (json) expectCompiled(linted, json);
      if (diff) expectFixed(linted, example, diff);
      if (text) expectFindings(linted, example, text);
      else expect(concise(linted, ({ severity }) => severity === "error")).toBe("");
    },
  );

  test.each(examples.map((example) => [example.line, example] as const))(
    "the plan at line %i says the same with other ends of lines and with a byte order mark",
    (_, { plan }) => {
      const view = (text: string) => {
        const compiled = viewCompiled(compile(text));
        return JSON.stringify(compiled).replaceAll("\\r\\n", "\\n");
      };
      expect(view(plan.replaceAll("\n", "\r\n"))).toBe(view(plan));
      expect(view(plan.replace(/\n$/, ""))).toBe(view(plan));
      expect(view(`\uFEFF${plan}`)).toBe(view(plan));
    },
  );
});

/** `tasks`, where given, are all of the plan's tasks; of all else the part that is given must be so. */
function expectCompiled(linted: LintedPlan, { body }: Block): void {
  const expected = JSON.parse(body);
  const view = viewCompiled(linted);
  if (expected.tasks) expect(view.tasks).toHaveLength(expected.tasks.length);
  expect(view).toMatchObject(expected);
}

/** All errors and warnings, or every finding of the codes that the block names behind its language. */
function expectFindings(linted: LintedPlan, example: Example, block: Block): void {
  const codes = codesOf(block);
  const isShown = ({ code, severity }: Diagnostic) =>
    codes.length > 0 ? codes.includes(code) : severity !== "info";
  const hidden = concise(linted, (finding) => finding.severity === "error" && !isShown(finding));
  expect(hidden, "an error that is not shown").toBe("");
  const actual = concise(linted, isShown);
  expectBody(example, block, actual);
}

/** What all safe fixes change, or those of the codes that the block names; with `unsafe` the unsafe ones too. */
function expectFixed({ source }: LintedPlan, example: Example, block: Block): void {
  const codes = codesOf(block);
  const unsafe = block.info.split(" ").includes("unsafe");
  const lint = (text: Source) =>
    compile(text.text).diagnostics.filter(({ code }) => codes.length === 0 || codes.includes(code));
  const fixed = fixUntilStable(source, lint, { unsafe });
  const { hunks } = structuredPatch("", "", source.text, fixed.source.text, "", "", { context: 1 });
  const lines = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines,
  ]);
  expect(lines, "a diff shows a change").not.toEqual([]);
  expectBody(example, block, lines.map((line) => `${line}\n`).join(""));
}

/** The codes behind the language of a block, each of which must exist. */
function codesOf({ info }: Block): string[] {
  const codes = info.split(" ").filter((word) => word.startsWith("OMO"));
  expect(catalogue.map(({ code }) => code)).toEqual(expect.arrayContaining(codes));
  return codes;
}

/** Holds the body of a result against what it should be. */
function expectBody(example: Example, { language, body }: Block, actual: string): void {
  expectGolden(new URL(example.chapter, folder), body, actual, (text) => withResult(example, language, text));
}

/** Findings one a line, without the name of a file. */
function concise({ source, diagnostics }: LintedPlan, wanted: (finding: Diagnostic) => boolean) {
  const lines = lintConcise([{ source, diagnostics: diagnostics.filter(wanted) }]);
  return lines.replaceAll(/^:/gm, "");
}

describe("each criterion in the reference compiles to the check below it", () => {
  const lines = chapters
    .flatMap((chapter) => blocksIn(readChapter(chapter)))
    .filter(({ language }) => language === "checks")
    .flatMap(({ body }) => body.trim().split("\n"));
  const pairs = lines.flatMap((line, i) =>
    i % 2 === 0 ? [[line, lines[i + 1]?.replace(/^= /, "")] as const] : [],
  );

  test.each(pairs)("%s", (text, expected) => {
    const check = compileCriterion({ text, span: { start: 0, end: 0 }, checked: null, script: null });
    expect(briefCheck(check)).toBe(expected);
  });
});
