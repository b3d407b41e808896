import { readFileSync, writeFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { toJSONSchema } from "zod";
import { configFile, parseConfig } from "../src/config.ts";
import { catalogue } from "../src/rules/all.ts";
import { createSource } from "../src/source.ts";

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

describe("the published schema and the reader agree on", () => {
  test.each([
    { text: "{}", fine: true },
    { text: '{"$schema": "x", "reviewer": null}', fine: true },
    { text: '{"categories": {"deep": {"model": "a/b", "variant": "high"}}}', fine: true },
    { text: '{"rules": {"OMO303": "off", "no-criteria": "error"}}', fine: true },
    { text: '{"categories": {"deep": {"model": "b"}}}', fine: false },
    { text: '{"reviewer": "a/b"}', fine: false },
    { text: '{"rules": {"OMO303": "warn"}}', fine: false },
    { text: '{"rules": {"OMO999": "off"}}', fine: false },
    { text: '{"rule": {}}', fine: false },
  ])("$text", ({ text, fine }) => {
    const validate = new Ajv2020().compile(JSON.parse(readFileSync(file, "utf8")));
    expect(validate(JSON.parse(text))).toBe(fine);
    expect(parseConfig(createSource("omo.jsonc", text), catalogue)[1].length === 0).toBe(fine);
  });
});
