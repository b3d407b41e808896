import fc from "fast-check";
import { expect, test } from "vitest";
import { builtInAgents } from "../src/agents/built-in.ts";
import { buildRoster } from "../src/agents/roster.ts";
import type { Right } from "../src/config.ts";
import { sessionRules } from "../src/runtime/opencode/permissions.ts";
import { evaluate } from "../src/runtime/opencode/wildcard.ts";
import { effort } from "./effort.ts";
import { layered } from "./layers.ts";

/** What a session may ask to do: a right, and what it is about. */
const acts = [
  ["read", "src/a.ts"],
  ["read", ".env"],
  ["grep", "x"],
  ["edit", "src/a.ts"],
  ["edit", "plans/p.md"],
  ["bash", "git log"],
  ["bash", "git push"],
  ["bash", "ls"],
  ["webfetch", "https://example.org"],
  ["todowrite", "*"],
  ["skill", "tdd"],
  ["task", "explore"],
  ["task", "hephaestus"],
  ["external_directory", "/etc/*"],
  ["question", "*"],
  ["jira_close", "*"],
] as const;

const rightNames = [...new Set(acts.map(([permission]) => permission)), "*", "doom_loop"];
const right = fc.constantFrom<Right>("allow", "ask", "deny");
const patterns = fc.dictionary(fc.constantFrom("*", "git *", "git log", "*.md", "explore", "*.env"), right);
const permission = fc.dictionary(fc.constantFrom(...rightNames), fc.oneof(right, patterns), { maxKeys: 4 });
const tools = fc.dictionary(
  fc.constantFrom("write", "edit", "bash", "task", "webfetch", "read"),
  fc.boolean(),
);
const settings = fc.record({ permission, tools });

/** All that a session of an agent may do, where the user's own opencode has nothing against it. */
function allowed(agent: string, file: object): string[] {
  const rights = buildRoster(layered(file), []).agents.get(agent)?.rights;
  if (rights === undefined) throw new Error(`no agent ${agent}`);
  const rules = sessionRules({
    rights,
    configured: null,
    base: [{ permission: "*", pattern: "*", action: "allow" }],
    protect: [],
    delegates: rights.delegates,
    toolNames: ["jira_close", "bash", "read", "edit", "task"],
  });
  return acts
    .filter(([name, about]) => evaluate(rules, name, about) !== "deny")
    .map(([name, about]) => `${name} ${about}`);
}

const agents = fc.constantFrom(...builtInAgents.map(({ name }) => name));

test("whatever is configured of an agent, it may do nothing that it may not do by itself", () => {
  fc.assert(
    fc.property(agents, settings, fc.subarray(["bash", "write", "webfetch"]), (agent, own, off) => {
      const file = { agents: { [agent]: own }, disabled_tools: off };
      const free = allowed(agent, {});
      expect(allowed(agent, file).filter((act) => !free.includes(act))).toEqual([]);
    }),
    { numRuns: effort(500) },
  );
});

test("what is configured of one agent is nothing to another", () => {
  fc.assert(
    fc.property(agents, agents, settings, (agent, other, own) => {
      fc.pre(agent !== other);
      expect(allowed(other, { agents: { [agent]: own } })).toEqual(allowed(other, {}));
    }),
    { numRuns: effort(100) },
  );
});

test.each<{ own: object; off?: string[]; loses: RegExp }>([
  { own: { tools: { write: false } }, loses: /^edit / },
  { own: { tools: { bash: false } }, loses: /^bash / },
  { own: { permission: { bash: "ask" } }, loses: /^bash / },
  { own: { permission: { bash: { "*": "deny", "git log": "allow" } } }, loses: /^bash (?!git log)/ },
  { own: { permission: { bash: { "git *": "deny" } } }, loses: /^bash git/ },
  { own: { permission: { "*": "deny" } }, loses: /./ },
  { own: {}, off: ["webfetch", "write"], loses: /^(?:webfetch|edit) / },
  { own: { tools: { bash: true, jira_close: true }, permission: { question: "allow" } }, loses: /^never/ },
])("$own without $off takes away what $loses says, and only that", ({ own, off = [], loses }) => {
  const file = { agents: { "sisyphus-junior": own }, disabled_tools: off };
  const free = allowed("sisyphus-junior", {});
  expect(free.length).toBeGreaterThan(10);
  expect(allowed("sisyphus-junior", file)).toEqual(free.filter((act) => !loses.test(act)));
});
