import { describe, expect, test } from "vitest";
import type { ModelChoice } from "../src/config.ts";
import { findingsOf, loadWorld, readLayer, repo } from "./layers.ts";

/** Reads a file of the predecessor that is the user's own. */
function read(file: object) {
  const { config, diagnostics } = readLayer(JSON.stringify(file), { dialect: "predecessor", owner: "user" });
  return { config, said: diagnostics.map(({ severity, code, message }) => `${severity} ${code} ${message}`) };
}

/** `provider/model` or `provider/model variant`. */
const written = ({ model, variant }: ModelChoice) => (variant === null ? model : `${model} ${variant}`);

describe("models as the predecessor writes them", () => {
  test.each<{ settings: object; first: string; rest?: string[] }>([
    { settings: { model: "a/b" }, first: "a/b" },
    { settings: { model: "a/b:xhigh" }, first: "a/b xhigh" },
    { settings: { model: "a/b(high)" }, first: "a/b high" },
    { settings: { model: "a/b low" }, first: "a/b low" },
    { settings: { model: "a/b:free" }, first: "a/b:free" },
    { settings: { model: "a/b:auto" }, first: "a/b" },
    { settings: { model: "a/b", variant: "max" }, first: "a/b max" },
    { settings: { model: "a/b", reasoningEffort: "minimal" }, first: "a/b minimal" },
    { settings: { model: "a/b:low", reasoning: "high", variant: "max" }, first: "a/b high" },
    { settings: { model: "a/b", reasoningEffort: "auto" }, first: "a/b" },
    { settings: { model: "a/b", fallback_models: "c/d" }, first: "a/b", rest: ["c/d"] },
    {
      settings: { model: "a/b", fallback_models: ["x", "c/d:high", { model: "y", variant: "low" }] },
      first: "a/b",
      rest: ["a/x", "c/d high", "a/y low"],
    },
    {
      settings: { model: "a/b", fallback_models: [{ model: "c/d", reasoningEffort: "max", maxTokens: 5 }] },
      first: "a/b",
      rest: ["c/d max"],
    },
    {
      settings: { models: ["a/b:xhigh", "c", { model: "d/e", reasoning: "low" }] },
      first: "a/b xhigh",
      rest: ["a/c", "d/e low"],
    },
    { settings: { models: ["a/b"] }, first: "a/b" },
    { settings: { models: [{ model: "a/b" }] }, first: "a/b" },
    { settings: { models: ["a/b", "c/d"], model: "e/f" }, first: "e/f", rest: ["c/d"] },
  ])("$settings", ({ settings, first, rest = [] }) => {
    const { config, said } = read({ agents: { oracle: settings }, categories: { Mine: settings } });
    expect(said).toEqual([]);
    for (const one of [config.agents.oracle, config.categories.mine]) {
      expect(one && written(one)).toBe(first);
      expect(one?.fallbacks.map(written)).toEqual(rest);
    }
  });

  test("a fallback without provider where the first has none either is a warning, and the rest counts", () => {
    const { config, said } = read({ categories: { deep: { fallback_models: ["x"], temperature: 1 } } });
    expect(said).toEqual([
      "warning OMO903 `categories.deep.fallback_models.0` is wrong: a model is written `provider/model`",
    ]);
    expect(config.categories.deep).toMatchObject({ fallbacks: [], temperature: 1 });
  });
});

describe("names of agents as the predecessor has had them", () => {
  test.each([
    ["OmO", "sisyphus"],
    ["Sisyphus", "sisyphus"],
    ["Sisyphus - Ultraworker", "sisyphus"],
    ["omo-plan", "prometheus"],
    ["planner-Sisyphus", "prometheus"],
    ["Prometheus (Planner)", "prometheus"],
    ["orchestrator-sisyphus", "atlas"],
    ["Metis (Plan Consultant)", "metis"],
    ["plan-consultant", "metis"],
    ["multimodal-looker", "multimodal-looker"],
    ["Sisyphus-Junior", "sisyphus-junior"],
  ])("%s is %s", (name, now) => {
    const { config, said } = read({
      agents: { [name]: { model: "a/b" } },
      disabled_agents: [name],
      default_run_agent: name,
    });
    expect(said).toEqual([]);
    expect(config.agents).toMatchObject({ [now]: { model: "a/b", disabled: true } });
    expect(Object.keys(config.agents)).toEqual([now]);
    expect(config.defaultAgent).toBe(now);
  });

  test("one that omo does not have is a warning, and the others count", () => {
    const { config, said } = read({ agents: { frontend: { model: "a/b" }, oracle: { model: "c/d" } } });
    expect(said).toEqual(["warning OMO902 there is no agent `frontend`"]);
    expect(Object.keys(config.agents)).toEqual(["oracle"]);
  });
});

