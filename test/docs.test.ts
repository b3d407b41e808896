import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { isKept } from "../src/config/defaults.ts";
import { configFile } from "../src/config/schema.ts";
import { renderDiagnostic } from "../src/report/frame.ts";
import { createStyle } from "../src/report/style.ts";
import { readExample } from "./config-examples.ts";
import { generated, keysOf } from "./docs-tables.ts";
import { describedLines, describedParts } from "./event-docs.ts";
import { expectGolden } from "./golden.ts";
import { blocksIn } from "./grammar-examples.ts";

const root = new URL("../", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, root), "utf8");
const documents = readdirSync(new URL("docs/", root))
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name}`);

/** A part that is written by test/docs-tables.ts. */
const part = /(<!-- generated: ([a-z-]+) -->\n)(.*?)(<!-- end -->)/gs;

describe("what is generated of", () => {
  const parts = documents.flatMap((name) =>
    [...read(name).matchAll(part)].map(([, , title = "", body = ""]) => ({ name, title, body })),
  );

  test.each(parts)("$name as $title is up to date", ({ name, title, body }) => {
    const make = generated[title];
    if (make === undefined) throw new Error(`nothing makes ${title}`);
    expectGolden(new URL(name, root), body, `\n${make()}\n`, (text) =>
      read(name).replace(part, (whole, head: string, other: string, _, end: string) =>
        other === title ? head + text + end : whole,
      ),
    );
  });

  test("the documents is all there is, each once, and every marker has its end", () => {
    expect(parts.map(({ title }) => title).sort()).toEqual(Object.keys(generated).sort());
    const markers = documents.flatMap((name) => read(name).match(/<!-- (?:generated:.*?|end) -->/g) ?? []);
    expect(markers).toHaveLength(2 * parts.length);
  });
});

test("every key of the configuration says what it means, and whether anything obeys it", () => {
  for (const { key, meaning } of keysOf()) {
    expect(meaning, key).not.toBe("");
    expect(meaning.endsWith("; nothing obeys it yet"), key).toBe(isKept(key.split(".")));
  }
});

test("every line of a run's stream says what it means, and every field of it", () => {
  for (const { name, meaning } of describedLines()) expect(meaning, name).not.toBe("");
  // Said by a comment in src/event.ts, by `.describe()` in src/report, or, where it is the same everywhere, in test/event-docs.ts.
  for (const { name, fields } of [...describedLines(), ...describedParts()])
    for (const field of fields) expect(field.meaning, `${name}: ${field.name}`).not.toBe("");
});

test("every key of the configuration is told of in words, and what becomes of the predecessor's of that name", () => {
  const written = (name: string) => read(name).replace(part, "");
  for (const key of Object.keys(configFile.shape).filter((one) => one !== "$schema"))
    expect(written("docs/configuration.md"), key).toMatch(new RegExp(`["\`.]${key}["\`.]`));
  const ours = ["$schema", "reviewer", "plugins", "rules", "disabled_categories"];
  for (const key of Object.keys(configFile.shape).filter((one) => !ours.includes(one)))
    expect(written("docs/migration.md"), key).toContain(`| \`${key}\``);
});

describe("the configuration", () => {
  const examples = [...documents, "README.md"].flatMap((name) =>
    blocksIn(read(name))
      .filter(({ language }) => language === "jsonc")
      .map(({ info, body, start }) => ({
        place: `${name}:${read(name).slice(0, start).split("\n").length}`,
        info,
        body,
      })),
  );

  test.each(examples)("at $place is read without a finding", ({ info, body }) => {
    const { source, diagnostics } = readExample(info, body);
    expect(diagnostics.map((one) => renderDiagnostic(source, one, createStyle(false)))).toEqual([]);
  });
});

describe("a link in", () => {
  const links = [...documents, "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"].flatMap((name) =>
    [...read(name).matchAll(/\]\((?<link>(?![a-z]+:)[^)#\s]*)(?:#(?<anchor>[^)\s]*))?\)/g)].map(
      ({ groups: { link = "", anchor = "" } = {} }) => ({ name, link, anchor }),
    ),
  );

  test.each(links)("$name to $link#$anchor leads somewhere", ({ name, link, anchor }) => {
    const target = new URL(link === "" ? name : link, link === "" ? root : new URL(name, root));
    expect(existsSync(target)).toBe(true);
    if (anchor !== "") expect(anchorsOf(readFileSync(target, "utf8"))).toContain(anchor);
  });
});

/** What links to the parts of a document end in. */
function anchorsOf(markdown: string): string[] {
  const plain = markdown.replace(/^(`{3,}).*?^\1$/gms, "");
  return [...plain.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
