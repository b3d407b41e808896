import { expect, test } from "vitest";
import { catalogue } from "../src/rules/all.ts";
import { readChapter } from "./grammar-examples.ts";

const row =
  /^\| \[(?<code>OMO\d{3})\]\(codes\/\k<code>\.md\) \| (?<name>[a-z-]+) \| (?<severity>\w+) \| (?<findings>\d+) \| (?<plans>\d+) \| (?<read>\d+) \| (?<agreed>\d+) \|$/gm;
const rows = [...readChapter("measured.md").matchAll(row)].map(({ groups = {} }) => groups);

test("every rule about plans has a row with all its figures, and no other has", () => {
  const expected = catalogue.filter(({ code }) => !code.startsWith("OMO9"));
  const namesOf = ({ code, name, severity }: Record<string, unknown>) => `${code} ${name} ${severity}`;
  expect(rows.map(namesOf)).toEqual(expected.map((rule) => namesOf({ ...rule })));
});

test.each(rows)("enough findings of $code were read, and a reader agrees with most of them", (figures) => {
  const [findings, plans, read, agreed] = [figures.findings, figures.plans, figures.read, figures.agreed].map(
    Number,
  );
  expect(plans).toBeLessThanOrEqual(Number(findings));
  expect(read).toBeGreaterThanOrEqual(Math.min(20, Number(findings)));
  expect(agreed).toBeLessThanOrEqual(Number(read));
  if (figures.severity !== "info") expect(agreed).toBeGreaterThanOrEqual(0.9 * Number(read));
});
