import { readFileSync, writeFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { toJSONSchema } from "zod";
import { configFile } from "../src/config/schema.ts";
import { catalogue } from "../src/rules/all.ts";
import { readExample } from "./config-examples.ts";
import { keysOf } from "./docs-tables.ts";

const file = new URL("../grammar/omo.schema.json", import.meta.url);

/** The schema as it is published: what may be written, with every rule named for editors to complete. */
function publishedSchema(): object {
  const schema = toJSONSchema(configFile, { io: "input" });
  const rules = schema.properties?.rules;
  if (typeof rules !== "object") throw new Error("the configuration has no rules");
  const { propertyNames: _, additionalProperties: level, ...described } = rules;
  const names = catalogue.flatMap(({ code, name }) => [code, name]);
  return {
    ...schema,
    title: "The configuration of omo, .omo/omo.jsonc",
    properties: {
      ...schema.properties,
      rules: {
        ...described,
        properties: Object.fromEntries(names.map((name) => [name, level])),
        additionalProperties: false,
      },
    },
  };
}

test("grammar/omo.schema.json is the schema of the configuration", () => {
  const schema = publishedSchema();
  if (process.env.UPDATE === "1") writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(schema);
});

let validator: ValidateFunction | undefined;

/** Whether the published schema takes a configuration. */
function isValid(text: string): boolean {
  validator ??= new Ajv2020().compile(JSON.parse(readFileSync(file, "utf8")));
  return validator(JSON.parse(text));
}

/** Values that each key takes, and values that it does not. */
const examples: Readonly<Record<string, { fine: readonly unknown[]; wrong: readonly unknown[] }>> = {
  $schema: { fine: ["x"], wrong: [1, null] },
  agents: { fine: [{}, { oracle: {} }, { Oracle: {} }], wrong: [[], null, { oracle: "a/b" }] },
  "agents.<name>.category": { fine: ["deep"], wrong: [["deep"]] },
  "agents.<name>.skills": { fine: [[], ["tdd"]], wrong: ["tdd", [1]] },
  "agents.<name>.tools": { fine: [{ bash: false, webfetch: true }], wrong: [["bash"], { bash: "off" }] },
  "agents.<name>.permission": {
    fine: [{ edit: "deny" }, { bash: { "*": "ask", "git log*": "allow" } }, {}],
    wrong: ["deny", { edit: "never" }, { bash: { "*": true } }],
  },
  "agents.<name>.color": { fine: [], wrong: ["#ff0000"] },
  ...Object.fromEntries(
    ["agents.<name>", "categories.<name>", "reviewer"].flatMap((owner) => [
      [`${owner}.model`, { fine: ["a/b", "a/b/c:d"], wrong: ["b", "a/", "/b", "a /b", "", null] }],
      [`${owner}.variant`, { fine: ["high"], wrong: ["", 1] }],
      [
        `${owner}.fallback_models`,
        {
          fine: ["a/b", [], ["a/b", { model: "c/d" }, { model: "e/f", variant: "low" }]],
          wrong: ["b", ["b"], [{}], [{ model: "a/b", temperature: 1 }], [["a/b"]]],
        },
      ],
      [`${owner}.temperature`, { fine: [0, 0.5, 2], wrong: [-1, 2.1, "hot"] }],
      [`${owner}.top_p`, { fine: [0, 1], wrong: [1.5] }],
      [`${owner}.models`, { fine: [], wrong: [["a/b"]] }],
    ]),
  ),
  ...Object.fromEntries(
    ["agents.<name>", "categories.<name>"].flatMap((owner) => [
      [`${owner}.description`, { fine: [""], wrong: [null] }],
      [`${owner}.prompt_append`, { fine: ["Be brief.", "file://notes.md"], wrong: [["Be brief."]] }],
      [`${owner}.disable`, { fine: [true, false], wrong: ["true"] }],
    ]),
  ),
  categories: { fine: [{}, { deep: {}, mine: {} }], wrong: [[], { deep: null }] },
  reviewer: { fine: [null, {}], wrong: ["a/b", [], { description: "x" }] },
  default_run_agent: { fine: ["sisyphus", "build"], wrong: [null] },
  skills: { fine: [{}], wrong: [["tdd"], { tdd: false }] },
  "skills.sources": { fine: [["skills"]], wrong: ["skills"] },
  "skills.enable": { fine: [[], ["tdd"]], wrong: [true] },
  "skills.disable": { fine: [["tdd"]], wrong: [{ tdd: true }] },
  disabled_agents: { fine: [[], ["oracle"]], wrong: ["oracle"] },
  disabled_categories: { fine: [["deep"]], wrong: [{}] },
  disabled_skills: { fine: [["tdd"]], wrong: [[null]] },
  disabled_providers: { fine: [["openai"]], wrong: ["openai"] },
  disabled_tools: { fine: [["webfetch"]], wrong: [{ webfetch: true }] },
  background_task: { fine: [{}], wrong: [4, { maxDepth: 2 }] },
  "background_task.defaultConcurrency": { fine: [1, 100], wrong: [0, 1.5, 101, "4"] },
  "background_task.providerConcurrency": { fine: [{ openai: 2 }], wrong: [2, { openai: 0 }] },
  "background_task.modelConcurrency": { fine: [{ "a/b": 1 }], wrong: [[1], { "a/b": "1" }] },
  "background_task.staleTimeoutMs": { fine: [1_000], wrong: [999, 1_000.5] },
  runtime_fallback: { fine: [true, false, {}], wrong: [null, "on", { retry_on_errors: [429] }] },
  "runtime_fallback.enabled": { fine: [false], wrong: ["no"] },
  "runtime_fallback.max_fallback_attempts": { fine: [1, 20], wrong: [0, 21, 1.5] },
  "runtime_fallback.cooldown_seconds": { fine: [0, 0.5], wrong: [-1] },
  plugins: { fine: [[], ["login"]], wrong: ["login", [{}]] },
  team_mode: { fine: [null, true, { enabled: true }], wrong: [] },
  rules: {
    fine: [{}, { OMO303: "off", "no-criteria": "error" }, { OMO214: "info" }],
    wrong: [[], { OMO303: "warn" }, { OMO999: "off" }, { "vague-criteria": "off" }],
  },
  rule: { fine: [], wrong: [{}] },
};

/** A configuration that says one thing, with a name that exists where one is needed. */
function configurationOf(key: string, value: unknown): string {
  const path = key.replace("agents.<name>", "agents.oracle").replace("categories.<name>", "categories.deep");
  return JSON.stringify(path.split(".").reduceRight((inner, part) => ({ [part]: inner }), value as object));
}

describe("the published schema and the reader agree on", () => {
  const cases = Object.entries(examples).flatMap(([key, { fine, wrong }]) => [
    ...fine.map((value) => ({ text: configurationOf(key, value), fine: true })),
    ...wrong.map((value) => ({ text: configurationOf(key, value), fine: false })),
  ]);

  test.each([...cases, { text: "{}", fine: true }, { text: "[]", fine: false }])(
    "$text",
    ({ text, fine }) => {
      expect(isValid(text)).toBe(fine);
      expect(readExample("user", text).diagnostics.length === 0).toBe(fine);
    },
  );

  test("every key there is", () => {
    const keys = keysOf().map(({ key }) => key);
    expect(Object.keys(examples)).toEqual(expect.arrayContaining(keys));
    const untried = keys.filter((key) => examples[key]?.fine.length === 0);
    expect(untried).toEqual([]);
  });
});

test.each([
  '{"agents": {"nobody": {}}}',
  '{"disabled_agents": ["nobody"]}',
  '{"default_run_agent": "nobody"}',
  '{"rules": {"OMO303": "off", "vague-criterion": "error"}}',
])("only the reader can tell what is wrong with %s", (text) => {
  expect(isValid(text)).toBe(true);
  expect(readExample("user", text).diagnostics).toHaveLength(1);
});
