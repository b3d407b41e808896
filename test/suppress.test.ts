import { describe, expect, test } from "vitest";
import { applyFixes } from "../src/fix.ts";
import { blockersOf, type LintOptions, lintPlan } from "../src/lint.ts";
import { createSource, positionAt } from "../src/source.ts";

/** Codes and lines of what is found. */
function lint(text: string, options: LintOptions = {}): string[] {
  const source = createSource("plan.md", text);
  return lintPlan(source, options).diagnostics.map(
    ({ code, span }) => `${code}:${positionAt(source, span.start).line}`,
  );
}

/** Two tasks that wait for what is not there, with room for comments. Each line of `at` goes before that line. */
function plan(
  at: Readonly<Record<number, string>> = {},
  ends: Readonly<Record<number, string>> = {},
): string {
  const lines = [
    "# Plan", // 1
    "", // 2
    "## TODOs", // 3
    "", // 4
    "- [ ] 1. First", // 5
    "", // 6
    "  **Blocked By**: 8", // 7
    "", // 8
    "  **Acceptance Criteria**:", // 9
    "  - [ ] `npm test` exits 0", // 10
    "", // 11
    "- [ ] 2. Second", // 12
    "", // 13
    "  **Blocked By**: 9", // 14
    "", // 15
    "  **Acceptance Criteria**:", // 16
    "  - [ ] `npm test` exits 0", // 17
    "",
  ];
  return lines
    .flatMap((line, i) => [...(at[i + 1] === undefined ? [] : [at[i + 1]]), `${line}${ends[i + 1] ?? ""}`])
    .join("\n");
}

const comment = "<!-- omo-ignore OMO201: made up -->";

describe("a comment", () => {
  test("is not needed for the finding to be there", () => {
    expect(lint(plan())).toEqual(["OMO201:7", "OMO201:14"]);
  });

  test.each([
    { where: "at the end of the line", text: plan({}, { 7: ` ${comment}` }), left: ["OMO201:14"] },
    { where: "on the line before", text: plan({ 7: `  ${comment}` }), left: ["OMO201:15"] },
    {
      where: "before the line, with a blank one between",
      text: plan({ 7: `  ${comment}\n` }),
      left: ["OMO201:16"],
    },
    { where: "right before the task", text: plan({ 12: comment }), left: ["OMO201:7"] },
    {
      where: "right after the line that begins the task",
      text: plan({ 13: `  ${comment}` }),
      left: ["OMO201:7"],
    },
    {
      where: "at the end of the line that begins the task",
      text: plan({}, { 12: ` ${comment}` }),
      left: ["OMO201:7", "OMO801:12", "OMO201:14"],
    },
    { where: "in the head of the file", text: plan({ 2: comment }), left: [] },
    { where: "before anything else", text: plan({ 1: comment }), left: [] },
    { where: "below the first section, before the task", text: plan({ 4: comment }), left: ["OMO201:15"] },
    {
      where: "somewhere else",
      text: plan({ 9: `  ${comment}` }),
      left: ["OMO201:7", "OMO801:9", "OMO201:15"],
    },
    { where: "in code", text: plan({}, { 7: ` \`${comment}\`` }), left: ["OMO201:7", "OMO201:14"] },
    {
      where: "in a fence",
      text: plan({ 7: `  \`\`\`\n  ${comment}\n  \`\`\`` }),
      left: ["OMO201:10", "OMO201:17"],
    },
  ])("$where", ({ text, left }) => {
    expect(lint(text)).toEqual(left);
  });

  test.each([
    {
      block: "table",
      text: "### Dependency Matrix\n\n| Task | Depends On |\n| --- | --- |\n| 1 | 8 |\n| 7 | None |\n",
    },
    { block: "fence", text: "### Waves\n\n```\nWave 1:\n├── Task 1: First\n└── Task 7: Gone\n```\n" },
  ])("before a $block speaks of all of it", ({ text }) => {
    const found = (before: string) =>
      lint(`${plan()}\n${text.replace("\n\n", `\n\n${before}`)}`).filter((one) => /OMO(209|80.)/.test(one));
    expect(found("")).toEqual([expect.stringMatching(/^OMO209:2\d$/)]);
    expect(found("<!-- omo-ignore OMO209: made up -->\n\n")).toEqual([]);
  });

  test("may name several rules, by code or name, in any case", () => {
    const both = "<!-- omo-ignore omo201, unknown-dependency: the one as good as the other -->";
    expect(lint(plan({ 1: both }))).toEqual([]);
  });

  test("may go over several lines", () => {
    expect(lint(plan({ 7: "  <!-- omo-ignore OMO201:\n       made up -->" }))).toEqual(["OMO201:16"]);
  });

  test.each([
    { text: "<!-- omo-ignore OMO201 -->", says: "this comment gives no reason, so it has no effect" },
    { text: "<!-- omo-ignore OMO201: -->", says: "this comment gives no reason, so it has no effect" },
    {
      text: "<!-- omo-ignore: a reason -->",
      says: "this comment does not say which findings to ignore, so it has no effect",
    },
    {
      text: "<!-- omo-ignore-line OMO201: made up -->",
      says: "there is no `omo-ignore-line`, so it has no effect",
    },
    { text: "<!-- omo-ignore OMO201: a reason", says: "this comment is not closed, so it has no effect" },
    { text: "<!-- omo-ignore OMO2O1: a reason -->", says: "there is no rule `OMO2O1`" },
    {
      text: "<!-- omo-ignore unknown-dependancy: a reason -->",
      says: "there is no rule `unknown-dependancy`",
    },
  ])("that is wrong hides nothing and is told: $text", ({ text, says }) => {
    const { diagnostics } = lintPlan(createSource("plan.md", plan({}, { 7: ` ${text}` })));
    expect(diagnostics.map(({ code }) => code)).toEqual(["OMO201", "OMO802", "OMO201"]);
    expect(diagnostics[1]?.message).toBe(says);
  });

  test("cannot make an error that keeps a plan from running go away for a run", () => {
    const linted = lintPlan(createSource("plan.md", plan({ 1: comment })), { severities: { OMO201: "off" } });
    expect(linted.diagnostics).toEqual([]);
    expect(blockersOf(linted).map(({ code }) => code)).toEqual(["OMO201", "OMO201"]);
  });

  test("counts as used where configuration hides the finding anyway", () => {
    expect(lint(plan({ 1: comment }), { severities: { OMO201: "off" } })).toEqual([]);
  });
});

