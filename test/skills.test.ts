import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { builtInSkills } from "../src/agents/known.ts";
import { noOverride } from "../src/agents/resolve.ts";
import { skillNamed } from "../src/agents/resources.ts";
import { readSetup } from "../src/cli/lint-options.ts";
import { readResources } from "../src/cli/resources.ts";
import { findSkills, skillNames } from "../src/cli/skills.ts";
import { defaultConfig } from "../src/config.ts";
import { makeWorld, repo, type World } from "./layers.ts";

type Files = Parameters<typeof makeWorld>[0];

/** Where the skills are that are found, besides those that come with omo: by name, the folder below the world's. */
async function found({ folder, search }: World): Promise<Record<string, string>> {
  const { skills } = await readSetup(search);
  return Object.fromEntries(
    skills
      .filter(({ from }) => from !== "built-in")
      .map(({ name, path }) => [name, relative(folder, dirname(path))]),
  );
}

/** Places of a skill, the one that wins first. */
const places = [
  `${repo}/a/.opencode/skills`,
  `${repo}/a/.agents/skills`,
  `${repo}/.opencode/skills`,
  `${repo}/.opencode/skill`,
  `${repo}/.claude/skills`,
  `${repo}/.agents/skills`,
  "home/.config/opencode/skills",
  "home/.config/opencode/skill",
  "home/.claude/skills",
  "home/.agents/skills",
  `${repo}/tools`,
  "home/more",
];
const sources = {
  [`${repo}/.omo/omo.jsonc`]: { skills: { sources: ["tools"] } },
  "home/.config/omo/omo.jsonc": { skills: { sources: ["~/more"] } },
};
const below = { cwd: `${repo}/a` };

describe("a skill", () => {
  test.each(places.map((place, i) => ({ place, i })))(
    "in $place goes before one in those after it",
    async ({ place, i }) => {
      const files: Files = Object.fromEntries(places.slice(i).map((one) => [`${one}/deploy/SKILL.md`, one]));
      const world = makeWorld({ ...files, ...sources }, below);
      expect(await found(world)).toEqual({ deploy: `${place}/deploy` });
      const { resources } = readResources(await readSetup(world.search));
      expect(skillNamed("Deploy", resources)?.text).toBe(place);
    },
  );

  test("in a folder that OPENCODE_CONFIG_DIR names goes before the user's others", async () => {
    const files = { "other/skills/deploy/SKILL.md": "", "home/.config/opencode/skills/deploy/SKILL.md": "" };
    const world = makeWorld(files, { env: { OPENCODE_CONFIG_DIR: "./other" } });
    expect(await found(world)).toEqual({ deploy: "other/skills/deploy" });
  });

  test.each(builtInSkills)("of the repository stands in the place of omo's own %s", async (name) => {
    const { search } = makeWorld({ [`${repo}/.agents/skills/${name}/SKILL.md`]: "Ours." });
    const { resources } = readResources(await readSetup(search));
    expect(skillNamed(name, resources)?.text).toBe("Ours.");
  });

  test.each([
    { is: "a folder without the file", files: { ".agents/skills/notes/README.md": "" } },
    { is: "a file", files: { ".agents/skills/README.md": "" } },
    { is: "one of another name", files: { ".agents/skills/notes/skill.txt": "" } },
    { is: "hidden", files: { ".agents/skills/.notes/SKILL.md": "" } },
    { is: "of a package", files: { ".agents/skills/node_modules/notes/SKILL.md": "" } },
    { is: "too deep", files: { ".agents/skills/a/b/c/notes/SKILL.md": "" } },
    {
      is: "inside of another one",
      files: { ".agents/skills/notes/SKILL.md": "", ".agents/skills/notes/a/SKILL.md": "" },
    },
  ])("is none that is $is", async ({ is, files }) => {
    const all = Object.fromEntries(Object.entries(files).map(([path, text]) => [`${repo}/${path}`, text]));
    const names = Object.keys(await found(makeWorld(all)));
    expect(names).toEqual(is === "inside of another one" ? ["notes"] : []);
  });

  test("may lie in folders that put some together", async () => {
    const world = makeWorld({
      [`${repo}/.claude/skills/web/react/SKILL.md`]: "",
      [`${repo}/.claude/skills/web/css/grid/SKILL.md`]: "",
      [`${repo}/.claude/skills/tdd/SKILL.md`]: "",
    });
    expect(Object.keys(await found(world))).toEqual(["grid", "react", "tdd"]);
  });

  test("of a folder above the repository is nobody's that the repository knows", async () => {
    expect(await found(makeWorld({ "home/work/.agents/skills/deploy/SKILL.md": "" }))).toEqual({});
  });
});

