import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fieldNamed, sectionNamed } from "../src/read/names.ts";
import { sectionVocabulary } from "../src/read/section-vocabulary.ts";
import { fieldVocabulary } from "../src/read/vocabulary.ts";
import { catalogue } from "../src/rules/all.ts";
import { expectGolden } from "./golden.ts";
import { chapters, compile, examplesIn, folder, readChapter } from "./grammar-examples.ts";

test("every chapter is in the index, and every page it leads to is there", () => {
  const listed = [...readChapter("plan.md").matchAll(/^\| \[[^\]]+\]\(([a-z]+\.md)\) \|/gm)].map(
    ([, name]) => name,
  );
  expect(["plan.md", ...listed]).toEqual(chapters);
  for (const chapter of chapters) {
    const links = readChapter(chapter).matchAll(
      /\]\((?<page>[a-z]+\.md|codes\/[^)#]+)?(?:#(?<part>[^)]*))?\)/g,
    );
    for (const { 0: link, groups: { page = chapter, part } = {} } of links) {
      expect(existsSync(new URL(page, folder)), `${link} in ${chapter}`).toBe(true);
      if (part) expect(anchorsOf(page), `${link} in ${chapter}`).toContain(part);
    }
  }
});

/** What links to the parts of a chapter end in. */
function anchorsOf(chapter: string): string[] {
  return [...readChapter(chapter).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** A row of a table of verdicts that names a code. */
const verdicts = chapters.flatMap((chapter) =>
  [...readChapter(chapter).matchAll(/^\| .*? (\w+) \[(OMO\d{3})\]\(codes\/(OMO\d{3})\.md\)(.*) \|$/gm)].map(
    ([row, severity = "", code = "", page = "", repair = ""]) => ({ row, severity, code, page, repair }),
  ),
);

/** What can be found in a plan. */
const planCodes = catalogue.map(({ code }) => code).filter((code) => !code.startsWith("OMO9"));

/** The fixes that findings of the examples have: `, fix` and `, unsafe fix`, by code. */
const repairs = new Map<string, Set<string>>();
for (const { plan } of chapters.flatMap(examplesIn)) {
  for (const { code, fix } of compile(plan).diagnostics) {
    const found = repairs.get(code) ?? new Set();
    repairs.set(code, fix ? found.add(fix.safety === "safe" ? ", fix" : ", unsafe fix") : found);
  }
}

describe("each verdict", () => {
  test.each(verdicts)("$row names a code by its severity", ({ severity, code, page }) => {
    expect(page).toBe(code);
    expect(catalogue).toContainEqual(expect.objectContaining({ code, severity }));
  });

  test.each(verdicts)("$row says whether there is a fix", ({ code, repair }) => {
    expect(repair.replace(/^[;:].*/, "")).toBe([...(repairs.get(code) ?? [])].sort().join(""));
  });

  test("together they name every code", () => {
    const named = new Set(verdicts.map(({ code }) => code));
    expect(planCodes.filter((code) => !named.has(code))).toEqual([]);
  });
});

test("every code of a verdict is shown by an example", () => {
  const findings = chapters.flatMap(examplesIn).map(({ results }) => results.text?.body ?? "");
  const shown = new Set(findings.join("").match(/OMO\d{3}/g));
  expect(planCodes.filter((code) => !shown.has(code))).toEqual([]);
});

test("the table of diagnostics is that of the compiler", () => {
  const rows = catalogue.map(
    ({ code, name, severity }) => `| [${code}](codes/${code}.md) | ${name} | ${severity} |\n`,
  );
  expectTable("plan.md", "Code | Name | Severity", rows.join(""));
});

test("the table of languages is that of the vocabulary", () => {
  const languages = [
    "en",
    ...languagesOf([sectionVocabulary, fieldVocabulary]).filter((code) => code !== "en"),
  ];
  const rows = languages.map((code) => {
    const share = (vocabulary: Readonly<Record<string, string>>) => {
      const entries = Object.entries(vocabulary).filter(([name]) => name !== "other");
      return `${entries.filter(([, lines]) => languagesIn(lines).includes(code)).length} of ${entries.length}`;
    };
    return `| ${code} | ${share(sectionVocabulary)} | ${share(fieldVocabulary)} |\n`;
  });
  expectTable("languages.md", "Code | Sections | Fields", rows.join(""));
});

test.each([
  ["Section", sectionVocabulary],
  ["Field", fieldVocabulary],
])("the table of names by %s is the vocabulary", (header, vocabulary) => {
  const rows = Object.entries(vocabulary).flatMap(([name, lines]) =>
    languagesIn(lines).map((code) => `| ${name} | ${code} | ${spellingsOf(lines, code).join(", ")} |\n`),
  );
  expectTable("names.md", `${header} | Language | Names`, rows.join(""));
});

test.each([
  ["section", sectionVocabulary, sectionNamed],
  ["field", fieldVocabulary, fieldNamed],
])("every name of a %s is found as authors write it, whichever has it first", (_, vocabulary, find) => {
  const owners = new Map<string, string>();
  for (const [name, lines] of Object.entries(vocabulary)) {
    for (const code of languagesIn(lines)) {
      for (const spelling of spellingsOf(lines, code)) {
        if (!owners.has(spelling)) owners.set(spelling, name);
        const written = spelling.charAt(0).toLocaleUpperCase(code) + spelling.slice(1);
        expect([written, find(written)]).toEqual([written, owners.get(spelling)]);
      }
    }
  }
});

test("every language has an example of its own", () => {
  const known = languagesOf([sectionVocabulary, fieldVocabulary]).filter((code) => code !== "en");
  const names = new Intl.DisplayNames("en", { type: "language" });
  const sections = [...readChapter("languages.md").matchAll(/^## (.+)\n\n````markdown$/gm)].map(
    ([, name]) => name,
  );
  expect(sections.sort()).toEqual(known.map((code) => names.of(code)).sort());
});

/** Holds the rows of the table with this header against those expected. */
function expectTable(chapter: string, header: string, rows: string): void {
  const table = new RegExp(`(^\\| ${header.replaceAll("|", "\\|")} \\|\n\\|[-|]+\\|\n)((?:\\|.*\n)*)`, "m");
  const shown = table.exec(readChapter(chapter))?.[2] ?? "";
  expectGolden(new URL(chapter, folder), shown, rows, (text) =>
    readChapter(chapter).replace(table, (_, head: string) => head + text),
  );
}

/** The codes of the languages that an entry of a vocabulary is spelled in. */
function languagesIn(lines: string): string[] {
  return [...new Set([...lines.matchAll(/^\s*([a-z]{2}):/gm)].map(([, code = ""]) => code))];
}

/** All that an entry is spelled in one language. */
function spellingsOf(lines: string, language: string): string[] {
  return [...lines.matchAll(/^\s*([a-z]{2}): (.*?)[\s`,]*$/gm)].flatMap(([, code, names = ""]) =>
    code === language ? names.split(/,\s*/) : [],
  );
}

function languagesOf(vocabularies: readonly Readonly<Record<string, string>>[]): string[] {
  return [...new Set(vocabularies.flatMap(Object.values).flatMap(languagesIn))].sort();
}
