import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfig, reportsOf } from "../src/cli/configuration.ts";
import { findingsOf, loadWorld, makeWorld, repo } from "./layers.ts";
import { omo } from "./omo.ts";

const file = `${repo}/.omo/omo.jsonc`;
const user = { "home/.config/omo/omo.jsonc": { default_run_agent: "atlas" } };

describe("a file that cannot be used", () => {
  test.each([
    {
      is: "not UTF-8",
      content: Buffer.from('{"reviewer": null} // \xE9\n', "latin1"),
      says: "is not valid UTF-8: line 1",
    },
    {
      is: "no text",
      content: Buffer.from("{}\0"),
      says: "is not a text file: it has a NUL byte at offset 2",
    },
    { is: "UTF-16", content: Buffer.from("\uFEFF{}", "utf16le"), says: "is not a text file" },
  ])("because it is $is is told, and the others count", async ({ content, says }) => {
    const { config, problems, files } = await loadWorld({ ...user, [file]: content });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`.omo/omo.jsonc: ${says}`);
    expect(problems[0]).not.toContain(repo);
    expect(files).toHaveLength(1);
    expect(config.defaultAgent).toBe("atlas");
  });

  test("because it is a folder is told, and the others count", async () => {
    const { config, problems } = await loadWorld({ ...user, [`${file}/`]: "" });
    expect(problems).toEqual([".omo/omo.jsonc: is no file"]);
    expect(config.defaultAgent).toBe("atlas");
  });

  test("because nobody may read it is told, and plans are looked at nevertheless", () => {
    const { folder, search } = makeWorld({
      [file]: { rules: { "vague-criterion": "off" } },
      [`${repo}/a.md`]:
        "# A\n\n## TODOs\n\n- [ ] 1. Say hello\n\n  **Acceptance Criteria**:\n  - [ ] `node a.js` exits 0\n",
    });
    for (const path of ["", "home", "home/work", repo, `${repo}/.omo`]) chmodSync(join(folder, path), 0o755);
    chmodSync(join(folder, file), 0);
    const { code, stdout, stderr } = omo(["plan", "lint", "--no-cache", "a.md"], {
      cwd: search.cwd,
      env: { HOME: join(folder, "home") },
      // Root may read everything.
      ...(process.getuid?.() === 0 ? { uid: 65_534 } : {}),
    });
    expect(stderr).toContain("error: .omo/omo.jsonc: permission denied");
    expect(stdout).toContain("1 file checked: no errors");
    expect(code).toBe(2);
  });

  const predecessor = "home/.config/opencode/oh-my-openagent.json";
  test.each([
    {
      is: "a link to nothing",
      path: file,
      to: "../gone.jsonc",
      says: "is a link to ../gone.jsonc, which is not there",
    },
    { is: "a link in a circle", path: file, to: "omo.jsonc", says: "its symbolic links lead in a circle" },
    { is: "a link to a folder", path: file, to: "..", says: "is no file" },
    {
      is: "a link to below a file",
      path: file,
      to: "/etc/hostname/x",
      says: "no such file: part of its path is a file, not a directory",
    },
    {
      is: "the predecessor's, and a link to nothing",
      path: predecessor,
      to: "gone",
      says: "is a link to gone, which is not there",
    },
  ])("because it is $is is told, and the others count", async ({ path, to, says }) => {
    const { folder, search } = makeWorld({ ...user, [`${dirname(path)}/`]: "" });
    symlinkSync(to, join(folder, path));
    const { config, problems, files } = await loadConfig(search);
    const name = path === file ? ".omo/omo.jsonc" : "~/.config/opencode/oh-my-openagent.json";
    expect(problems).toEqual([`${name}: ${says}`]);
    expect(files).toHaveLength(1);
    expect(config.defaultAgent).toBe("atlas");
  });

  test("because it is a link to nothing is told by a command, which fails", () => {
    const { folder, search } = makeWorld({ [`${repo}/.omo/`]: "" });
    symlinkSync("gone.jsonc", join(folder, file));
    const { code, stderr } = omo(["config"], { cwd: search.cwd, env: { HOME: join(folder, "home") } });
    expect(stderr).toBe("error: .omo/omo.jsonc: is a link to gone.jsonc, which is not there\n");
    expect(code).toBe(2);
  });

  test.each([
    { is: "below a link in a circle", links: { [`${repo}/.opencode`]: ".opencode" } },
    { is: "below a file", links: { [`${repo}/.opencode`]: "/etc/hostname" } },
  ])("because it is $is is as if it were not there", async ({ links }) => {
    const { folder, search } = makeWorld({ ...user, [`${repo}/.omo/`]: "" });
    for (const [path, to] of Object.entries(links)) symlinkSync(to, join(folder, path));
    const { config, problems, files } = await loadConfig(search);
    expect(problems).toEqual([]);
    expect(files).toHaveLength(1);
    expect(config.defaultAgent).toBe("atlas");
  });

  test("and is a link to another place is read from there", async () => {
    const { folder, search } = makeWorld({ "home/dotfiles/omo.jsonc": { default_run_agent: "atlas" } });
    mkdirSync(join(folder, "home/.config/omo"), { recursive: true });
    symlinkSync(join(folder, "home/dotfiles/omo.jsonc"), join(folder, "home/.config/omo/omo.jsonc"));
    expect((await loadConfig(search)).config.defaultAgent).toBe("atlas");
  });
});

