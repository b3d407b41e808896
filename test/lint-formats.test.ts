import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Edit, Fix } from "../src/diagnostic.ts";
import { lintPlan } from "../src/lint.ts";
import { lintAgent } from "../src/report/agent.ts";
import { lintGithub } from "../src/report/github.ts";
import { toSarif } from "../src/report/sarif.ts";
import { catalogue } from "../src/rules/all.ts";
import { createSource } from "../src/source.ts";
import { sample } from "./effort.ts";
import { expectGolden } from "./golden.ts";
import { omo } from "./omo.ts";
import { corpus, corpusPresent } from "./read-corpus.ts";
import { sarifMistakes } from "./sarif-schema.ts";

const folder = new URL("fixtures/formats/", import.meta.url);

/** What a code scanning service reads. */
interface Log {
  readonly runs: readonly [
    {
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly locations: readonly [{ readonly physicalLocation: PhysicalLocation }];
      }[];
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    },
  ];
}

interface PhysicalLocation {
  readonly artifactLocation: { readonly uri: string };
  readonly region: Region;
}

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly charOffset: number;
  readonly charLength: number;
}

function lint(format: string): string {
  const { stdout, stderr } = omo(["plan", "lint", "plan.md", "--format", format, "--no-cache"], {
    cwd: fileURLToPath(folder),
  });
  expect(stderr).toBe("");
  return stdout;
}

describe("findings are printed as", () => {
  test.each(["pretty", "concise", "github", "agent", "json"])("%s", (format) => {
    const file = new URL(`${format}.out`, folder);
    const expected = process.env.UPDATE === "1" ? "" : readFileSync(file, "utf8");
    expectGolden(file, expected, lint(format), (actual) => actual);
  });

  test("sarif", () => {
    const log = JSON.parse(lint("sarif"));
    expect(sarifMistakes(log)).toEqual([]);
    const file = new URL("sarif.out", folder);
    const expected = process.env.UPDATE === "1" ? "" : readFileSync(file, "utf8");
    // The place of a rule in the list changes with every rule that is added.
    const results = (log as Log).runs[0].results.map(({ ruleIndex: _, ...result }) => result);
    expectGolden(file, expected, `${JSON.stringify(results, null, 2)}\n`, (actual) => actual);
  });
});

test("a GitHub annotation is one line, whatever is in it", () => {
  const source = createSource("odd,name:100%.md", "# A");
  const diagnostic = {
    ...{ code: "OMO999", name: "made-up", severity: "info" as const, label: "", related: [] },
    message: "100 % wrong:\r\nindeed, so",
    span: { start: 2, end: 3 },
    help: "mend it",
  };
  expect(lintGithub([{ source, diagnostics: [diagnostic] }])).toBe(
    "::notice file=odd%2Cname%3A100%25.md,line=1,endLine=1,col=3,endColumn=4,title=OMO999 made-up" +
      "::100 %25 wrong:%0D%0Aindeed, so%0Amend it\n",
  );
});

describe("a line for an agent", () => {
  const source = createSource("a.md", "one two\nthree");
  const lineWith = (edits: readonly Edit[], safety: Fix["safety"] = "safe") =>
    lintAgent([
      {
        source,
        diagnostics: [
          {
            ...{ code: "OMO999", name: "made-up", severity: "error", label: "", related: [], help: null },
            message: "it is wrong",
            span: { start: 4, end: 7 },
            fix: { title: "mend it", safety, edits },
          },
        ],
      },
    ]);

  test.each([
    { edits: [{ span: { start: 4, end: 7 }, text: "2" }], says: 'line 1: "two" → "2"' },
    { edits: [{ span: { start: 13, end: 13 }, text: "\n" }], says: 'line 2: insert "\\n"' },
    { edits: [{ span: { start: 3, end: 7 }, text: "" }], says: 'line 1: delete " two"' },
  ])("has the words of a fix: $says", ({ edits, says }) => {
    expect(lineWith(edits)).toBe(`a.md:1 OMO999 it is wrong → fix: mend it; ${says}\n`);
  });

  test("says when a fix may be wrong", () => {
    expect(lineWith([{ span: { start: 0, end: 3 }, text: "1" }], "unsafe")).toContain(
      "fix (unsafe): mend it; ",
    );
  });

  test("stays short where a fix does not", () => {
    const edit = { span: { start: 0, end: 3 }, text: "long ".repeat(100) };
    expect(lineWith([edit]).length).toBeLessThan(200);
    expect(lineWith(Array.from({ length: 50 }, () => edit))).toBe(
      "a.md:1 OMO999 it is wrong → fix: mend it\n",
    );
  });
});

describe("a SARIF log", () => {
  const text = readFileSync(new URL("plan.md", folder), "utf8");
  const log = (...files: string[]) => {
    const reports = files.map((file) => lintPlan(createSource(file, text)));
    return toSarif({ reports, problems: ["gone.md: no such file"] }, catalogue, "1.2.3") as Log;
  };

  test("tells places in UTF-16 units, by lines and by offsets alike", () => {
    const lines = text.split("\n");
    const offset = (line: number, column: number) =>
      lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
    const regions = log("plan.md").runs[0].results.map(
      ({ locations }) => locations[0].physicalLocation.region,
    );
    expect(regions.length).toBeGreaterThan(3);
    for (const region of regions) {
      expect(offset(region.startLine, region.startColumn)).toBe(region.charOffset);
      expect(offset(region.endLine, region.endColumn)).toBe(region.charOffset + region.charLength);
    }
  });

  test("refers to its rules", () => {
    const { results, tool } = log("plan.md").runs[0];
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  test.each([
    { file: "a plan.md", uri: "a%20plan.md" },
    { file: "a%b#c?d.md", uri: "a%25b%23c%3Fd.md" },
    { file: "/abs/ü/plan.md", uri: "file:///abs/%C3%BC/plan.md" },
    { file: "../up/plan.md", uri: "../up/plan.md" },
  ])("names the file $file as a URI", ({ file, uri }) => {
    expect(sarifMistakes(log(file))).toEqual([]);
    expect(log(file).runs[0].results[0]?.locations[0].physicalLocation.artifactLocation).toEqual({ uri });
  });

  test.skipIf(!corpusPresent)("keeps to the standard for plans of the corpus", () => {
    const reports = sample(corpus("plans"), 4).map((source) => lintPlan(source));
    expect(reports.length).toBeGreaterThan(40);
    expect(sarifMistakes(toSarif({ reports, problems: [] }, catalogue, "1.2.3"))).toEqual([]);
  });

  test("that does not is found out", () => {
    const wrong = JSON.parse(JSON.stringify(log("plan.md")));
    wrong.runs[0].results[0].level = "fatal";
    delete wrong.runs[0].results[1].message;
    wrong.runs[0].results[2].locations[0].physicalLocation.region.startLine = 0;
    expect(sarifMistakes(wrong)).toHaveLength(3);
  });
});
