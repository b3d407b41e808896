import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ownAgentNames } from "../src/agents/known.ts";
import type { Context } from "../src/cli/context.ts";
import { run } from "../src/cli/init.ts";
import { parseLayer } from "../src/config/layer.ts";
import { assemble } from "../src/config/setting.ts";
import { catalogue } from "../src/rules/all.ts";
import { createSource } from "../src/source.ts";
import { makeFolder, omo } from "./omo.ts";

/** Runs the command with somebody at the terminal who gives these answers, and then ends the input. */
async function answer(answers: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const home = makeFolder({ "repo/.git/": "", ...files });
  const left = [...answers];
  let printed = "";
  const output = {
    write: (text: string) => {
      printed += text;
    },
    isTTY: true,
    columns: 80,
  };
  const context: Context = {
    cwd: join(home, "repo"),
    env: { HOME: home },
    platform: "linux",
    stdin: async () => Buffer.alloc(0),
    ask: async (question) => {
      printed += question;
      return left.shift() ?? null;
    },
    stdout: output,
    stderr: output,
    terminal: null,
  };
  const code = await run({ yes: false }, context);
  const file = join(home, "repo/.omo/omo.jsonc");
  return { code, printed, text: existsSync(file) ? readFileSync(file, "utf8") : null };
}

/** What a text says as a configuration, and how many findings it has. */
function read(text: string | null) {
  const known = { rules: catalogue, agents: ownAgentNames };
  const options = { owner: "repository", dialect: "omo", base: "/", known } as const;
  const [layer, findings] = parseLayer(createSource("omo.jsonc", text ?? ""), options);
  return { value: assemble(layer.settings), findings };
}

describe("omo init", () => {
  test("writes a configuration without a finding, in which everything is still to be said", () => {
    const home = makeFolder({ "repo/.git/": "", "repo/.claude/skills/deploy/SKILL.md": "Deploy." });
    const place = { cwd: `${home}/repo`, env: { HOME: home, XDG_CONFIG_HOME: "" } };
    const { code, stdout } = omo(["init"], place);
    const text = readFileSync(`${home}/repo/.omo/omo.jsonc`, "utf8");
    expect({ code, ...read(text) }).toEqual({ code: 0, value: { categories: {} }, findings: [] });
    expect(stdout).toContain("found no configuration");
    expect(text).toContain("found here: deploy");
    // What is offered as a comment is right as it stands.
    const uncommented = text.replaceAll(/^( *)\/\/ (?=")/gm, "$1");
    expect(read(uncommented).findings).toEqual([]);
    expect(Object.keys(read(uncommented).value)).toEqual(
      expect.arrayContaining(["categories", "reviewer", "agents", "rules"]),
    );
  });

  test("asks on a terminal, and again where an answer is no model", async () => {
    const { code, printed, text } = await answer(["opus", "p/hard", "", "p/small", "p/judge"]);
    expect(code).toBe(0);
    expect(printed).toContain("a model is written provider/model");
    const hard = { model: "p/hard" };
    expect(read(text).value).toEqual({
      categories: {
        artistry: hard,
        deep: hard,
        ultrabrain: hard,
        "unspecified-high": hard,
        quick: { model: "p/small" },
        git: { model: "p/small" },
      },
      reviewer: { model: "p/judge" },
    });
  });

  test("writes nothing when the input ends before the last answer", async () => {
    expect(await answer(["p/hard"])).toMatchObject({ code: 130, text: null });
  });

  test("never overwrites", async () => {
    const { code, printed, text } = await answer(["", "", "", ""], { "repo/.omo/omo.jsonc": "{}\n" });
    expect({ code, text }).toEqual({ code: 2, text: "{}\n" });
    expect(printed).toContain(".omo/omo.jsonc: is there already");
  });

  test("tells what is configured already, and where", async () => {
    const { printed, text } = await answer(["", "", "", ""], {
      ".config/opencode/oh-my-opencode.json": '{ "categories": { "deep": { "model": "p/theirs" } } }',
    });
    expect(printed).toContain("found ~/.config/opencode/oh-my-opencode.json: what they say goes on to hold");
    expect(text).toContain('(set elsewhere)\n    // "deep": { "model": "p/theirs" },');
  });
});
