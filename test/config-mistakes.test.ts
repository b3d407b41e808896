import { describe, expect, test } from "vitest";
import { defaultConfig } from "../src/config.ts";
import { readLayer } from "./layers.ts";

describe("a mistake in a configuration", () => {
  test.each([
    {
      text: '{"categories": {"deep": {"effort": 1}}}',
      says: "`categories.deep` has no key `effort`",
      help: "known here: `model`, `variant`, `fallback_models`, `temperature`",
      at: "1:26",
    },
    {
      text: '{"agents": {"oracle": {"promt_append": "x"}}}',
      says: "`agents.oracle` has no key `promt_append`",
      help: "did you mean `prompt_append`?",
      at: "1:24",
    },
    {
      text: '{"skills": {"source": []}}',
      says: "`skills` has no key `source`",
      help: "did you mean `sources`?",
      at: "1:13",
    },
    {
      text: '{"runtime_fallback": {"cooldown_secs": 1}}',
      says: "`runtime_fallback` has no key `cooldown_secs`",
      help: "did you mean `cooldown_seconds`?",
      at: "1:23",
    },
    {
      text: '{"categories": {"deep": {"fallback_models": [{"model": "a/b", "varient": "x"}]}}}',
      says: "has no key `varient`",
      help: "did you mean `variant`?",
      at: "1:63",
    },
    {
      text: '{"agents": {"oracel": {"model": "a/b"}}}',
      says: "there is no agent `oracel`",
      help: "did you mean `oracle`?",
      at: "1:33",
    },
    {
      text: '{"disabled_agents": ["librarian", "explorer"]}',
      says: "there is no agent `explorer`",
      help: "did you mean `explore`?",
      at: "1:21",
    },
    {
      text: '{"default_run_agent": "sisyfus"}',
      says: "there is no agent `sisyfus`",
      help: "did you mean `sisyphus`?",
      at: "1:23",
    },
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
    {
      text: '{"categories": {"deep": {"fallback_models": ["a/b", "opus"]}}}',
      says: "a model is written `provider/model`",
      at: "1:53",
    },
    {
      text: '{"categories": {"deep": {"temperature": 3}}}',
      says: "`categories.deep.temperature` must be at most 2",
      at: "1:41",
    },
    {
      text: '{"background_task": {"defaultConcurrency": 0}}',
      says: "`background_task.defaultConcurrency` must be at least 1",
      at: "1:44",
    },
    {
      text: '{"runtime_fallback": "yes"}',
      says: "`runtime_fallback` must be a boolean or an object",
      at: "1:22",
    },
    {
      text: '{"agents": {"oracle": {"permission": {"bash": "no"}}}}',
      says: "`agents.oracle.permission.bash` must be one of `allow`, `ask`, `deny`",
      at: "1:47",
    },
    {
      text: '{"agents": {"oracle": {"permission": {"bash": {"git *": "alow"}}}}}',
      says: "must be one of `allow`, `ask`, `deny`",
      help: "did you mean `allow`?",
      at: "1:57",
    },
    { text: "[]", says: "the configuration must be an object", at: "1:1" },
    { text: '"x"', says: "the configuration must be an object", at: "1:1" },
  ])("is an error at its place: $text", ({ text, says, at, help = "" }) => {
    const { config, shown } = readLayer(text);
    expect(config).toEqual(defaultConfig);
    expect(shown).toHaveLength(1);
    expect(shown[0]).toMatch(/^error\[OMO90[23] /);
    expect(shown[0]).toContain(says);
    expect(shown[0]).toContain(help);
    expect(shown[0]).toContain(`.omo/omo.jsonc:${at}\n`);
  });

  test("of form is an error at the place", () => {
    const { config, shown } = readLayer('{\n  "reviewer": null\n  "categories": {}\n}');
    expect(config).toEqual(defaultConfig);
    expect(shown).toHaveLength(1);
    expect(shown[0]).toContain("error[OMO901 config-syntax]");
    expect(shown[0]).toContain("comma expected");
    expect(shown[0]).toContain(".omo/omo.jsonc:3:3");
  });

  test("keeps nothing of its file, and every mistake is told", () => {
    const { layer, shown } = readLayer(
      '{"default_run_agent": "atlas", "rule": {}, "reviewer": {"modle": ""}}',
    );
    expect(layer.settings).toEqual([]);
    expect(shown).toHaveLength(2);
  });
});