describe("a link among skills", () => {
  test.each([
    { is: "the skill", path: ".agents/skills/deploy", to: "home/secret" },
    { is: "its file", path: ".agents/skills/deploy/SKILL.md", to: "home/secret/SKILL.md" },
    { is: "the folder of skills", path: ".agents/skills", to: "home/skills" },
    { is: "the folder of that", path: ".claude", to: "home" },
    { is: "a source", path: "tools", to: "home/skills" },
  ])("that leads out of the repository is not followed where it is $is", async ({ path, to }) => {
    const { folder, search } = makeWorld({
      [`${repo}/.omo/omo.jsonc`]: { skills: { sources: ["tools"] } },
      "home/secret/SKILL.md": "secret",
      "home/skills/deploy/SKILL.md": "secret",
    });
    const link = join(search.root, path);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(folder, to), link);
    expect(await found({ folder, search })).toEqual({});
  });

  test("that stays in the repository is followed, and so is any of the user's", async () => {
    const { folder, search } = makeWorld({
      [`${repo}/docs/deploy/SKILL.md`]: "",
      [`${repo}/.agents/skills/`]: "",
      "home/notes/tdd/SKILL.md": "",
      "home/.agents/": "",
    });
    symlinkSync("../../docs/deploy", join(search.root, ".agents/skills/ship"));
    symlinkSync(join(folder, "home/notes"), join(folder, "home/.agents/skills"));
    expect(await found({ folder, search })).toEqual({
      ship: `${repo}/.agents/skills/ship`,
      tdd: "home/.agents/skills/tdd",
    });
  });

  test("in a circle, or to nothing, is none", async () => {
    const world = makeWorld({ [`${repo}/.agents/skills/`]: "" });
    const folder = join(world.search.root, ".agents/skills");
    symlinkSync("circle", join(folder, "circle"));
    symlinkSync("gone", join(folder, "nothing"));
    symlinkSync(".", join(folder, "again"));
    expect(await found(world)).toEqual({});
  });
});

describe("the skills that may be used", () => {
  const files = (skills: object): Files => ({
    [`${repo}/.omo/omo.jsonc`]: skills,
    [`${repo}/.agents/skills/deploy/SKILL.md`]: "",
    [`${repo}/.agents/skills/tdd/SKILL.md`]: "",
  });

  test.each([
    { file: {}, are: [...builtInSkills, "deploy", "tdd"] },
    { file: { skills: { disable: ["tdd", "playwright"] } }, are: ["deploy", "frontend-ui-ux", "git-master"] },
    { file: { disabled_skills: ["tdd"], skills: { disable: ["deploy"] } }, are: [...builtInSkills] },
    { file: { skills: { enable: ["tdd", "git-master", "gone"] } }, are: ["git-master", "tdd"] },
    { file: { skills: { enable: ["tdd", "deploy"], disable: ["tdd"] } }, are: ["deploy"] },
    { file: { skills: { enable: [] } }, are: [] },
    { file: { skills: { disable: ["TDD"] }, disabled_skills: ["Deploy"] }, are: [...builtInSkills] },
    { file: { skills: { enable: ["TDD", "Git-Master"] } }, are: ["git-master", "tdd"] },
  ])("with $file", async ({ file, are }) => {
    const { skills } = await readSetup(makeWorld(files(file)).search);
    expect(skills.map(({ name }) => name)).toEqual([...are].sort());
  });

  test("may be any where neither repository nor user keep some", async () => {
    const { search } = makeWorld({});
    expect(skillNames(findSkills(search, defaultConfig))).toBeNull();
    const { search: some } = makeWorld({ "home/.agents/skills/tdd/SKILL.md": "" });
    expect(skillNames(findSkills(some, defaultConfig))).toEqual([...builtInSkills, "tdd"].sort());
  });

  test("are read with what is wrong with each; one that cannot be read is as if not there", async () => {
    const { search } = makeWorld({
      [`${repo}/.agents/skills/deploy/SKILL.md`]: "---\nallowed-tools: Ladder\n---\nClimb.",
      [`${repo}/.agents/skills/gone/SKILL.md/`]: "",
    });
    const { resources, problems } = readResources(await readSetup(search), noOverride);
    expect(problems).toEqual([
      ".agents/skills/deploy/SKILL.md: its allowed-tools name what is no tool: Ladder",
      ".agents/skills/gone/SKILL.md: cannot be read",
    ]);
    expect([...resources.skills.keys()].sort()).toEqual([...builtInSkills, "deploy"].sort());
    expect(skillNamed("GIT-master", resources)?.file).toBe("built-in skill git-master");
    expect(skillNamed("gone", resources)).toBeNull();
  });
});
