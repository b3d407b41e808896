import { describe, expect, test } from "vitest";
import { type Assignment, assignTask } from "../src/agents/assign.ts";
import { noOverride } from "../src/agents/resolve.ts";
import { buildRoster, type Roster } from "../src/agents/roster.ts";
import { defaultConfig } from "../src/config.ts";
import type { Task } from "../src/plan.ts";
import { readPlan } from "../src/read.ts";
import { foreign, layered } from "./layers.ts";
import { corpus, corpusPresent } from "./read-corpus.ts";

const tasks = corpusPresent ? corpus("plans").flatMap((source) => readPlan(source)[0].tasks) : [];

const assign = (task: Task, roster: Roster) =>
  assignTask(task, { roster, skills: new Map(), override: noOverride });

/** Names in place of categories that no agent has: what a user could configure. */
const categories = [
  ...new Set(tasks.flatMap((task) => task.categories.map(({ value }) => value.toLowerCase()))),
].filter((name) => !buildRoster(defaultConfig, foreign).agents.has(name));

describe.skipIf(!corpusPresent)("every task of the corpus", () => {
  const plain = buildRoster(defaultConfig, foreign);

  test("is of a corpus that says something of categories and agents", () => {
    expect(tasks.length).toBeGreaterThan(1_000);
    expect(categories.filter((name) => !plain.categories.has(name)).length).toBeGreaterThan(1);
    expect(tasks.filter(({ agent }) => agent !== null).length).toBeGreaterThan(5);
  });

  test("goes to somebody without a configuration, and of an unknown category it is said so", () => {
    for (const task of tasks) {
      const { resolved } = assign(task, plain);
      expectSound(task, plain, resolved);
      const [first] = task.categories;
      const named = [task.agent, ...task.categories].some(
        (name) => name !== null && plain.agents.has(name.value.toLowerCase()),
      );
      if (first === undefined || named || plain.categories.has(first.value.toLowerCase())) continue;
      expect(resolved.agent).toBe(task.final ? "reviewer" : "sisyphus-junior");
      expect(resolved.category).toBeNull();
      expect(resolved.chain).toMatchObject({
        first: null,
        reason: `category ${first.value.toLowerCase()} is not known`,
      });
    }
  });

  test("goes to somebody with a configuration that defines all categories, each with its own model", () => {
    const file = Object.fromEntries(categories.map((name, i) => [name, { model: `p/m${i}` }]));
    const roster = buildRoster(layered({ categories: file }), foreign);
    for (const task of tasks) {
      const { resolved } = assign(task, roster);
      expectSound(task, roster, resolved);
      const name = task.categories[0]?.value.toLowerCase();
      if (name === undefined || !roster.categories.has(name)) continue;
      expect(resolved).toMatchObject({
        category: name,
        chain: { first: { model: `p/m${categories.indexOf(name)}` }, reason: `category ${name}` },
      });
    }
  });

  test("goes to somebody where all that can be is switched off", () => {
    const off = { disabled_agents: [...plain.agents.keys()], disabled_categories: categories };
    const roster = buildRoster(layered(off), foreign);
    for (const task of tasks) {
      const { resolved } = assign(task, roster);
      expect(resolved.agent).toBe(task.final ? "reviewer" : "sisyphus-junior");
      expect(resolved).toMatchObject({ category: null, chain: { first: null } });
      expect(resolved.rights.delegates).toEqual([]);
    }
  });
});

function expectSound(task: Task, { agents }: Roster, resolved: Assignment["resolved"]): void {
  const agent = agents.get(resolved.agent.toLowerCase());
  expect(agent).toBeDefined();
  expect(resolved.chain.reason).not.toBe("");
  for (const tool of resolved.rights.tools) expect(agent?.rights.tools).toContain(tool);
  if (task.final) expect(resolved.rights.tools).toEqual(["read", "search"]);
}