describe("what omo has no use for", () => {
  test.each<{ file: object; said: string[] }>([
    { file: { disabled_hooks: ["x", "y"] }, said: ["`disabled_hooks`: omo has no hooks"] },
    { file: { tmux: { enabled: true, layout: "x" } }, said: ["`tmux`: attempts have no terminal"] },
    { file: { agents: { oracle: { prompt: "p" } } }, said: ["`agents.oracle.prompt`: omo's agents"] },
    {
      file: { agents: { oracle: { thinking: { type: "x", budgetTokens: 1 } } } },
      said: ["`agents.oracle.thinking`: set it as an option"],
    },
    {
      file: { categories: { deep: { tools: { bash: false } } } },
      said: ["`categories.deep.tools`: a category"],
    },
    {
      file: { background_task: { syncPollTimeoutMs: 1 } },
      said: ["`background_task.syncPollTimeoutMs`: the"],
    },
    {
      file: { runtime_fallback: { notify_on_fallback: true } },
      said: ["`runtime_fallback.notify_on_fallback`: wh"],
    },
    { file: { skills: { mine: { template: "x" } } }, said: ["`skills.mine`: a skill is a folder"] },
    { file: { zzz: { a: 1, b: 2 } }, said: ["`zzz`: omo does not know it"] },
  ])("is left out with a note: $file", ({ file, said }) => {
    const read_ = read({ ...file, reviewer: { model: "a/b" } });
    expect(read_.said).toHaveLength(said.length);
    for (const [i, words] of said.entries())
      expect(read_.said[i]).toContain(`info OMO906 ${words.replace(":", " is left out:")}`);
    expect(read_.config.reviewer?.model).toBe("a/b");
  });

  test.each([{ $schema: "x" }, { _migrations: ["m"] }, { "[senpi]": { a: 1 } }, { "[codex]": {} }])(
    "and nobody wrote, without a word: %j",
    (file) => {
      expect(read(file).said).toEqual([]);
    },
  );

  test("what is wrong is a warning there, and all else counts", () => {
    const { config, said } = read({
      agents: { oracle: { temperature: 9, top_p: 1 } },
      default_run_agent: 7,
      disabled_tools: "bash",
      reviewer: { modle: "a/b", model: "c/d" },
      rules: { OMO999: "off", OMO303: "off" },
    });
    expect(said.map((line) => line.replace(/ (?:is|must|has|there) .*/, ""))).toEqual([
      "warning OMO903 `agents.oracle.temperature`",
      "warning OMO902 `reviewer`",
      "warning OMO903 `default_run_agent`",
      "warning OMO903 `disabled_tools`",
      "warning OMO902",
    ]);
    expect(config).toMatchObject({
      agents: { oracle: { temperature: null, topP: 1 } },
      reviewer: { model: "c/d" },
      rules: { OMO303: "off" },
      disabledTools: [],
    });
  });

  test("no limit is written as 0 there", () => {
    const { config, said } = read({ background_task: { defaultConcurrency: 0, staleTimeoutMs: 0 } });
    expect(said).toEqual([]);
    expect(config).toMatchObject({ concurrency: { tasks: null }, stallTimeout: null });
  });

  test.each([
    { skills: ["a", "b"], means: { enabled: ["a", "b"] } },
    { skills: { enable: ["a"], disable: ["b"] }, means: { enabled: ["a"], disabled: ["b"] } },
    { skills: { a: false, b: true }, means: { enabled: null, disabled: ["a"] } },
    {
      skills: { sources: ["x", { path: "y", recursive: true }] },
      means: { sources: [{ path: "x" }, { path: "y" }] },
    },
  ])("skills can be said in several ways: $skills", ({ skills, means }) => {
    const { config, said } = read({ skills });
    expect(said).toEqual([]);
    expect(config.skills).toMatchObject(means);
  });
});

describe("a file of the predecessor under omo's name", () => {
  const version5 = {
    _migrations: [],
    agents: { oracle: { model: "a/shared" }, librarian: { model: "a/shared" } },
    reviewer: null,
    "[opencode]": {
      reviewer: { model: "a/judge" },
      agents: { oracle: { model: "a/own:high", color: "#fff" } },
      tmux: { enabled: true },
    },
    "[senpi]": { agents: { oracle: { model: "a/senpi" } } },
  };

  test("is known by its keys; what is under its own key goes over what is beside it", async () => {
    const loaded = await loadWorld({
      "home/.config/omo/omo.jsonc": version5,
      [`${repo}/.omo/omo.jsonc`]: { categories: { deep: { model: "a/deep" } } },
    });
    expect(findingsOf(loaded)).toEqual([
      "info OMO906 ~/.config/omo/omo.jsonc: `agents.oracle.color` is left out: it is for a list of agents to step through",
      "info OMO906 ~/.config/omo/omo.jsonc: `tmux` is left out: attempts have no terminal of their own",
    ]);
    expect(loaded.config).toMatchObject({
      agents: { oracle: { model: "a/own", variant: "high" }, librarian: { model: "a/shared" } },
      categories: { deep: { model: "a/deep" } },
      reviewer: { model: "a/judge" },
    });
  });

  test.each([{ models: {} }, { profiles: {} }, { task: {} }, { teams: {} }, { memory: {} }])(
    "is known by %j",
    (telling) => {
      const { diagnostics } = readLayer(JSON.stringify({ ...telling, unheardOf: 1 }));
      expect(diagnostics.every(({ severity }) => severity !== "error")).toBe(true);
    },
  );

  test("is not a file that merely has mistakes", () => {
    expect(readLayer('{"unheardOf": 1}').diagnostics).toMatchObject([{ severity: "error", code: "OMO902" }]);
  });
});
