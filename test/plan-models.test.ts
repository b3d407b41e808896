import { describe, expect, test } from "vitest";
import { noOverride, type Resolution, resolveAgent, resolveTask } from "../src/agents/resolve.ts";
import { buildRoster } from "../src/agents/roster.ts";
import { planModels } from "../src/run/models.ts";
import { profileName, profilesOf } from "../src/run/profiles.ts";
import type { Catalog } from "../src/runtime/runtime.ts";
import { foreign, layered } from "./layers.ts";
import { makePlan, type Sketch } from "./plans.ts";

const catalog: Catalog = {
  providers: [
    { id: "maker", chosen: true, models: ["opus", "sonnet"] },
    { id: "other", chosen: false, models: ["kimi"] },
  ],
  defaultChosen: true,
  defaultModel: "maker/sonnet",
};

function world(sketches: readonly Sketch[], file: object, model: string | null = null) {
  const roster = buildRoster(layered(file), foreign);
  const resolved = makePlan(sketches).tasks.map((task) => resolveTask(task, roster, { model }));
  return { roster, resolved };
}

/** The models that would be tried for each task, the runtime's default as `-`. */
function planned(
  sketches: readonly Sketch[],
  file: object,
  known: Partial<Catalog> = {},
  model: string | null = null,
) {
  const { roster, resolved } = world(sketches, file, model);
  const users = resolved.map((one, i) => ({ who: `task ${i + 1}`, resolved: one }));
  const models = planModels({ ...catalog, ...known }, users, roster);
  return resolved.map((one) => models.get(one)?.map((candidate) => candidate.model ?? "-"));
}

describe("the models of a run", () => {
  test("are those that can be had, for each task by itself", () => {
    const file = { categories: { deep: { model: "maker/opus", fallback_models: ["other/kimi"] } } };
    expect(planned([{ categories: ["deep"] }, { categories: ["deep"] }], file)).toEqual([
      ["maker/opus", "other/kimi"],
      ["maker/opus", "other/kimi"],
    ]);
    const [free] = planned([{}], {}, { providers: [{ id: "maker", chosen: true, models: ["x"] }] });
    expect(free).toEqual(["-"]);
  });

  test.each<{ sketch: Sketch; file: object; says: string; help: string }>([
    {
      sketch: { categories: ["deep"] },
      file: { categories: { deep: { model: "maker/opsu" } } },
      says: "opencode knows no model maker/opsu (task 1: category deep)",
      help: "did you mean maker/opus?",
    },
    {
      sketch: { categories: ["deep"] },
      file: { categories: { deep: { model: "maker/opus", fallback_models: ["x/y/z"] } } },
      says: "opencode knows no model x/y/z (task 1: category deep)",
      help: "`opencode models` lists those it knows",
    },
    // An agent that it may ask needs its model as well.
    {
      sketch: {},
      file: { agents: { "sisyphus-junior": { model: "maker/opus" }, explore: { model: "maker/sonet" } } },
      says: "opencode knows no model maker/sonet (agent explore)",
      help: "did you mean maker/sonnet?",
    },
    {
      sketch: {},
      file: {
        agents: { "sisyphus-junior": { model: "maker/opus" }, librarian: { category: "mine" } },
        categories: { mine: { model: "zzz/qqqqqq" } },
      },
      says: "opencode knows no model zzz/qqqqqq (agent librarian)",
      help: "`opencode models` lists those it knows",
    },
  ])("that opencode does not know are told before it begins: $says", ({ sketch, file, says, help }) => {
    expect(() => planned([sketch], file)).toThrow(expect.objectContaining({ message: says, help }));
  });

  test("need not be known where nothing can reach them", () => {
    const unreached = {
      agents: { oracle: { model: "gone/x" }, explore: { model: "gone/y", disable: true } },
      categories: { quick: { model: "gone/z" }, deep: { model: "maker/opus", fallback_models: ["off/w"] } },
      disabled_providers: ["OFF"],
    };
    expect(planned([{ categories: ["deep"] }], unreached)).toEqual([["maker/opus"]]);
  });

  test.each<{ known: Partial<Catalog>; file: object; says: string | null }>([
    { known: { providers: [] }, file: {}, says: "opencode has no provider configured" },
    { known: { defaultChosen: false, providers: [] }, file: {}, says: "opencode has no provider configured" },
    {
      known: { defaultChosen: false, providers: [{ id: "zen", chosen: false, models: ["free"] }] },
      file: {},
      says: "opencode has no provider configured",
    },
    {
      known: { providers: [{ id: "zen", chosen: true, models: ["free"] }], defaultModel: "zen/free" },
      file: { disabled_providers: ["zen"] },
      says: "opencode's default model zen/free is of a provider that `disabled_providers` names",
    },
    {
      known: { defaultChosen: false },
      file: { agents: { "sisyphus-junior": { model: "maker/opus" } } },
      says: null,
    },
  ])("are nobody's that nobody has chosen: $known, $file", ({ known, file, says }) => {
    const plan = () => planned([{ categories: ["rocketry"] }], file, known);
    if (says === null) expect(plan()).toHaveLength(1);
    else expect(plan).toThrow(expect.objectContaining({ message: says }));
  });
});

