import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { omo } from "./omo.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test("the README shows what lint prints", () => {
  const cwd = fileURLToPath(new URL("fixtures/readme/", import.meta.url));
  const { stdout } = omo(["plan", "lint", "plans/limits.md", "--no-cache"], { cwd });
  expect(readme).toContain(`\`\`\`\n$ omo plan lint plans/limits.md\n${stdout}\`\`\`\n`);
});

test("the README tells of every format", () => {
  const { stderr } = omo(["plan", "lint", "--format", "none"]);
  const formats = /--format takes (.+), not none/.exec(stderr)?.[1]?.split(", ") ?? [];
  expect(formats.length).toBeGreaterThan(3);
  expect([...readme.matchAll(/^\| `([a-z]+)` \|/gm)].map(([, name]) => name)).toEqual(
    expect.arrayContaining(formats),
  );
});
