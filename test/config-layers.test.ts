import { mkdirSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { findConfigFiles } from "../src/cli/config-files.ts";
import { loadConfig } from "../src/cli/configuration.ts";
import { findingsOf, loadWorld, makeWorld, repo } from "./layers.ts";

/** A file that sets the model of `deep`, named for where it lies. */
const says = (name: string) => ({ categories: { deep: { model: `p/${name}` } } });

/** Every place that a configuration can have, the lowest first. */
const places = [
  { path: "home/.config/opencode/oh-my-opencode.json", owner: "user", dialect: "predecessor" },
  { path: "other/opencode/oh-my-opencode.json", owner: "user", dialect: "predecessor" },
  { path: "home/.opencode/oh-my-openagent.json", owner: "user", dialect: "predecessor" },
  { path: "home/work/.opencode/oh-my-openagent.jsonc", owner: "repository", dialect: "predecessor" },
  { path: `${repo}/.opencode/oh-my-opencode.jsonc`, owner: "repository", dialect: "predecessor" },
  { path: `${repo}/a/.opencode/oh-my-opencode.jsonc`, owner: "repository", dialect: "predecessor" },
  { path: "home/.config/omo/omo.jsonc", owner: "user", dialect: "omo" },
  { path: "home/.omo/omo.jsonc", owner: "user", dialect: "omo" },
  { path: "home/work/.omo/omo.jsonc", owner: "repository", dialect: "omo" },
  { path: `${repo}/.omo/omo.jsonc`, owner: "repository", dialect: "omo" },
  { path: `${repo}/a/.omo/omo.jsonc`, owner: "repository", dialect: "omo" },
] as const;

const everywhere = { cwd: `${repo}/a`, env: { OPENCODE_CONFIG_DIR: "./other/opencode" } };

describe("the places of configurations", () => {
  test("are all found, the lowest first, each with its owner and its language", () => {
    const { folder, search } = makeWorld(
      Object.fromEntries(places.map(({ path }) => [path, "{}"])),
      everywhere,
    );
    const found = findConfigFiles(search);
    expect(found.map(({ path, ...rest }) => ({ path: relative(folder, path), ...rest }))).toEqual(places);
  });

  test.each(places.map(({ path }, i) => ({ path, i })))("$path goes over those before it", async ({ i }) => {
    const upTo = Object.fromEntries(places.slice(0, i + 1).map(({ path }, at) => [path, says(`at-${at}`)]));
    const loaded = await loadWorld(upTo, everywhere);
    expect(findingsOf(loaded)).toEqual([]);
    expect(loaded.config.categories.deep?.model).toBe(`p/at-${i}`);
    expect(loaded.settings).toHaveLength(1);
  });

  test.each([
    ["oh-my-openagent.jsonc", "oh-my-openagent.json"],
    ["oh-my-openagent.json", "oh-my-opencode.jsonc"],
    ["oh-my-opencode.jsonc", "oh-my-opencode.json"],
  ])("of the predecessor's names %s is taken, and %s is not read beside it", async (first, second) => {
    for (const folder of ["home/.config/opencode", `${repo}/.opencode`]) {
      const { config, files } = await loadWorld({
        [`${folder}/${first}`]: says("first"),
        [`${folder}/${second}`]: { ...says("second"), reviewer: { model: "p/second" } },
      });
      expect(files).toHaveLength(1);
      expect(config).toMatchObject({ categories: { deep: { model: "p/first" } }, reviewer: null });
    }
  });

  test.each([
    { name: "a place that has no file", files: {} },
    { name: "a file of another name", files: { [`${repo}/.omo/omo.json`]: says("x") } },
    { name: "a file above the home", files: { ".omo/omo.jsonc": says("x") } },
    { name: "a file beside the way", files: { "home/other/.omo/omo.jsonc": says("x") } },
    { name: "a file below where omo runs", files: { [`${repo}/a/.omo/omo.jsonc`]: says("x") } },
  ])("$name says nothing", async ({ files }) => {
    const { config, files: read } = await loadWorld(files);
    expect(read).toEqual([]);
    expect(config.categories).toEqual({});
  });
});

describe("where omo runs", () => {
  test("below the repository's root, the file of the nearer folder wins", async () => {
    const files = { [`${repo}/.omo/omo.jsonc`]: says("root"), [`${repo}/a/.omo/omo.jsonc`]: says("nearer") };
    const at = async (cwd: string) => (await loadWorld(files, { cwd })).config.categories.deep?.model;
    expect(await at(repo)).toBe("p/root");
    expect(await at(`${repo}/a`)).toBe("p/nearer");
    expect(await at(`${repo}/a/b/c`)).toBe("p/nearer");
    expect(await at(`${repo}/z`)).toBe("p/root");
  });

  test("a repository outside of the home is not walked above its root", async () => {
    const { config, files } = await loadWorld(
      {
        "srv/.omo/omo.jsonc": says("above"),
        "srv/.opencode/oh-my-openagent.json": says("above"),
        ".omo/omo.jsonc": says("above"),
        "srv/repo/.omo/omo.jsonc": { reviewer: { model: "p/root" } },
        "home/.config/omo/omo.jsonc": { default_run_agent: "atlas" },
        "home/.omo/omo.jsonc": says("not on the way"),
      },
      { root: "srv/repo", cwd: "srv/repo/a" },
    );
    expect(files.map(({ owner }) => owner)).toEqual(["user", "repository"]);
    expect(config).toMatchObject({
      categories: {},
      reviewer: { model: "p/root" },
      defaultAgent: "atlas",
    });
  });

  test("a home that is itself the repository is the user's", async () => {
    const { config, files } = await loadWorld(
      { "home/.omo/omo.jsonc": { plugins: ["mine"] }, "home/x/.omo/omo.jsonc": { plugins: ["theirs"] } },
      { root: "home", cwd: "home/x" },
    );
    expect(files.map(({ owner }) => owner)).toEqual(["user", "repository"]);
    expect(config.plugins).toEqual(["mine"]);
  });

  test("a home that is a link is known by what it leads to", async () => {
    const { folder, search } = makeWorld({ "home/.omo/omo.jsonc": { plugins: ["mine"] } });
    symlinkSync(join(folder, "home"), join(folder, "link"));
    const { config } = await loadConfig({ ...search, env: { HOME: join(folder, "link") } });
    expect(config.plugins).toEqual(["mine"]);
  });

  test("without a home, only the repository says anything", async () => {
    const { search } = makeWorld({
      "home/.config/omo/omo.jsonc": says("user"),
      "home/work/.omo/omo.jsonc": says("above"),
      [`${repo}/.omo/omo.jsonc`]: { reviewer: { model: "p/root" } },
    });
    const { config } = await loadConfig({ ...search, env: {} });
    expect(config).toMatchObject({ categories: {}, reviewer: { model: "p/root" } });
  });

  test("XDG_CONFIG_HOME is where the user's files are, and ~/.config is not then", async () => {
    const files = {
      "home/.config/omo/omo.jsonc": says("home"),
      "home/.config/opencode/oh-my-openagent.json": { reviewer: { model: "p/home" } },
      "xdg/omo/omo.jsonc": says("xdg"),
      "xdg/opencode/oh-my-openagent.json": { default_run_agent: "atlas" },
    };
    const { config } = await loadWorld(files, { env: { XDG_CONFIG_HOME: "./xdg" } });
    expect(config).toMatchObject({
      categories: { deep: { model: "p/xdg" } },
      reviewer: null,
      defaultAgent: "atlas",
    });
    expect((await loadWorld(files, { env: { XDG_CONFIG_HOME: "" } })).config).toMatchObject({
      categories: { deep: { model: "p/home" } },
      reviewer: { model: "p/home" },
    });
  });

  test("agents of the user and the repository may be configured like omo's own", async () => {
    const world = makeWorld({
      "home/.config/opencode/agent/scribe.md": "---\n---\n",
      "home/.config/opencode/opencode.json": { agent: { tester: {} } },
      [`${repo}/.opencode/agents/Painter.md`]: "",
      [`${repo}/opencode.jsonc`]: '{ "agent": { "miner": {}, }, // and so on\n}',
      [`${repo}/.omo/omo.jsonc`]: {
        agents: Object.fromEntries(
          ["scribe", "tester", "painter", "miner", "build", "explore"].map((name) => [
            name,
            { model: "a/b" },
          ]),
        ),
        default_run_agent: "painter",
      },
    });
    mkdirSync(join(world.search.root, ".opencode/agent"), { recursive: true });
    const loaded = await loadConfig(world.search);
    expect(findingsOf(loaded)).toEqual([]);
    expect([...loaded.foreignAgents].sort()).toEqual([
      "Painter",
      "build",
      "general",
      "miner",
      "plan",
      "scribe",
      "tester",
    ]);
    expect(Object.keys(loaded.config.agents)).toHaveLength(6);
  });
});
