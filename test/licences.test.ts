import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { program } from "../harness/omo.ts";

test("the licence of every package goes where its code goes", () => {
  const dist = dirname(program);
  const code = readdirSync(dist)
    .filter((name) => name.endsWith(".js"))
    .map((name) => readFileSync(join(dist, name), "utf8"));
  const packages = code.flatMap((text) =>
    [...text.matchAll(/^\/\/#region (?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)/gm)].map(([, name]) => name),
  );
  expect(new Set(packages).size).toBeGreaterThan(8);
  const licences = readFileSync(join(dist, "LICENSES.txt"), "utf8");
  const headings = [...licences.matchAll(/^(\S+) \d+\.\d+\.\d+\S* \(\S+\)$/gm)].map(([, name]) => name);
  expect(headings).toEqual(expect.arrayContaining(packages));
  expect(licences).toContain("Copyright (c) Microsoft");
});
