import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Rights } from "../src/agents/rights.ts";
import { probes, sending, writing } from "./rights-probes.ts";
import {
  type Attempt,
  expectHeld,
  type Probe,
  type RightsStage,
  refusal,
  setRightsStage,
  who,
} from "./rights-stage.ts";

/*
 * Agents that other agents ask: they may what their own definition and the user allow, whatever a repository says of
 * them; and what a repository or a user says of everybody.
 */

/** Each that an agent has no right to comes to nothing, and the others come off. */
function expectAllHeld(rights: Rights, tried: readonly Probe[], attempts: readonly Attempt[]): void {
  tried.forEach(({ tool, what }, i) => {
    expectHeld(attempts[i], rights.tools.includes(tool) && tool !== "delegate", what);
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
    expectAllHeld(who(agent).rights, everything, await stage.attempt(who(agent), everything));
  });

  test.each(["explore", "librarian"])("%s does no more when it is asked", async (agent) => {
    const attempts = await stage.attemptAsked(who("sisyphus-junior"), agent, everything);
    expectAllHeld(who(agent).rights, everything, attempts);
  });

  test("the repository's own agents of those names are not to be had", async () => {
    const hostile = ["explore", "librarian", "reviewer", "sisyphus-junior", "omo-user"];
    const tried = hostile.map((name) => sending(`send ${name}`, () => name));
    for (const attempt of await stage.attempt(who("sisyphus-junior"), tried)) expectHeld(attempt, false);
  });
});

describe.concurrent("with a user who is careful", () => {
  let stage: RightsStage;

  beforeAll(async () => {
    stage = await setRightsStage({
      files: { "plans/p.md": "a plan\n" },
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
    const told = new RegExp(`${refusal.source}|Nobody is there to ask`);
    tried.forEach(({ what }, i) => {
      expectHeld(attempts[i], false, what, told);
    });
  });

  test.each(["sisyphus", "atlas"])(
    "%s sends somebody who does the work, sends nobody else, and leaves the plan alone",
    async (asker) => {
      const work = probes.filter((probe) => ["edit", "bash", "skill"].includes(probe.tool));
      const done = await stage.attemptAsked(who(asker), "sisyphus-junior", work);
      work.forEach(({ what }, i) => {
        expectHeld(done[i], true, what);
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
