import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultConfig, noModelSettings } from "../src/config.ts";
import { effort } from "./effort.ts";
import { readLayer } from "./layers.ts";

const anyText = () => {
  const words = ["{", "}", "[", "]", '"', ":", ",", "//", "categories", "agents", "oracle", "\\", "1", "\n"];
  return fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom(...words)).map((parts) => parts.join("")),
    fc.json(),
  );
};

describe("a configuration", () => {
  test("may have comments and trailing commas", () => {
    const { config, shown } = readLayer(`{
      // which model does what
      "categories": { "deep": { "model": "a/b", "variant": "high" }, "quick": {}, },
      "reviewer": { "model": "c/d/e" },
      "rules": { "OMO301": "off", "vague-criterion": "error" },
    }`);
    const nothing = { ...noModelSettings, description: null, promptAppend: null, disabled: false };
    expect(shown).toEqual([]);
    expect(config).toEqual({
      ...defaultConfig,
      categories: { deep: { ...nothing, model: "a/b", variant: "high" }, quick: nothing },
      reviewer: { ...noModelSettings, model: "c/d/e" },
      rules: { OMO301: "off", OMO303: "error" },
    });
  });

  test("can say all there is to say", () => {
    const { config, shown } = readLayer(
      JSON.stringify({
        $schema: "https://example.org/omo.json",
        agents: {
          Oracle: {
            model: "a/b",
            fallback_models: ["c/d", { model: "e/f", variant: "low" }],
            temperature: 0.5,
            top_p: 1,
            category: "Deep",
            skills: ["tdd"],
            prompt_append: "Be brief.",
            tools: { webfetch: false },
            permission: { bash: { "*": "deny", "git *": "allow" }, edit: "ask" },
            description: "knows",
            disable: true,
          },
        },
        categories: {
          "Data-Science": { description: "d", prompt_append: "p", disable: true, fallback_models: "a/b" },
        },
        reviewer: { fallback_models: [] },
        default_run_agent: "Atlas",
        skills: { sources: ["more"], enable: ["a"], disable: ["b"] },
        disabled_agents: ["librarian"],
        disabled_categories: ["quick"],
        disabled_skills: ["c"],
        disabled_providers: ["x"],
        disabled_tools: ["websearch"],
        background_task: {
          defaultConcurrency: 3,
          providerConcurrency: { a: 1 },
          modelConcurrency: { "a/b": 2 },
          staleTimeoutMs: 90_000,
        },
        runtime_fallback: { enabled: false, max_fallback_attempts: 5, cooldown_seconds: 0.5 },
        plugins: ["p"],
        team_mode: { enabled: true },
        rules: { "no-tasks": "info" },
      }),
      { owner: "user", base: "/home/me" },
    );
    expect(shown).toEqual([]);
    expect(config).toMatchObject({
      agents: {
        oracle: {
          model: "a/b",
          variant: null,
          fallbacks: [
            { model: "c/d", variant: null },
            { model: "e/f", variant: "low" },
          ],
          temperature: 0.5,
          topP: 1,
          category: "deep",
          skills: ["tdd"],
          promptAppend: "Be brief.",
          tools: { webfetch: false },
          permission: { bash: { "*": "deny", "git *": "allow" }, edit: "ask" },
          description: "knows",
          disabled: true,
        },
        librarian: { disabled: true },
      },
      categories: {
        "data-science": {
          description: "d",
          promptAppend: "p",
          disabled: true,
          fallbacks: [{ model: "a/b", variant: null }],
        },
        quick: { disabled: true },
      },
      reviewer: { model: null, fallbacks: [] },
      defaultAgent: "atlas",
      skills: {
        sources: [{ path: "more", base: "/home/me", confined: false }],
        enabled: ["a"],
        disabled: ["b", "c"],
      },
      disabledProviders: ["x"],
      disabledTools: ["websearch"],
      concurrency: { tasks: 3, byProvider: { a: 1 }, byModel: { "a/b": 2 } },
      stallTimeout: 90_000,
      fallback: { enabled: false, maxAttempts: 5, cooldown: 500 },
      plugins: ["p"],
      teamMode: { enabled: true },
      rules: { OMO101: "info" },
    });
  });

  test.each(["", "// nothing yet\n", "{}", '{ "$schema": "https://example.org/omo.json" }', "\uFEFF{}"])(
    "that says nothing is the default: %j",
    (text) => {
      expect(readLayer(text)).toMatchObject({ config: defaultConfig, shown: [] });
    },
  );

  test("with an unknown key is an error that names the nearest", () => {
    const { config, shown } = readLayer('{\n  "catagories": {},\n}\n');
    expect(config).toEqual(defaultConfig);
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
      at: "1:30",
    },
    {
      text: '{"rules": {"OMO999": "off"}}',
      says: "there is no rule `OMO999`",
      help: "`omo explain` lists all rules",
      at: "1:22",
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
      at: "1:48",
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
    const { config, shown } = readLayer(text);
    expect(config).toEqual(defaultConfig);
    expect(shown).toHaveLength(1);
    expect(shown[0]).toContain(`]: ${says}\n`);
    expect(shown[0]).toContain(`.omo/omo.jsonc:${at}\n`);
    expect(shown[0]).toContain(help);
  });

  test("never throws, whatever the text and whoever's it is", () => {
    fc.assert(
      fc.property(
        anyText(),
        fc.constantFrom("omo", "predecessor"),
        fc.constantFrom("user", "repository"),
        (text, dialect, owner) => {
          readLayer(text, { dialect, owner });
        },
      ),
      { numRuns: effort(300) },
    );
  });
});
