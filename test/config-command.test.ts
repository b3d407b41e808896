import { describe, expect, test } from "vitest";
import { makeFolder, omo } from "./omo.ts";

/** A home with a repository in it. */
function makeHome(files: Readonly<Record<string, string>>) {
  const home = makeFolder({ "repo/.git/": "", ...files });
  return { cwd: `${home}/repo`, env: { HOME: home, XDG_CONFIG_HOME: "", OPENCODE_CONFIG_DIR: "" } };
}

const layered = {
  ".config/opencode/oh-my-opencode.json": `{
  "agents": { "Sisyphus-Junior": { "model": "p/junior:high" } },
  "disabled_hooks": ["x"],
  "categories": { "deep": { "model": "p/old", "variant": "low" } }
}`,
  ".config/opencode/opencode.json": '{ "model": "p/default", "provider": { "mine": {} } }',
  ".config/omo/omo.jsonc": '{ "categories": { "deep": { "model": "p/mine" } } }',
  "repo/.omo/omo.jsonc": '{\n  "categories": {\n    "deep": { "variant": "max" },\n  },\n}',
};

describe("omo config", () => {
  test("shows each value that holds, and the file and line that say it", () => {
    const { code, stdout, stderr } = omo(["config"], makeHome(layered));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout.split("\n").map((line) => line.replace(/ {2,}/g, "  ").trim());
    expect(lines).toContain('categories.deep.model  "p/mine"  ~/.config/omo/omo.jsonc:1');
    expect(lines).toContain('categories.deep.variant  "max"  .omo/omo.jsonc:3');
    expect(lines).toContain(
      'agents.sisyphus-junior.variant  "high"  ~/.config/opencode/oh-my-opencode.json:2',
    );
    expect(lines).toContain("runtime_fallback.enabled  true  default");
    expect(lines).toContain(
      "~/.config/opencode/opencode.json  model p/default; providers mine  opencode's own",
    );
    expect(stdout).toMatch(/deep +p\/mine \(max\) /);
    expect(stdout).toMatch(/`disabled_hooks` is left out: omo has no hooks/);
  });

  test("says the same as JSON", () => {
    const { code, stdout } = omo(["config", "--json"], makeHome(layered));
    const shown = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(shown).toMatchObject({ version: 1, opencode: [{ model: "p/default", providers: ["mine"] }] });
    expect(shown.settings).toContainEqual({
      key: "categories.deep.model",
      value: "p/mine",
      source: { file: "~/.config/omo/omo.jsonc", line: 1 },
      obeyed: true,
    });
    expect(shown.settings).toContainEqual({
      key: "default_run_agent",
      value: "sisyphus",
      source: null,
      obeyed: false,
    });
    expect(shown.agents.find((agent: { name: string }) => agent.name === "prometheus")).toMatchObject({
      edit: "plans",
      delegates: ["explore", "librarian", "metis", "momus"],
    });
  });

  test("tells of what is wrong, and ends with 1", () => {
    const place = makeHome({ "repo/.omo/omo.jsonc": '{ "categoris": {} }' });
    const { code, stdout, stderr } = omo(["config"], place);
    expect(code).toBe(1);
    expect(stderr).toContain("did you mean `categories`?");
    expect(stdout).toMatch(/\.omo\/omo\.jsonc +1 error +the repository's/);
  });

  test("without any file shows what omo brings along", () => {
    const { code, stdout } = omo(["config"], makeHome({}));
    expect(code).toBe(0);
    expect(stdout).toContain("none: everything is as omo and opencode have it");
    expect(stdout).toMatch(/git-master +built-in/);
  });
});
