import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildRoster } from "../src/agents/roster.ts";
import type { Dialect } from "../src/config/layer.ts";
import { readOpencodeNames } from "../src/config/opencode.ts";
import { defaultConfig, noModelSettings } from "../src/config.ts";
import { effort } from "./effort.ts";
import { readLayer } from "./layers.ts";

const dialects: readonly Dialect[] = ["omo", "predecessor"];

/** Names that objects of JavaScript have by themselves. */
const inherited = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"];

describe("a key that objects have by themselves", () => {
  test.each(inherited)("%s is no key of a configuration", (key) => {
    const { config, diagnostics } = readLayer(`{"default_run_agent": "atlas", "${key}": {"model": "a/b"}}`);
    expect(diagnostics.map(({ code }) => code)).toEqual(["OMO902"]);
    expect(config).toEqual(defaultConfig);
  });

  test.each(inherited)("%s is no key of an agent", (key) => {
    const { config, diagnostics } = readLayer(`{"agents": {"oracle": {"${key}": {"model": "a/b"}}}}`);
    expect(diagnostics.map(({ code }) => code)).toEqual(["OMO902"]);
    expect(config).toEqual(defaultConfig);
  });

  test.each(inherited.slice(1))("%s is left out of a file of the predecessor", (key) => {
    const text = `{
      "${key}": 1,
      "agents": { "${key}": {}, "oracle": { "${key}": 1 } },
      "categories": { "deep": { "${key}": 1 } },
      "default_run_agent": "${key}",
      "disabled_agents": ["${key}"],
      "reviewer": { "model": "a/b" },
    }`;
    const { config, diagnostics } = readLayer(text, { dialect: "predecessor" });
    expect(diagnostics.map(({ severity, message }) => [severity, message.split(":")[0]])).toEqual([
      ["info", `\`${key}\` is left out`],
      ["info", `\`agents.oracle.${key}\` is left out`],
      ["info", `\`categories.deep.${key}\` is left out`],
      ...Array(3).fill(["warning", `there is no agent \`${key.toLowerCase()}\``]),
    ]);
    expect(config).toEqual({ ...defaultConfig, reviewer: { ...noModelSettings, model: "a/b" } });
  });

  test("__proto__ spoils a file of the predecessor", () => {
    const { config, diagnostics } = readLayer(
      '{"reviewer": {"model": "a/b"}, "agents": {"__proto__": {"model": 1}}}',
      { dialect: "predecessor" },
    );
    expect(diagnostics.map(({ severity, code }) => [severity, code])).toEqual([["warning", "OMO902"]]);
    expect(config).toEqual(defaultConfig);
  });

  test.each([
    '{"categories": {"__proto__": {"model": 5}}}',
    '{"categories": {"deep": {"__proto__": {"model": 5}}}}',
    '{"agents": {"__proto__": {"model": 5}}}',
    '{"reviewer": {"__proto__": {"model": 5}}}',
    '{"skills": {"__proto__": {"sources": 5}}}',
    '{"rules": {"__proto__": "off"}}',
    '{"background_task": {"modelConcurrency": {"__proto__": "x"}}}',
    '{"agents": {"oracle": {"tools": {"__proto__": {"bash": true}}}}}',
    '{"agents": {"oracle": {"permission": {"__proto__": 1}}}}',
    '{"agents": {"oracle": {"permission": {"bash": {"__proto__": 1}}}}}',
    '{"categories": {"deep": {"fallback_models": [{"__proto__": {"model": "a/b"}}]}}}',
  ])("is refused, and not looked through: %s", (text) => {
    const { config, diagnostics } = readLayer(text, { owner: "user" });
    expect(diagnostics.map(({ severity }) => severity)).toEqual(["error"]);
    expect(config).toEqual(defaultConfig);
    expect(({} as Record<string, unknown>).model).toBeUndefined();
  });

  test.each(["constructor", "toString"])("%s may be the name of a category", (name) => {
    const { config, shown } = readLayer(`{"categories": {"${name}": {"model": "a/b"}}}`);
    expect(shown).toEqual([]);
    const { categories } = buildRoster(config, []);
    expect(categories.get(name.toLowerCase())?.settings.model).toBe("a/b");
  });
});

