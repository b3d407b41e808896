import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtInAgents } from "../src/agents/built-in.ts";
import type { AgentDefinition } from "../src/agents/definition.ts";
import { probes, sending, writing } from "./rights-probes.ts";
import { type Attempt, type Probe, type RightsStage, refusal, setRightsStage } from "./rights-stage.ts";

/*
 * Rights on a server that others have started, where rules of sessions are all there is: one agent of each kind tries
 * everything, as it does in `rights.test.ts` on a server of omo's own.
 */

const names = ["sisyphus-junior", "prometheus", "atlas", "librarian", "reviewer"];
const agents = builtInAgents.filter(({ name }) => names.includes(name));

interface Cell {
  readonly probe: Probe;
  readonly may: boolean;
}

/** Who may ask agents asks the server's own explore; nobody's own is there, and general could do everything. */
function cellsOf({ rights }: AgentDefinition): Cell[] {
  const isPlanner = rights.edit === "plans";
  const may = ({ tool }: Probe) => rights.tools.includes(tool) && !(tool === "edit" && isPlanner);
  return [
    ...probes.map((probe) => ({ probe, may: may(probe) })),
    {
      probe: sending("send the server's explore", () => "explore"),
      may: rights.delegates.includes("explore"),
    },
    { probe: sending("send the server's general", () => "general"), may: false },
    { probe: writing("write the plan of the run", () => "plans/run.md"), may: false },
  ];
}

let stage: RightsStage;
const attempts = new Map<string, Promise<readonly Attempt[]>>();

beforeAll(async () => {
  stage = await setRightsStage({ files: { "draft.txt": "a draft\n" }, attached: true });
  for (const agent of agents)
    for (const may of [true, false]) {
      const own = cellsOf(agent).filter((cell) => cell.may === may);
      const all = stage.attempt(
        { agent: agent.name, rights: agent.rights },
        own.map(({ probe }) => probe),
        { protect: ["plans/run.md"] },
      );
      // The tests tell of what fails.
      all.catch(() => {});
      attempts.set(`${agent.name} ${may}`, all);
    }
});
afterAll(() => stage?.strike());

describe.each(agents.map((agent) => [agent.name, agent] as const))("attached, %s", (name, agent) => {
  test.each(
    [true, false].flatMap((may) =>
      cellsOf(agent)
        .filter((cell) => cell.may === may)
        .map(({ probe }, i) => [may ? "may" : "may not", probe.what, may, i] as const),
    ),
  )("%s %s", async (_, __, may, i) => {
    const attempt = (await attempts.get(`${name} ${may}`))?.[i];
    expect(attempt?.happened, attempt?.result).toBe(may);
    if (!may) expect(attempt?.result).toMatch(refusal);
  });
});
