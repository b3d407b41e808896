import { describe, expect, test } from "vitest";
import { layered, loadWorld, repo } from "./layers.ts";

describe("of two files, the lower and the upper", () => {
  test.each<{ name: string; lower: object; upper: object; holds: object }>([
    {
      name: "another key of the same object is kept",
      lower: { categories: { deep: { model: "a/b", temperature: 1 } } },
      upper: { categories: { deep: { description: "d" } } },
      holds: { categories: { deep: { model: "a/b", temperature: 1, description: "d" } } },
    },
    {
      name: "names are the same in any case",
      lower: { categories: { Deep: { model: "a/b" } }, agents: { Oracle: { model: "a/b" } } },
      upper: { categories: { deep: { model: "c/d" } }, agents: { ORACLE: { model: "c/d" } } },
      holds: { categories: { deep: { model: "c/d" } }, agents: { oracle: { model: "c/d" } } },
    },
    {
      name: "a model that is set anew drops the variant of the one before",
      lower: {
        categories: { deep: { model: "a/b", variant: "high" } },
        reviewer: { model: "a/b", variant: "x" },
      },
      upper: { categories: { deep: { model: "c/d" } }, reviewer: { model: "c/d", variant: "low" } },
      holds: {
        categories: { deep: { model: "c/d", variant: null } },
        reviewer: { model: "c/d", variant: "low" },
      },
    },
    {
      name: "a variant alone goes with the model below",
      lower: { agents: { oracle: { model: "a/b", variant: "high" } } },
      upper: { agents: { oracle: { variant: "low" } } },
      holds: { agents: { oracle: { model: "a/b", variant: "low" } } },
    },
    {
      name: "a list of fallbacks is replaced whole, however it is written",
      lower: { categories: { deep: { fallback_models: ["a/1", "a/2"] } } },
      upper: { categories: { deep: { fallback_models: "b/1" } } },
      holds: { categories: { deep: { fallbacks: [{ model: "b/1", variant: null }] } } },
    },
    {
      name: "lists of what is off are taken together",
      lower: {
        disabled_agents: ["librarian"],
        disabled_categories: ["quick"],
        disabled_skills: ["a"],
        disabled_providers: ["p"],
        disabled_tools: ["webfetch"],
        skills: { disable: ["b"] },
      },
      upper: {
        disabled_agents: ["Explore"],
        disabled_categories: ["Deep"],
        disabled_skills: ["c"],
        disabled_providers: ["p", "q"],
        disabled_tools: [],
        skills: { disable: ["d"] },
      },
      holds: {
        agents: { librarian: { disabled: true }, explore: { disabled: true } },
        categories: { quick: { disabled: true }, deep: { disabled: true } },
        skills: { disabled: ["a", "b", "c", "d"] },
        disabledProviders: ["p", "q"],
        disabledTools: ["webfetch"],
      },
    },
    {
      name: "names of what is off are the same in any case, but those of other programs' tools",
      lower: {
        disabled_skills: ["TDD"],
        disabled_tools: ["WebFetch", "github_createIssue"],
        agents: { Oracle: { tools: { Bash: false }, permission: { Edit: { "*.KEY": "deny" } } } },
      },
      upper: {
        skills: { disable: ["tdd", "Deploy"] },
        disabled_tools: ["webfetch"],
        agents: { oracle: { tools: { bash: true } } },
      },
      holds: {
        skills: { disabled: ["tdd", "deploy"] },
        disabledTools: ["github_createIssue", "webfetch"],
        agents: { oracle: { tools: { bash: true }, permission: { edit: { "*.KEY": "deny" } } } },
      },
    },
    {
      name: "what is off can be on again",
      lower: { disabled_agents: ["librarian"], categories: { deep: { disable: true } } },
      upper: { agents: { librarian: { disable: false } }, categories: { deep: { disable: false } } },
      holds: { agents: { librarian: { disabled: false } }, categories: { deep: { disabled: false } } },
    },
    {
      name: "null goes over an object",
      lower: { reviewer: { model: "a/b", temperature: 1 } },
      upper: { reviewer: null },
      holds: { reviewer: null },
    },
    {
      name: "an object goes over null",
      lower: { reviewer: null },
      upper: { reviewer: { model: "a/b" } },
      holds: { reviewer: { model: "a/b", temperature: null } },
    },
    {
      name: "an object with nothing in it changes nothing",
      lower: { categories: { deep: { model: "a/b" } }, background_task: { defaultConcurrency: 2 } },
      upper: { categories: { deep: {}, quick: {} }, background_task: {}, skills: {} },
      holds: { categories: { deep: { model: "a/b" }, quick: {} }, concurrency: { tasks: 2 } },
    },
    {
      name: "runtime_fallback off over its numbers keeps them",
      lower: { runtime_fallback: { max_fallback_attempts: 7, cooldown_seconds: 1 } },
      upper: { runtime_fallback: false },
      holds: { fallback: { enabled: false, maxAttempts: 7, cooldown: 1_000 } },
    },
    {
      name: "runtime_fallback on again, with numbers",
      lower: { runtime_fallback: false },
      upper: { runtime_fallback: { enabled: true, cooldown_seconds: 0 } },
      holds: { fallback: { enabled: true, maxAttempts: 3, cooldown: 0 } },
    },
    {
      name: "numbers alone do not switch runtime_fallback on",
      lower: { runtime_fallback: false },
      upper: { runtime_fallback: { max_fallback_attempts: 1 } },
      holds: { fallback: { enabled: false, maxAttempts: 1 } },
    },
    {
      name: "a rule is the same by code and by name",
      lower: { rules: { OMO303: "off", "no-tasks": "info" } },
      upper: { rules: { "vague-criterion": "error" } },
      holds: { rules: { OMO303: "error", OMO101: "info" } },
    },
    {
      name: "a right in whole goes over its patterns",
      lower: { agents: { oracle: { permission: { bash: { "git *": "allow", "*": "deny" } } } } },
      upper: { agents: { oracle: { permission: { bash: "deny" } } } },
      holds: { agents: { oracle: { permission: { bash: "deny" } } } },
    },
    {
      name: "lists of plugins and of enabled skills are replaced",
      lower: { plugins: ["a", "b"], skills: { enable: ["a"] } },
      upper: { plugins: [], skills: { enable: ["b"] } },
      holds: { plugins: [], skills: { enabled: ["b"] } },
    },
  ])("$name", ({ lower, upper, holds }) => {
    expect(layered(lower, upper)).toMatchObject(holds);
  });

  test("sources of skills are all kept, those of the upper first", () => {
    const config = layered({ skills: { sources: ["a"] } }, { skills: { sources: ["b", "c"] } });
    expect(config.skills.sources.map(({ path }) => path)).toEqual(["b", "c", "a"]);
  });

  test("each setting that holds knows its file", async () => {
    const { settings } = await loadWorld({
      "home/.config/omo/omo.jsonc": { categories: { deep: { model: "a/b", temperature: 1 } } },
      [`${repo}/.omo/omo.jsonc`]: { categories: { Deep: { model: "c/d" } } },
    });
    expect(settings.map(({ path, value, layer }) => [path.join("."), value, layer.source.file])).toEqual([
      ["categories.deep.temperature", 1, "~/.config/omo/omo.jsonc"],
      ["categories.deep.model", "c/d", ".omo/omo.jsonc"],
    ]);
  });
});