describe("a configuration of any size", () => {
  const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);

  test.each(dialects)("10,000 levels deep is a finding, in a file of %s", (dialect) => {
    for (const text of [
      nested(10_000, "[", "]"),
      `{"team_mode": ${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}}`,
      `{"team_mode": ${nested(10_000, "[", "]")}}`,
      "[".repeat(10_000),
      '{"a":'.repeat(10_000),
    ]) {
      const { config, diagnostics } = readLayer(text, { dialect });
      expect(config).toEqual(defaultConfig);
      expect(diagnostics).toHaveLength(1);
      expect(diagnostics[0]?.message).toContain("nested too deeply");
      expect(diagnostics[0]?.severity).toBe(dialect === "omo" ? "error" : "warning");
    }
  });

  test("a name is read of no opencode.json that is 10,000 levels deep", () => {
    const deep = `{"agent": {"mine": ${nested(10_000, "[", "]")}}}`;
    expect(() => readOpencodeNames(deep)).not.toThrow();
    expect(readOpencodeNames('{"agent": {"mine": {}}, "provider": {"p": {}}, "model": "p/m",}')).toEqual({
      agents: ["mine"],
      providers: ["p"],
      model: "p/m",
    });
  });

  test.each(dialects)("of a megabyte is read in a moment, in a file of %s", (dialect) => {
    const categories = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, i) => [`kind-${i}`, { model: "a/b", description: "x".repeat(70) }]),
    );
    const text = JSON.stringify({ categories, agents: { oracle: { model: "a/b" } } });
    expect(text.length).toBeGreaterThan(1_000_000);
    const started = performance.now();
    const { config, shown } = readLayer(text, { dialect });
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(shown).toEqual([]);
    expect(Object.keys(config.categories)).toHaveLength(10_000);
  });
});

describe("whatever a file says", () => {
  const name = fc.constantFrom("oracle", "Sisyphus", "deep", "mine", "model", "__proto__", "constructor", "");
  const key = fc.constantFrom(
    "model",
    "models",
    "variant",
    "fallback_models",
    "temperature",
    "top_p",
    "prompt_append",
    "description",
    "disable",
    "category",
    "skills",
    "tools",
    "permission",
    "reasoningEffort",
    "sources",
    "enable",
    "enabled",
    "defaultConcurrency",
    "providerConcurrency",
    "max_fallback_attempts",
    "other",
  );
  const top = fc.constantFrom(
    "agents",
    "categories",
    "reviewer",
    "default_run_agent",
    "skills",
    "disabled_agents",
    "disabled_categories",
    "disabled_skills",
    "disabled_providers",
    "disabled_tools",
    "background_task",
    "runtime_fallback",
    "plugins",
    "team_mode",
    "rules",
    "[opencode]",
    "profiles",
    "$schema",
    "other",
  );
  const leaf = fc.oneof(
    { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
    fc.constantFrom<unknown>("a/b", "a/b:high", ["a/b", { model: "c/d", variant: "x" }], 0, true, null, {}),
  );
  const settings = fc.dictionary(key, leaf, { maxKeys: 4 });
  const value = fc.oneof(leaf, settings, fc.dictionary(name, fc.oneof(settings, leaf), { maxKeys: 4 }));
  const file = fc.dictionary(top, value, { maxKeys: 5 });

  test.each(dialects)("reading never throws, and what holds has its form, in a file of %s", (dialect) => {
    fc.assert(
      fc.property(file, fc.constantFrom("user", "repository"), (content, owner) => {
        const { config, diagnostics, layer } = readLayer(JSON.stringify(content), { dialect, owner });
        if (dialect === "predecessor")
          expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
        else if (diagnostics.some(({ severity }) => severity === "error")) expect(layer.settings).toEqual([]);
        const models = [
          ...Object.values(config.agents),
          ...Object.values(config.categories),
          ...(config.reviewer ? [config.reviewer] : []),
        ];
        for (const one of models)
          for (const { model, variant } of [one, ...one.fallbacks]) {
            expect(model ?? "a/b").toMatch(/^[^/\s]+\/\S+$/);
            expect(typeof (variant ?? "")).toBe("string");
          }
        expect([...config.plugins, ...config.disabledProviders].every((one) => typeof one === "string")).toBe(
          true,
        );
        buildRoster(config, ["build"]);
      }),
      { numRuns: effort(1_000) },
    );
  });
});
