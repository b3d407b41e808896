import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lintPlan } from "../src/lint.ts";
import { lintPretty } from "../src/report/lint.ts";
import { createStyle } from "../src/report/style.ts";
import { createSource } from "../src/source.ts";
import { expectGolden } from "./golden.ts";

const fixtures = new URL("fixtures/", import.meta.url);

function plansIn(folder: string): string[] {
  return readdirSync(new URL(folder, fixtures))
    .filter((name) => name.endsWith(".md"))
    .sort();
}

function lint(folder: string, name: string): string {
  const source = createSource(name, readFileSync(new URL(`${folder}${name}`, fixtures), "utf8"));
  return lintPretty([lintPlan(source)], createStyle(false));
}

describe("a bad plan gets what its .out file says", () => {
  test.each(plansIn("bad/"))("%s", (name) => {
    const file = new URL(`bad/${name.replace(/\.md$/, ".out")}`, fixtures);
    const expected = process.env.UPDATE === "1" ? "" : readFileSync(file, "utf8");
    expectGolden(file, expected, lint("bad/", name), (actual) => actual);
  });
});

describe("a good plan gets nothing", () => {
  test.each(plansIn("ok/"))("%s", (name) => {
    expect(lint("ok/", name)).toBe("1 file checked: no errors, no warnings\n");
  });
});
