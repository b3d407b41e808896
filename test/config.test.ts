import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resolveTask } from "../src/agents/resolve.ts";
import { defaultConfig, parseConfig } from "../src/config.ts";
import { renderDiagnostic } from "../src/report/frame.ts";
import { createStyle } from "../src/report/style.ts";
import { catalogue } from "../src/rules/all.ts";
import { createSource } from "../src/source.ts";
import { makePlan, type Sketch } from "./plans.ts";

function parse(text: string) {
  const source = createSource(".omo/omo.jsonc", text);
  const [config, diagnostics] = parseConfig(source, catalogue);
  return {
    config,
    shown: diagnostics.map((diagnostic) => renderDiagnostic(source, diagnostic, createStyle(false))),
  };
}

describe("a configuration", () => {
  test("may have comments and trailing commas", () => {
    const { config, shown } = parse(`{
      // which model does what
      "categories": { "deep": { "model": "a/b", "variant": "high" }, "quick": {}, },
      "reviewer": { "model": "c/d/e" },
      "rules": { "OMO301": "off", "vague-criterion": "error" },
    }`);
    expect(shown).toEqual([]);
    expect(config).toEqual({
      categories: { deep: { model: "a/b", variant: "high" }, quick: {} },
      reviewer: { model: "c/d/e" },
      rules: { OMO301: "off", OMO303: "error" },
    });
  });

  test.each(["", "// nothing yet\n", "{}", '{ "$schema": "https://example.org/omo.json" }'])(
    "that says nothing is the default: %j",
    (text) => {
      expect(parse(text)).toEqual({ config: defaultConfig, shown: [] });
    },
  );

  test("with an unknown key is an error that names the nearest", () => {
    const { config, shown } = parse('{\n  "catagories": {},\n}\n');
    expect(config).toBe(defaultConfig);
    expect(shown).toEqual([
      `error[OMO902 config-unknown-key]: the configuration has no key \`catagories\`
 --> .omo/omo.jsonc:2:3
  |
2 |   "catagories": {},
  |   ^^^^^^^^^^^^ unknown key
  |
  = help: did you mean \`categories\`?`,
    ]);
  });

  test.each([
    {
      text: '{"rules": {"vague-criteria": "off"}}',
      says: "there is no rule `vague-criteria`",
      help: "did you mean `vague-criterion`?",
      at: "1:12",
    },
    {
      text: '{"rules": {"OMO999": "off"}}',
      says: "there is no rule `OMO999`",
      help: "`omo explain` lists all rules",
      at: "1:12",
    },
    {
      text: '{"rules": {"OMO303": "warn"}}',
      says: "`rules.OMO303` must be one of `error`, `warning`, `info`, `off`",
      help: "",
      at: "1:22",
    },
    {
      text: '{"rules": {"OMO303": "off", "vague-criterion": "error"}}',
      says: "`OMO303` and `vague-criterion` are the same rule",
      help: "keep one of them",
      at: "1:29",
    },
    {
      text: '{"reviewer": null, "rules": {}, "reviewer": {}}',
      says: "the key `reviewer` is there twice",
      help: "keep one of them",
      at: "1:33",
    },
    {
      text: '\uFEFF{"catagories": {}}',
      says: "the configuration has no key `catagories`",
      help: "did you mean `categories`?",
      at: "1:3",
    },
  ])("is told what is wrong with $text", ({ text, says, help, at }) => {
    const { config, shown } = parse(text);
    expect(config).toBe(defaultConfig);
    expect(shown).toHaveLength(1);
    expect(shown[0]).toContain(`]: ${says}\n`);
    expect(shown[0]).toContain(`.omo/omo.jsonc:${at}\n`);
    expect(shown[0]).toContain(help);
  });

  test("with an unknown key deep inside lists those that are known", () => {
    const { shown } = parse('{"categories": {"deep": {"temperature": 1}}}');
    expect(shown.join()).toContain("`categories.deep` has no key `temperature`");
    expect(shown.join()).toContain("known here: `model`, `variant`");
  });

  test.each([
    { text: '{"categories": []}', says: "`categories` must be an object", at: "1:16" },
    { text: '{"reviewer": "a/b"}', says: "`reviewer` must be an object", at: "1:14" },
    {
      text: '{"categories": {"deep": {"model": 7}}}',
      says: "`categories.deep.model` must be a string",
      at: "1:35",
    },
    {
      text: '{"categories": {"deep": {"model": "opus"}}}',
      says: "a model is written `provider/model`",
      at: "1:35",
    },
    { text: "[]", says: "the configuration must be an object", at: "1:1" },
  ])("with a wrong value is an error at its place: $text", ({ text, says, at }) => {
    const { config, shown } = parse(text);
    expect(config).toBe(defaultConfig);
    expect(shown).toHaveLength(1);
    expect(shown[0]).toContain(says);
    expect(shown[0]).toContain(`.omo/omo.jsonc:${at}`);
  });

  test("that is not JSON is an error at the place", () => {
    const { shown } = parse('{\n  "reviewer": null\n  "categories": {}\n}');
    expect(shown[0]).toContain("OMO901 config-syntax");
    expect(shown[0]).toContain("comma expected");
    expect(shown[0]).toContain(".omo/omo.jsonc:3:3");
  });

  test("never throws, whatever the text", () => {
    const scrap = fc.array(
      fc.constantFrom("{", "}", "[", "]", '"', ":", ",", "//", "categories", "\\", "1", "\n"),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          scrap.map((parts) => parts.join("")),
          fc.json(),
        ),
        (text) => {
          parse(text);
        },
      ),
    );
  });
});

describe("the model of a task", () => {
  const config = {
    categories: { Deep: { model: "a/deep", variant: "high" }, quick: {} },
    reviewer: { model: "a/reviewer" },
    rules: {},
  };
  const resolve = (sketch: Sketch, configured = config) => {
    const [task] = makePlan([sketch]).tasks;
    if (task === undefined) throw new Error("no task");
    return resolveTask(task, configured);
  };

  test.each<{ sketch: Sketch; expected: object }>([
    {
      sketch: { categories: ["deep"] },
      expected: { agent: "omo-worker", model: "a/deep", variant: "high", reason: "category Deep" },
    },
    { sketch: { categories: ["quick"] }, expected: { model: null, variant: null, reason: "category quick" } },
    {
      sketch: { categories: ["artistry"] },
      expected: { model: null, reason: "category artistry is not configured" },
    },
    { sketch: {}, expected: { agent: "omo-worker", model: null, variant: null, reason: "no category" } },
    {
      sketch: { final: true, agent: "oracle" },
      expected: { agent: "omo-reader", model: "a/reviewer", reason: "reviewer, for the plan's oracle" },
    },
    { sketch: { final: true, categories: ["deep"] }, expected: { model: "a/deep", reason: "category Deep" } },
  ])("$sketch", ({ sketch, expected }) => {
    expect(resolve(sketch)).toMatchObject(expected);
  });
});
