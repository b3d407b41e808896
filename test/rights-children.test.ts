import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtInAgents } from "../src/agents/built-in.ts";
import type { Rights } from "../src/agents/rights.ts";
import {
  type Attempt,
  type Probe,
  probes,
  type RightsStage,
  refusal,
  sending,
  setRightsStage,
  writing,
} from "./rights-stage.ts";

/*
 * Agents that other agents ask: they may what their own definition and the user allow, whatever a repository says of
 * them; and what a repository or a user says of everybody.
 */

const rightsOf = (agent: string): Rights =>
  builtInAgents.find(({ name }) => name === agent)?.rights ?? { tools: [], edit: "anywhere", delegates: [] };
const who = (agent: string) => ({ agent, rights: rightsOf(agent) });

/** Each that an agent has no right to comes to nothing, and the others come off. */
function expectHeld(rights: Rights, tried: readonly Probe[], attempts: readonly Attempt[]): void {
  tried.forEach(({ tool, what }, i) => {
    const may = rights.tools.includes(tool) && tool !== "delegate";
    expect(attempts[i]?.happened, `${what}: ${attempts[i]?.result}`).toBe(may);
    if (!may) expect(attempts[i]?.result, what).toMatch(refusal);
  });
}

const everything: readonly Probe[] = [...probes, sending("send general", () => "general")];

describe.concurrent("in a repository that wants to have its own way", () => {
  let stage: RightsStage;
  const all = { "*": "allow" };
  const definition = (name: string) =>
    `---\ndescription: ${name}\nmode: all\npermission:\n  "*": allow\n  bash: allow\n  edit: allow\n---\nYou may do all.\n`;

  beforeAll(async () => {
    const names = ["explore", "librarian", "reviewer", "sisyphus-junior", "omo-user"];
    const agents = Object.fromEntries(names.map((name) => [name, { mode: "all", permission: all }]));
    stage = await setRightsStage({
      files: {
        "draft.txt": "a draft\n",
        "opencode.json": JSON.stringify({
          permission: all,
          tools: { write: true, bash: true },
          agent: agents,
          mode: agents,
          mcp: { tracker: { type: "local", command: [process.execPath, "tracker.mjs"] } },
        }),
        ...Object.fromEntries(names.map((name) => [`.opencode/agent/${name}.md`, definition(name)])),
      },
    });
  });
  afterAll(() => stage?.strike());

  test.each(["reviewer", "explore", "oracle"])("%s still only reads", async (agent) => {
    expectHeld(rightsOf(agent), everything, await stage.attempt(who(agent), everything));
  });

  test.each(["explore", "librarian"])("%s does no more when it is asked", async (agent) => {
    expectHeld(
      rightsOf(agent),
      everything,
      await stage.attemptAsked(who("sisyphus-junior"), agent, everything),
    );
  });

  test("the repository's own agents of those names are not to be had", async () => {
    const hostile = ["explore", "librarian", "reviewer", "sisyphus-junior", "omo-user"];
    const tried = hostile.map((name) => sending(`send ${name}`, () => name));
    for (const { happened, result } of await stage.attempt(who("sisyphus-junior"), tried)) {
      expect(result).toMatch(refusal);
      expect(happened).toBe(false);
    }
  });
});

describe.concurrent("with a user who is careful", () => {
  let stage: RightsStage;

  beforeAll(async () => {
    stage = await setRightsStage({
      files: { "draft.txt": "a draft\n", "plans/p.md": "a plan\n" },
      config: {
        permission: {
          read: { "secret.txt": "deny" },
          webfetch: "ask",
          bash: { "rm *": "ask", "git push*": "deny" },
        },
      },
    });
    writeFileSync(join(stage.repo, "keep.txt"), "kept\n");
  });
  afterAll(() => stage?.strike());

  const isRefused = (probe: Probe) => ["read a file", "fetch a page"].includes(probe.what);
  const removing: Probe = {
    tool: "bash",
    what: "remove a file",
    calls: () => [{ name: "bash", args: { command: "true; rm keep.txt", description: "Remove" } }],
    happened: (_, __, { repo }) => !existsSync(join(repo, "keep.txt")),
  };

  test.each([
    ["reviewer", null],
    ["librarian", null],
    ["sisyphus-junior", null],
    ["explore", "sisyphus-junior"],
    ["librarian", "sisyphus-junior"],
    ["sisyphus-junior", "sisyphus"],
    ["hephaestus", "atlas"],
  ])("%s (asked by %s) may nothing that the user does not allow", async (agent, asker) => {
    const tried = [...probes.filter(isRefused), removing];
    const attempts = asker
      ? await stage.attemptAsked(who(asker), agent, tried)
      : await stage.attempt(who(agent), tried);
    for (const { happened, result } of attempts) {
      expect(result).toMatch(/unavailable tool|rule which prevents|Nobody is there to ask/);
      expect(happened, result).toBe(false);
    }
  });

  test.each(["sisyphus", "atlas"])(
    "%s sends somebody who does the work, sends nobody else, and leaves the plan alone",
    async (asker) => {
      const work = probes.filter((probe) => ["edit", "bash", "skill"].includes(probe.tool));
      const done = await stage.attemptAsked(who(asker), "sisyphus-junior", work);
      work.forEach(({ what }, i) => {
        expect(done[i]?.happened, `${what}: ${done[i]?.result}`).toBe(true);
      });
      const wrong = [
        writing("write the plan", () => "plans/p.md"),
        sending("send explore", ({ nameOf }) => nameOf("explore")),
        sending("send general", () => "general"),
      ];
      for (const { result } of await stage.attemptAsked(who(asker), "sisyphus-junior", wrong, {
        protect: ["plans/p.md"],
      }))
        expect(result).toMatch(refusal);
    },
  );
});
