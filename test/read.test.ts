import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readPlan } from "../src/read.ts";
import { createSource, positionAt } from "../src/source.ts";
import { expectGolden } from "./golden.ts";
import { viewPlan } from "./read-view.ts";

const folder = new URL("fixtures/read/", import.meta.url);
const plans = readdirSync(folder).filter((name) => name.endsWith(".md"));

describe("a plan is read as its .json says", () => {
  test.each(plans)("%s", (name) => {
    const source = createSource(name, readFileSync(new URL(name, folder), "utf8"));
    const [plan, diagnostics] = readPlan(source);
    const file = new URL(name.replace(/md$/, "json"), folder);
    const expected = readdirSync(folder).includes(name.replace(/md$/, "json"))
      ? readFileSync(file, "utf8")
      : "";
    const findings = diagnostics.map(({ code, span }) => `${code} at ${positionAt(source, span.start).line}`);
    const view = { ...viewPlan(plan, source), ...(findings.length > 0 ? { findings } : {}) };
    expectGolden(file, expected, `${JSON.stringify(view, null, 2)}\n`, (actual) => actual);
  });
});

test("a text without work items gives a plan without tasks", () => {
  for (const text of ["", "\n\n", "no headings", "- [ ] 1. no list of work items, and no fields"]) {
    expect(readPlan(createSource("x.md", text))[0].tasks.map((task) => task.title.value)).toEqual(
      text.startsWith("-") ? ["no list of work items, and no fields"] : [],
    );
  }
});
