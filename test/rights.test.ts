import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtInAgents } from "../src/agents/built-in.ts";
import type { AgentDefinition } from "../src/agents/definition.ts";
import { tools } from "../src/agents/rights.ts";
import { probes, sending } from "./rights-probes.ts";
import { type Attempt, expectHeld, type Probe, type RightsStage, setRightsStage } from "./rights-stage.ts";

/*
 * Every agent and every kind of tool on a real server: a model that tries what its agent has no right to is told no, and
 * nothing happens. What it has a right to happens, so that a harness in which nothing works cannot pass.
 */

/** Who may do what, as documents have it. */
const table = `
| agent | read | search | edit | bash | web | todo | skill | delegate | other |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| sisyphus-junior | yes | yes | yes | yes | yes | yes | yes | explore, librarian | yes |
| hephaestus | yes | yes | yes | yes | yes | yes | yes | explore, librarian, oracle | yes |
| sisyphus | yes | yes | yes | yes | yes | yes | yes | explore, librarian, oracle, metis, momus, multimodal-looker, sisyphus-junior, hephaestus | yes |
| prometheus | yes | yes | plans | no | yes | yes | yes | explore, librarian, metis, momus | no |
| metis | yes | yes | no | no | no | no | no | no | no |
| momus | yes | yes | no | no | no | no | no | no | no |
| atlas | yes | yes | no | yes | yes | yes | yes | sisyphus-junior, hephaestus, explore, librarian, oracle, momus | no |
| oracle | yes | yes | no | no | no | no | no | no | no |
| librarian | yes | yes | no | no | yes | no | no | no | no |
| explore | yes | yes | no | no | no | no | no | no | no |
| multimodal-looker | yes | yes | no | no | no | no | no | no | no |
| reviewer | yes | yes | no | no | no | no | no | no | no |
`;

test("the definitions are as the table has them", () => {
  const word = ({ rights }: AgentDefinition, tool: (typeof tools)[number]) => {
    if (!rights.tools.includes(tool)) return "no";
    if (tool === "delegate") return rights.delegates.join(", ");
    return tool === "edit" && rights.edit === "plans" ? "plans" : "yes";
  };
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rows = builtInAgents.map((agent) => row([agent.name, ...tools.map((tool) => word(agent, tool))]));
  expect(
    `\n${[row(["agent", ...tools]), row(["---", ...tools.map(() => "---")]), ...rows].join("\n")}\n`,
  ).toBe(table);
});

interface Cell {
  readonly agent: AgentDefinition;
  readonly probe: Probe;
  readonly may: boolean;
}

const cells: readonly Cell[] = builtInAgents.flatMap((agent) => [
  ...probes.map((probe) => ({ agent, probe, may: holds(agent, probe) })),
  ...delegations(agent),
]);

/** Of files elsewhere than below the folders of plans: see `rights-bounds.test.ts` for those. */
function holds({ rights }: AgentDefinition, { tool }: Probe): boolean {
  return rights.tools.includes(tool) && !(tool === "edit" && rights.edit === "plans");
}

/** Whom an agent may send, and whom not: an agent of omo's, and one of opencode's that may do everything. */
function delegations(agent: AgentDefinition): Cell[] {
  const { delegates } = agent.rights;
  const stranger = builtInAgents.find(({ name }) => !delegates.includes(name))?.name ?? "";
  return [
    ...delegates.map((name) => ({
      agent,
      may: true,
      probe: sending(`send ${name}`, (stage) => stage.nameOf(name)),
    })),
    { agent, may: false, probe: sending(`send ${stranger}`, (stage) => stage.nameOf(stranger)) },
    { agent, may: false, probe: sending("send general", () => "general") },
    { agent, may: false, probe: sending("send opencode's own explore", () => "explore") },
  ];
}

let stage: RightsStage;
/** What came of each cell: a session for what an agent may, and one for what it may not, all side by side. */
const attempts = new Map<Cell, Promise<Attempt>>();

beforeAll(async () => {
  stage = await setRightsStage({ files: {} });
  for (const { name: agent, rights } of builtInAgents)
    for (const may of [true, false]) {
      const own = cells.filter((cell) => cell.agent.name === agent && cell.may === may);
      const all = stage.attempt(
        { agent, rights },
        own.map(({ probe }) => probe),
      );
      // The tests tell of what fails.
      all.catch(() => {});
      own.forEach((cell, i) => {
        attempts.set(
          cell,
          all.then((results) => results[i] as Attempt),
        );
        attempts.get(cell)?.catch(() => {});
      });
    }
});
afterAll(() => stage?.strike());

describe.each(builtInAgents.map(({ name }) => name))("%s", (name) => {
  const own = cells.filter(({ agent }) => agent.name === name);
  const named = (may: boolean) =>
    own.filter((cell) => cell.may === may).map((cell) => [cell.probe.what, cell] as const);

  test.each(named(true))("may %s", async (_, cell) => {
    expectHeld(await attempts.get(cell), true);
  });

  test.each(named(false))("may not %s", async (_, cell) => {
    expectHeld(await attempts.get(cell), false);
  });
});