describe("the agents that a run brings", () => {
  const file = {
    categories: {
      deep: { temperature: 0.2 },
      mine: { model: "maker/opus", top_p: 0.5 },
      quick: { model: "maker/opus" },
    },
    agents: {
      "sisyphus-junior": { temperature: 1 },
      explore: { model: "maker/sonnet" },
      librarian: { category: "mine" },
      oracle: { disable: true },
      painter: { temperature: 1, prompt_append: "Paint." },
    },
  };
  const sketches: Sketch[] = [
    { categories: ["deep"] },
    { categories: ["deep"], agent: "hephaestus" },
    { categories: ["mine"] },
    { categories: ["quick"] },
    { categories: ["deep"], agent: "painter" },
    { categories: ["deep"], agent: "general" },
    { categories: ["deep"], final: true },
    {},
  ];

  test("have each that a task is done by, tuned as it is", () => {
    const { roster, resolved } = world(sketches, file);
    const all: Resolution[] = [...resolved, resolveAgent("reviewer", roster, noOverride)];
    const profiles = new Map(profilesOf(roster, all).map((one) => [one.name, one]));
    for (const one of all) {
      const name = profileName(one);
      // Those that opencode has by itself are named as it has them.
      if (foreign.includes(one.agent)) expect(name).toBe(one.agent);
      else
        expect(profiles.get(name)).toMatchObject({
          temperature: one.temperature,
          topP: one.topP,
          prompt: roster.agents.get(one.agent)?.prompt,
        });
    }
    expect(resolved.map(({ temperature, topP }) => [temperature, topP])).toEqual([
      [0.2, null],
      [0.2, null],
      // What its category leaves open is as its agent has it.
      [1, 0.5],
      [1, null],
      [null, null],
      [null, null],
      [0.2, null],
      [1, null],
    ]);
  });

  test("are each there once, without those of opencode's own and those that are off", () => {
    const { roster, resolved } = world(sketches, file);
    const names = profilesOf(roster, resolved).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of [...foreign, "oracle"]) expect(names).not.toContain(name);
    expect(names).toContain("sisyphus-junior");
  });

  test("have the model that is configured of them when others ask, else that of who asks", () => {
    const { roster } = world([], file);
    const models = new Map(profilesOf(roster, []).map(({ name, model }) => [name, model]));
    expect(models.get("explore")).toBe("maker/sonnet");
    expect(models.get("librarian")).toBe("maker/opus");
    expect(models.get("metis")).toBeNull();
    const off = world([], { ...file, disabled_categories: ["mine"] }).roster;
    expect(profilesOf(off, []).find(({ name }) => name === "librarian")?.model).toBeNull();
  });
});