describe("a file with mistakes", () => {
  test("says nothing at all when it is omo's; all other files count", async () => {
    const loaded = await loadWorld({
      ...user,
      "home/work/.omo/omo.jsonc": { categories: { deep: { model: "a/b" } } },
      [file]: '{ "categories": { "deep": { "model": "c/d" } }, "reviewr": null }',
    });
    expect(findingsOf(loaded)).toEqual([
      "error OMO902 .omo/omo.jsonc: the configuration has no key `reviewr`",
    ]);
    expect(reportsOf(loaded).map(({ source }) => source.file)).toEqual([".omo/omo.jsonc"]);
    expect(loaded.config).toMatchObject({ defaultAgent: "atlas", categories: { deep: { model: "a/b" } } });
  });

  test("that is the predecessor's is told of only where somebody asks", async () => {
    const loaded = await loadWorld({
      ...user,
      "home/.config/opencode/oh-my-openagent.json": '{ "reviewer": 7, "tmux": {}, ',
      [`${repo}/.opencode/oh-my-openagent.json`]: {
        tmux: { enabled: true },
        categories: { deep: 1, quick: {} },
      },
    });
    expect(findingsOf(loaded)).toEqual([
      expect.stringMatching(/^warning OMO901 ~\/\.config\/opencode\/oh-my-openagent\.json: /),
      "info OMO906 .opencode/oh-my-openagent.json: `tmux` is left out: attempts have no terminal of their own",
      "warning OMO903 .opencode/oh-my-openagent.json: `categories.deep` must be an object",
    ]);
    expect(reportsOf(loaded)).toEqual([]);
    expect(reportsOf(loaded, "all")).toHaveLength(2);
    expect(loaded.config).toMatchObject({ defaultAgent: "atlas", categories: { quick: { model: null } } });
  });

  test("that are notes alone is not told of", async () => {
    const loaded = await loadWorld({ [file]: { "[opencode]": {}, tmux: { enabled: true } } });
    expect(findingsOf(loaded)).toHaveLength(1);
    expect(reportsOf(loaded, "all")).toEqual([]);
  });

  test("of opencode names no agents", async () => {
    const { foreignAgents } = await loadWorld({
      [`${repo}/opencode.json`]: "{ nonsense",
      [`${repo}/.opencode/opencode.json/`]: "",
      [`${repo}/.opencode/agent`]: "no folder",
      "home/.config/opencode/opencode.json": "[".repeat(10_000),
    });
    expect(foreignAgents).toEqual(["build", "plan", "general"]);
  });
});