describe("an unused comment is removed by its fix", () => {
  const fixed = (text: string) => {
    const { diagnostics } = lintPlan(createSource("plan.md", text));
    return applyFixes(text, diagnostics, { unsafe: false }).text;
  };
  const unused = "<!-- omo-ignore OMO302: made up -->";

  test.each([
    { where: "on a line of its own", text: plan({ 9: `  ${unused}` }) },
    { where: "at the end of a line", text: plan({}, { 10: ` ${unused}` }) },
    { where: "as the last line", text: `${plan()}${unused}`, after: plan() },
    {
      where: "with other line ends",
      text: plan({ 9: unused }).replaceAll("\n", "\r\n"),
      after: plan().replaceAll("\n", "\r\n"),
    },
  ])("$where", ({ text, after }) => {
    expect(fixed(text)).toBe(after ?? plan());
  });

  test("but not safely where text follows it: a line that begins with a comment is no Markdown", () => {
    const text = plan({ 9: `${unused}  **Blocks**: 2` });
    expect(fixed(text)).toBe(text);
  });

  test("but a rule of it that is used stays", () => {
    const several = (names: string) => plan({ 1: `<!-- omo-ignore ${names}: made up -->` });
    expect(fixed(several("OMO302, OMO201"))).toBe(several("OMO201"));
    expect(fixed(several("OMO201, OMO302"))).toBe(several("OMO201"));
    expect(fixed(several("OMO201, OMO302, OMO303"))).toBe(several("OMO201"));
  });
});

describe("severity is configured", () => {
  const severities = (configured: LintOptions["severities"] & object) =>
    lintPlan(createSource("plan.md", plan()), { severities: configured });

  test("lower, higher and off", () => {
    const levels = (severity: "info" | "warning" | "off") =>
      severities({ OMO201: severity }).diagnostics.map((diagnostic) => diagnostic.severity);
    expect(levels("info")).toEqual(["info", "info"]);
    expect(levels("warning")).toEqual(["warning", "warning"]);
    expect(levels("off")).toEqual([]);
  });

  test("and what is made an error keeps a plan from running", () => {
    const text = plan()
      .replace("8", "None")
      .replace("9", "None")
      .replaceAll("`npm test` exits 0", "It works correctly");
    const source = createSource("plan.md", text);
    expect(blockersOf(lintPlan(source))).toEqual([]);
    const blockers = blockersOf(lintPlan(source, { severities: { OMO303: "error" } }));
    expect(blockers.map(({ code }) => code)).toEqual(["OMO303", "OMO303"]);
  });
});
