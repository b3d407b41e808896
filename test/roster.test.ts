import { describe, expect, test } from "vitest";
import { builtInAgents } from "../src/agents/built-in.ts";
import { builtInCategories } from "../src/agents/built-in-categories.ts";
import { resolveAgent, resolveTask } from "../src/agents/resolve.ts";
import { isReadOnly, readOnly } from "../src/agents/rights.ts";
import { buildRoster, namesOf, type Roster } from "../src/agents/roster.ts";
import { foreign, layered } from "./layers.ts";
import { makePlan, type Sketch } from "./plans.ts";

function roster(file: object = {}): Roster {
  return buildRoster(layered(file), foreign);
}

function resolve(sketch: Sketch, file: object = {}, model: string | null = null) {
  const [task] = makePlan([sketch]).tasks;
  if (task === undefined) throw new Error("no task");
  return resolveTask(task, roster(file), { model });
}

/** The model that would be tried first, and why: `a/b high (category deep)`. */
function choice(...of: Parameters<typeof resolve>): string {
  const { first, reason } = resolve(...of).chain;
  const model = first === null ? "-" : [first.model, ...(first.variant ? [first.variant] : [])].join(" ");
  return `${model} (${reason})`;
}

describe("who works on a task", () => {
  test.each<{ sketch: Sketch; file?: object; agent: string }>([
    { sketch: {}, agent: "sisyphus-junior" },
    { sketch: { categories: ["deep"] }, agent: "sisyphus-junior" },
    { sketch: { categories: ["rocketry"] }, agent: "sisyphus-junior" },
    { sketch: { agent: "Hephaestus" }, agent: "hephaestus" },
    { sketch: { agent: "oracle" }, agent: "oracle" },
    { sketch: { agent: "general" }, agent: "general" },
    { sketch: { agent: "painter" }, agent: "Painter" },
    { sketch: { agent: "constructor" }, agent: "constructor" },
    { sketch: { agent: "nobody" }, agent: "sisyphus-junior" },
    { sketch: { agent: "hephaestus", categories: ["quick"] }, agent: "hephaestus" },
    // In the place of a category stands an agent's name.
    { sketch: { categories: ["oracle"] }, agent: "oracle" },
    { sketch: { categories: ["quick", "oracle"] }, agent: "oracle" },
    { sketch: { categories: ["oracle"] }, file: { categories: { oracle: {} } }, agent: "sisyphus-junior" },
    { sketch: { agent: "oracle" }, file: { categories: { oracle: {} } }, agent: "oracle" },
    { sketch: { agent: "hephaestus" }, file: { disabled_agents: ["hephaestus"] }, agent: "sisyphus-junior" },
    { sketch: { agent: "painter" }, file: { disabled_agents: ["sisyphus"] }, agent: "Painter" },
    { sketch: {}, file: { disabled_agents: ["sisyphus-junior", "reviewer"] }, agent: "sisyphus-junior" },
    { sketch: { final: true }, agent: "reviewer" },
    { sketch: { final: true }, file: { disabled_agents: ["reviewer"] }, agent: "reviewer" },
    { sketch: { final: true, agent: "oracle" }, agent: "oracle" },
    { sketch: { final: true, categories: ["momus"] }, agent: "momus" },
    { sketch: { final: true, agent: "oracle" }, file: { disabled_agents: ["oracle"] }, agent: "reviewer" },
    { sketch: { final: true, agent: "hephaestus" }, agent: "reviewer" },
    { sketch: { final: true, agent: "general" }, agent: "reviewer" },
    { sketch: { final: true, categories: ["unspecified-high"] }, agent: "reviewer" },
  ])("$sketch with $file: $agent", ({ sketch, file, agent }) => {
    expect(resolve(sketch, file).agent).toBe(agent);
  });

  test("whoever works on a final task can read and search, and nothing else", () => {
    for (const name of [...builtInAgents.map((agent) => agent.name), ...foreign, "nobody"]) {
      const { rights } = resolve({ final: true, agent: name, tools: ["bash", "edit"] });
      expect(rights).toEqual(readOnly);
    }
  });

  test("a limit holds for who works on a final task as well", () => {
    const { rights } = resolve({ final: true }, { agents: { reviewer: { permission: { grep: "deny" } } } });
    expect(rights).toEqual({
      ...readOnly,
      limits: [{ permission: "grep", pattern: "*", action: "deny" }],
    });
  });
});

