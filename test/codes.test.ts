import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { builtInSkills } from "../src/agents/known.ts";
import { lintPlan } from "../src/lint.ts";
import { renderDiagnostic } from "../src/report/frame.ts";
import { createStyle } from "../src/report/style.ts";
import { catalogue } from "../src/rules/all.ts";
import { nothingConfigured } from "../src/rules/rule.ts";
import { createSource } from "../src/source.ts";
import { readExample } from "./config-examples.ts";
import { expectGolden } from "./golden.ts";

const folder = new URL("../grammar/codes/", import.meta.url);
const pages = readdirSync(folder)
  .filter((name) => /^OMO\d{3}\.md$/.test(name))
  .sort();

/** What a page shows: its example, and what is said of it. */
const example =
  /^```(?<language>markdown|jsonc) ?(?<info>[a-z]*)\n(?<input>.*?)^```\n\n```text\n(?<output>.*?)^```$/ms;

/** Skills have been looked for, so that one that is not there can be told. */
const configured = { ...nothingConfigured, skills: builtInSkills };

function lint(language: string, info: string, text: string): string[] {
  const { source, diagnostics } =
    language === "jsonc" ? readExample(info, text) : lintPlan(createSource("plan.md", text), { configured });
  return diagnostics.map((diagnostic) => `${renderDiagnostic(source, diagnostic, createStyle(false))}\n`);
}

describe("the page of", () => {
  test.each(pages)("%s shows an example with what is said of it", (name) => {
    const file = new URL(name, folder);
    const page = readFileSync(file, "utf8");
    const shown = example.exec(page)?.groups;
    expect(shown, "an example and its output, in fences").toBeDefined();
    const { language = "", info = "", input = "", output = "" } = shown ?? {};
    const actual = lint(language, info, input).join("\n");
    expect(actual).toMatch(new RegExp(`^(error|warning|note)\\[${name.slice(0, 6)} `));
    expectGolden(file, output, actual, (text) =>
      page.replace(/^```text\n.*?^```$/ms, () => `\`\`\`text\n${text}\`\`\``),
    );
  });

  test.each(pages)("%s says what, why and what to do", (name) => {
    const page = readFileSync(new URL(name, folder), "utf8");
    expect(page).toMatch(new RegExp(`^# ${name.slice(0, 6)} [a-z-]+\\n`));
    expect(page.replace(/^```.*?^```$/gms, "").match(/^## .*$/gm)).toEqual([
      "## What it means",
      "## Why it matters",
      "## What to do",
      "## Example",
    ]);
  });
});

test("every code in the sources has a page by its name and is in the catalogue, and no other has", () => {
  const sources = new URL("../src/", import.meta.url);
  const named = new Map<string, string>();
  for (const path of readdirSync(sources, { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith(".ts")) continue;
    const code = readFileSync(new URL(path, sources), "utf8");
    for (const [, id = "", name = ""] of code.matchAll(/code: "(OMO\d{3})",\s*name: "([a-z-]+)"/g))
      named.set(id, name);
  }
  const titles = new Map(
    pages.map((page) => {
      const [, id = "", name = ""] =
        /^# (OMO\d{3}) ([a-z-]+)/.exec(readFileSync(new URL(page, folder), "utf8")) ?? [];
      return [id, name];
    }),
  );
  const listed = catalogue.map(({ code, name }) => [code, name]);
  expect([...titles].sort()).toEqual([...named].sort());
  expect(listed).toEqual([...named].sort());
});
