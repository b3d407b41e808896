import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Architecture, findViolations, loadedWith, parseImports } from "./imports.ts";

/** The rooms of `src` as ARCHITECTURE.md draws them. */
const architecture: Architecture = {
  tiers: [
    ["source", "suggest", "usage", "letters", "notes"],
    ["diagnostic", "scan", "inline", "table"],
    ["plan"],
    ["read"],
    ["criteria"],
    ["graph"],
    ["rule-name", "config", "agents", "suppress"],
    ["rules"],
    ["lint", "fix"],
    ["verdict", "event", "state", "schedule", "judging", "consulting", "brief"],
    ["host", "runtime"],
    ["run"],
    ["report"],
    ["cli"],
  ],
  pure: [
    "source",
    "suggest",
    "usage",
    "letters",
    "notes",
    "diagnostic",
    "scan",
    "inline",
    "table",
    "plan",
    "read",
    "criteria",
    "graph",
    "rule-name",
    "config",
    "agents",
    "suppress",
    "rules",
    "lint",
    "fix",
    "verdict",
    "event",
    "state",
    "schedule",
    "judging",
    "consulting",
    "brief",
  ],
  packages: {
    "@opencode-ai/sdk": ["runtime/opencode/"],
    "jsonc-parser": ["config/", "runtime/opencode/config-files.ts"],
    unbash: ["criteria/script.ts"],
    yaml: ["agents/skill.ts"],
    zod: [
      "config/",
      "agents/skill.ts",
      "run/",
      "runtime/",
      "report/json-schema.ts",
      "report/check-schema.ts",
      "report/run-schema.ts",
      "report/stream-schema.ts",
      "report/stream-planned-schema.ts",
    ],
    immutable: ["state.ts", "state/", "schedule/"],
    citty: ["cli/"],
    tinyglobby: ["cli/find-plans.ts"],
    ignore: ["cli/find-plans.ts"],
    diff: ["report/"],
    picocolors: ["report/", "cli/"],
  },
};

const folder = new URL("../src/", import.meta.url);
const sources = new Map(
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => [path.replaceAll("\\", "/"), readFileSync(new URL(path, folder), "utf8")]),
);

describe("the sources", () => {
  test("keep to the rooms, the packages and the direction of the arrows", () => {
    expect(sources.size).toBeGreaterThan(0);
    expect(findViolations(sources, architecture)).toEqual([]);
  });

  test("load nothing heavy for help and version", () => {
    const packages = [...loadedWith("cli/main.ts", sources)].filter((path) => !path.endsWith(".ts"));
    expect(packages.filter((path) => !path.startsWith("node:") && !path.endsWith(".json")).sort()).toEqual([
      "citty",
      "picocolors",
    ]);
  });

  test.each([
    { entry: "cli/lint.ts", needs: "cli/lint-files.ts" },
    { entry: "cli/lint-sources.ts", needs: "lint.ts" },
    { entry: "cli/lint-texts.ts", needs: "lint.ts" },
    { entry: "cli/show.ts", needs: "lint.ts" },
  ])("load no agent runtime and no validation for $entry", ({ entry, needs }) => {
    const loaded = loadedWith(entry, sources);
    expect(loaded).toContain(needs);
    for (const heavy of ["@opencode-ai/sdk", "@opencode-ai/sdk/v2", "zod"])
      expect(loaded).not.toContain(heavy);
  });
});

describe("the check itself", () => {
  const small: Architecture = {
    tiers: [["plan"], ["graph"], ["cli"]],
    pure: ["plan", "graph"],
    packages: { graphlib: ["graph.ts"], "@scope/kit": ["cli/"] },
  };
  const violations = (modules: Record<string, string>) =>
    findViolations(new Map(Object.entries(modules)), small);

  test("finds every kind of import", () => {
    const code = [
      'import "./a.ts";',
      'import b from "./b.ts";',
      'import {\n  c,\n  type C,\n} from "./c.ts";',
      'import type { D } from "./d.ts";',
      'export { e } from "./e.ts";',
      'export type { F } from "./f.ts";',
      'const g = await import("./g.ts");',
      'import json from "./h.json" with { type: "json" };',
      'export const text = "from nowhere";',
      ' * import { x } from "./comment.ts"',
    ].join("\n");
    expect(parseImports(code)).toEqual([
      { specifier: "./a.ts", how: "static" },
      { specifier: "./b.ts", how: "static" },
      { specifier: "./c.ts", how: "static" },
      { specifier: "./d.ts", how: "type" },
      { specifier: "./e.ts", how: "static" },
      { specifier: "./f.ts", how: "type" },
      { specifier: "./h.json", how: "static" },
      { specifier: "./g.ts", how: "lazy" },
    ]);
  });

  test("is silent on what keeps to the table", () => {
    const modules = {
      "plan.ts": "",
      "graph.ts": 'import { Graph } from "graphlib";\nimport type { Plan } from "./plan.ts";',
      "cli/main.ts": 'import "node:fs";\nimport "@scope/kit/part";\nimport { g } from "../graph.ts";',
    };
    expect(violations(modules)).toEqual([]);
  });

  test.each([
    {
      modules: { "plan.ts": 'import type { G } from "./graph.ts";', "graph.ts": "" },
      says: "plan.ts: plan must not import graph",
    },
    {
      modules: {
        "plan.ts": "",
        "graph/x.ts": 'const f = await import("../cli/main.ts");',
        "cli/main.ts": "",
      },
      says: "graph/x.ts: graph must not import cli",
    },
    {
      modules: { "plan.ts": 'import { readFileSync } from "node:fs";' },
      says: "plan.ts: plan is pure, but imports node:fs",
    },
    {
      modules: { "plan.ts": "// process.cwd() is not for us\nconst now = Date.now();" },
      says: "plan.ts: plan is pure, but uses Date.now",
    },
    {
      modules: { "cli/main.ts": 'import "graphlib";' },
      says: "cli/main.ts: only graph.ts may import graphlib",
    },
    { modules: { "plan.ts": 'import "@scope/kit";' }, says: "plan.ts: only cli/ may import @scope/kit" },
    { modules: { "plan.ts": 'import "lodash/get";' }, says: "plan.ts: lodash is no package of the table" },
    { modules: { "plan.ts": 'import "./gone.ts";' }, says: "plan.ts: ./gone.ts is no module" },
    { modules: { "attic.ts": "" }, says: "attic.ts: attic is no room of the table" },
    {
      modules: { "cli/a.ts": 'import "./b.ts";', "cli/b.ts": 'import type { A } from "./a.ts";' },
      says: "import cycle: cli/a.ts → cli/b.ts → cli/a.ts",
    },
  ])("finds: $says", ({ modules, says }) => {
    expect(violations(modules)).toEqual([says]);
  });

  test("tells what is loaded at once from what is loaded later or never", () => {
    const modules = new Map([
      ["cli/main.ts", 'import "./a.ts";\nconst b = await import("./b.ts");\nimport type { C } from "zod";'],
      ["cli/a.ts", 'import "node:fs";'],
      ["cli/b.ts", 'import "graphlib";'],
    ]);
    expect([...loadedWith("cli/main.ts", modules)]).toEqual(["cli/main.ts", "cli/a.ts", "node:fs"]);
  });
});