describe("the model of a task", () => {
  const every = {
    categories: { deep: { model: "p/category", variant: "high" }, inherited: { model: "p/inherited" } },
    agents: {
      hephaestus: { model: "p/hephaestus" },
      oracle: { model: "p/oracle" },
      "sisyphus-junior": { model: "p/worker" },
      atlas: { category: "Inherited" },
    },
    reviewer: { model: "p/reviewer", variant: "low" },
  };
  const without = (file: typeof every, ...path: string[]) => {
    const copy = structuredClone(file) as Record<string, unknown>;
    const parent = path.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, copy);
    delete parent[path.at(-1) ?? ""];
    return copy;
  };

  test.each<{ sketch: Sketch; is: string }>([
    { sketch: { agent: "hephaestus", categories: ["deep"] }, is: "p/hephaestus (agent hephaestus)" },
    { sketch: { categories: ["deep"] }, is: "p/category high (category deep)" },
    { sketch: { categories: ["DEEP"] }, is: "p/category high (category deep)" },
    { sketch: { categories: ["quick"] }, is: "p/worker (agent sisyphus-junior)" },
    { sketch: {}, is: "p/worker (agent sisyphus-junior)" },
    { sketch: { agent: "atlas" }, is: "p/inherited (category inherited)" },
    { sketch: { agent: "atlas", categories: ["deep"] }, is: "p/category high (category deep)" },
    { sketch: { final: true }, is: "p/reviewer low (agent reviewer)" },
    { sketch: { final: true, agent: "oracle" }, is: "p/oracle (agent oracle)" },
    { sketch: { final: true, agent: "momus" }, is: "p/reviewer low (agent reviewer)" },
    { sketch: { final: true, agent: "hephaestus" }, is: "p/reviewer low (agent reviewer)" },
    { sketch: { final: true, categories: ["deep"] }, is: "p/category high (category deep)" },
  ])("of $sketch where all is configured: $is", ({ sketch, is }) => {
    expect(choice(sketch, every)).toBe(is);
    // The command line goes before all of it.
    expect(choice(sketch, every, "x/flag")).toBe("x/flag (--model)");
    expect(resolve(sketch, every, "x/flag").chain).toMatchObject({ fallbacks: [], wished: [] });
  });

  test("is the next in the order where the one before says nothing", () => {
    const sketch = { agent: "hephaestus", categories: ["deep"] };
    expect(choice(sketch, without(every, "agents", "hephaestus"))).toBe("p/category high (category deep)");
    const neither = without(every, "agents");
    delete (neither.categories as Record<string, unknown>).deep;
    expect(choice({ agent: "hephaestus" }, neither)).toBe("- (agent hephaestus)");
    expect(choice({ final: true, agent: "oracle" }, neither)).toBe("p/reviewer low (agent reviewer)");
  });

  test("of an agent of opencode's is what is configured, and nothing that objects have by themselves", () => {
    const file = { agents: { painter: { model: "p/painter" } } };
    expect(choice({ agent: "Painter" }, file)).toBe("p/painter (agent Painter)");
    expect(choice({ agent: "constructor" }, file)).toBe("- (agent constructor)");
  });

  test("of the reviewer by itself goes over that of the agent of this name", () => {
    const both = { reviewer: { model: "p/a" }, agents: { reviewer: { model: "p/b" } } };
    expect(choice({ final: true }, both)).toBe("p/a (agent reviewer)");
    expect(choice({ final: true }, { ...both, reviewer: null })).toBe("p/b (agent reviewer)");
    expect(resolveAgent("reviewer", roster(both)).chain.first?.model).toBe("p/a");
    expect(resolveAgent("reviewer", roster(both), { model: "x/flag" }).chain.first?.model).toBe("x/flag");
    const inherited = { agents: { reviewer: { category: "deep" } }, categories: { deep: { model: "p/c" } } };
    expect(choice({ final: true }, inherited)).toBe("p/c (category deep)");
    expect(resolveAgent("reviewer", roster(inherited)).chain.first?.model).toBe("p/c");
  });

  test.each<{ sketch: Sketch; says: string }>([
    { sketch: { categories: ["rocketry"] }, says: "category rocketry is not known" },
    { sketch: { categories: ["Rocketry", "deep"] }, says: "category rocketry is not known" },
    { sketch: { final: true, categories: ["rocketry"] }, says: "category rocketry is not known" },
    { sketch: { categories: ["deep"] }, says: "category deep" },
  ])("of $sketch is that of whoever works, for a reason: $says", ({ sketch, says }) => {
    expect(resolve(sketch).chain.reason).toBe(says);
  });

  test("of a category that is off is not taken, and neither is its prompt", () => {
    const file = { categories: { deep: { model: "p/x", prompt_append: "Dig.", disable: true } } };
    expect(resolve({ categories: ["deep"] }, file)).toMatchObject({
      agent: "sisyphus-junior",
      category: null,
      prompt: "",
      chain: { first: null },
    });
    expect(choice({ agent: "atlas" }, { ...file, agents: { atlas: { category: "deep" } } })).toBe(
      "- (agent atlas)",
    );
  });

  test("has fallbacks, temperature and top_p of where it comes from", () => {
    const file = {
      categories: { deep: { model: "p/x", fallback_models: ["p/y"], temperature: 0 } },
      agents: { "sisyphus-junior": { fallback_models: ["p/z"], temperature: 2, top_p: 1 } },
    };
    expect(resolve({ categories: ["deep"] }, file)).toMatchObject({
      chain: { fallbacks: [{ model: "p/y" }] },
      temperature: 0,
      // What it does not say is as its agent has it.
      topP: 1,
    });
    expect(resolve({ categories: ["quick"] }, file)).toMatchObject({
      chain: { first: null, fallbacks: [{ model: "p/z" }] },
      temperature: 2,
      topP: 1,
    });
  });

  test("where none is named is what suits the work: its category's, else its agent's", () => {
    for (const { name, models } of builtInCategories)
      expect(resolve({ categories: [name] }).chain).toMatchObject({ first: null, wished: models });
    for (const { name, models } of builtInAgents)
      if (models.length > 0) expect(resolve({ agent: name }).chain.wished).toEqual(models);
    expect(builtInCategories.some(({ models }) => models.length > 0)).toBe(true);
    const worker = builtInAgents.find(({ name }) => name === "sisyphus-junior");
    expect(resolve({ categories: ["rocketry"] }).chain.wished).toEqual(worker?.models);
  });
});

describe("the roster", () => {
  test("has all that comes with omo and opencode, and what is configured", () => {
    const { agents, categories } = namesOf(
      roster({ categories: { Mine: { description: "m" }, deep: {} }, disabled_categories: ["quick"] }),
    );
    expect(agents).toEqual([...builtInAgents.map(({ name }) => name), ...foreign]);
    expect(categories).toEqual(
      [...builtInCategories.map(({ name }) => name), "mine"].filter((c) => c !== "quick"),
    );
  });

  test("without those that are off, which others cannot ask either", () => {
    const { agents } = roster({ agents: { Librarian: { disable: true } }, disabled_agents: ["explore"] });
    expect(namesOf({ ...roster(), agents }).agents).not.toContain("librarian");
    for (const { rights } of agents.values()) {
      expect(rights.delegates).not.toContain("librarian");
      expect(rights.delegates).not.toContain("explore");
    }
  });

  test("has what is configured of each agent", () => {
    const file = {
      agents: {
        Oracle: { description: "knows", prompt_append: "Be brief.", skills: ["tdd"], category: "deep" },
        painter: { prompt_append: "Paint.", skills: ["colour"] },
      },
    };
    const { agents } = roster(file);
    const own = builtInAgents.find(({ name }) => name === "oracle");
    expect(agents.get("oracle")).toMatchObject({
      role: "knows",
      prompt: `${own?.prompt}\n\nBe brief.`,
      skills: ["tdd"],
      category: "deep",
    });
    // The prompt of an agent of opencode's is not omo's to change.
    expect(agents.get("painter")).toMatchObject({ prompt: null, skills: ["colour"] });
    expect(resolve({ agent: "painter", skills: ["tdd", "colour"] }, file).skills).toEqual(["tdd", "colour"]);
    expect(resolve({ agent: "painter", skills: ["tdd"] }, file).skills).toEqual(["tdd", "colour"]);
  });

  test("adds what is configured of a category to its manner", () => {
    const file = { categories: { quick: { prompt_append: "Use tabs." }, mine: { prompt_append: "Mine." } } };
    const own = builtInCategories.find(({ name }) => name === "quick");
    expect(resolve({ categories: ["quick"] }, file).prompt).toBe(`${own?.prompt}\n\nUse tabs.`);
    expect(resolve({ categories: ["Mine"] }, file).prompt).toBe("Mine.");
    expect(resolve({ final: true, categories: ["mine"] }, file).prompt).toBe("");
  });

  test("asks nobody who may do more than who asks, of those that only read", () => {
    const { agents } = roster();
    for (const { name, rights } of agents.values()) {
      for (const asked of rights.delegates) {
        const other = agents.get(asked);
        expect([name, asked, other !== undefined]).toEqual([name, asked, true]);
        if (isReadOnly(rights)) expect(other && isReadOnly(other.rights)).toBe(true);
      }
      if (!rights.tools.includes("delegate")) expect(rights.delegates).toEqual([]);
    }
  });
});
