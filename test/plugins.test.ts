import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { builtInProfiles as agents } from "../harness/agents.ts";
import { createSandbox, type Sandbox } from "../harness/sandbox.ts";
import { type ScriptedModel, startScriptedModel } from "../harness/scripted-model.ts";
import { until } from "../harness/until.ts";
import { findMarked, terminate } from "../src/host/process-tree.ts";
import { LaunchError } from "../src/runtime/launch-error.ts";
import { admitPlugins } from "../src/runtime/opencode/plugins.ts";
import { launchOpencode } from "../src/runtime/opencode/runtime.ts";
import type { AgentRuntime } from "../src/runtime/runtime.ts";
import { lastText, limits, worker } from "./runtime-stage.ts";

/*
 * opencode plugins: five of them, each where users have them, of which a run loads those alone that its configuration
 * names; and all else that the user and the repository have configured, which stays in force.
 */

let model: ScriptedModel;
let sandbox: Sandbox;
let repo: string;

const marks = () => join(sandbox.root, "marks");
const marked = () => (existsSync(marks()) ? readdirSync(marks()).sort() : []);

/** Leaves a mark when it is loaded, and one when its hook is called. */
const plugin = (name: string) => `
import { mkdirSync, writeFileSync } from "node:fs";
const mark = (what) => {
  mkdirSync(${JSON.stringify(marks())}, { recursive: true });
  writeFileSync(${JSON.stringify(`${marks()}/${name}`)} + " " + what, "");
};
export const Plugin = async () => {
  mark("loaded");
  return { "tool.execute.before": async () => mark("called") };
};
`;

function write(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

beforeAll(async () => {
  model = await startScriptedModel((turn) =>
    turn.step === 0
      ? { toolCalls: [{ name: "bash", args: { command: "echo done", description: "Run" } }] }
      : { text: `${turn.model}: ${lastText(turn).trim()}; ${turn.messages[0]?.text}` },
  );
  sandbox = await createSandbox({
    modelUrl: model.url,
    config: { enabled_providers: ["fake", "own", "more"] },
  });
  const provider = (id: string) => ({
    [id]: {
      npm: "@ai-sdk/openai-compatible",
      options: { baseURL: model.url, apiKey: `{file:./${id}.key}` },
      models: { quick: { tool_call: true, limit: { context: 200_000, output: 8_192 } } },
    },
  });
  repo = await sandbox.createRepository({
    "AGENTS.md": "Read this first.\n",
    "docs/rules.md": "These are the rules.\n",
    "own.key": "key of own",
    ".opencode/more.key": "key of more",
    ".opencode/plugin/d.ts": plugin("d"),
    ".opencode/agent/helper.md": "---\ndescription: helps\nmode: all\n---\nYou help.\n",
    ".opencode/opencode.json": JSON.stringify({ provider: provider("more") }),
    "opencode.json": JSON.stringify({
      provider: provider("own"),
      instructions: ["docs/rules.md"],
      plugin: [pathToFileURL(join(sandbox.root, "repo", "lib", "e.ts")).href],
    }),
    "lib/e.ts": plugin("e"),
  });
  const user = sandbox.configDirectory;
  write(join(user, "plugin", "a.ts"), plugin("a"));
  write(join(user, "lib", "b.ts"), plugin("b"));
  const c = write(join(sandbox.root, "c.ts"), plugin("c"));
  write(join(user, "AGENTS.md"), "I like short words.\n");
  write(join(dirname(user), "other", "settings"), "another program's");
  const file = join(user, "opencode.json");
  const config = JSON.parse(readFileSync(file, "utf8")) as object;
  write(
    file,
    `// mine\n${JSON.stringify({ ...config, plugin: ["./lib/b.ts", pathToFileURL(c).href, "oh-my-opencode@1"] })}`,
  );
});

afterAll(async () => {
  await model?.close();
  await sandbox?.remove();
});

beforeEach(() => {
  // Where copies of configurations are put.
  vi.stubEnv("TMPDIR", join(sandbox.root, "tmp"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(marks(), { recursive: true, force: true });
});

const copies = () =>
  readdirSync(join(sandbox.root, "tmp")).filter((name) => name.startsWith("omo-opencode-"));
const launch = (plugins: readonly string[], env: Readonly<Record<string, string>> = sandbox.env) =>
  launchOpencode({ directory: repo, env, run: randomUUID(), agents, plugins });

/** Has a session of an agent run a command. */
async function work(runtime: AgentRuntime, choice: string | null = null, agent = worker.agent) {
  const who = { agent, rights: worker.rights };
  const session = await runtime.openSession({ title: "work", ...who, protect: [] });
  return runtime.prompt({
    session,
    ...who,
    text: "Run it",
    choice: { model: choice, variant: null },
    answer: null,
    opening: null,
    limits,
    signal: new AbortController().signal,
  });
}

test("all five are loaded by opencode as it is", async () => {
  const run = randomUUID();
  const plain = spawn(sandbox.env.OPENCODE_BIN as string, ["serve", "--port=0"], {
    cwd: repo,
    env: { ...sandbox.env, OMO_RUN: run },
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    let output = "";
    plain.stdout.on("data", (chunk: Buffer) => {
      output += chunk;
    });
    const url = await until("opencode listens", () => /listening on (\S+)/.exec(output)?.[1]);
    await fetch(`${url}/agent?directory=${encodeURIComponent(repo)}`);
    await until("they are loaded", () => marked().length === 5);
    expect(marked()).toEqual(["a", "b", "c", "d", "e"].map((name) => `${name} loaded`));
  } finally {
    await terminate(findMarked("OMO_RUN", run));
  }
});

test("without a name none is loaded, and nothing is copied", async () => {
  const runtime = await launch([]);
  try {
    expect(await work(runtime)).toMatchObject({ kind: "finished" });
    expect(marked()).toEqual([]);
    expect(copies()).toEqual([]);
  } finally {
    await runtime.close();
  }
});

describe("with a name", () => {
  let runtime: AgentRuntime;

  afterEach(() => runtime?.close());

  test("that one alone is loaded, with the configuration of user and repository", async () => {
    runtime = await launch(["b"]);
    expect(copies()).toHaveLength(1);
    const { providers } = await runtime.catalog();
    expect(providers.map(({ id }) => id).sort()).toEqual(["fake", "more", "own"]);

    const outcomes = await Promise.all([
      work(runtime),
      work(runtime, "own/quick"),
      work(runtime, "more/quick"),
      work(runtime, null, "helper"),
    ]);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ kind: "finished", text: expect.stringContaining("quick: done") });
    for (const text of ["Read this first.", "These are the rules.", "I like short words."])
      expect(outcomes[0]).toHaveProperty("text", expect.stringContaining(text));
    expect(outcomes[3]).toHaveProperty("text", expect.stringContaining("You help."));
    expect(marked()).toEqual(["b called", "b loaded"]);

    await runtime.close();
    expect(copies()).toEqual([]);
    // What was only linked is the user's.
    expect(existsSync(join(sandbox.configDirectory, "plugin", "a.ts"))).toBe(true);
    expect(existsSync(join(repo, ".opencode", "agent", "helper.md"))).toBe(true);
  });

  test("of a file in the plugin folder and of a listed one, both are loaded; another's OPENCODE_CONFIG holds", async () => {
    const more = write(
      join(sandbox.root, "more.json"),
      JSON.stringify({ provider: { fake: { models: { extra: { name: "extra" } } } } }),
    );
    runtime = await launch(["a", "c"], { ...sandbox.env, OPENCODE_CONFIG: more });
    expect(await work(runtime)).toMatchObject({ kind: "finished" });
    expect(marked()).toEqual(["a called", "a loaded", "c called", "c loaded"]);
    const fake = (await runtime.catalog()).providers.find(({ id }) => id === "fake");
    expect(fake?.models).toContain("extra");
  });
});

describe("a name is refused", () => {
  const refusal = (names: readonly string[], env: Readonly<Record<string, string>> = sandbox.env) => {
    try {
      admitPlugins(names, repo, env).remove();
    } catch (error) {
      expect(error).toBeInstanceOf(LaunchError);
      expect((error as LaunchError).kind).toBe("bad-config");
      expect(copies()).toEqual([]);
      return error as LaunchError;
    }
    throw new Error("it was not refused");
  };

  test.each(["oh-my-opencode", "oh-my-opencode@1", "oh-my-openagent", "omo-opencode", "@x/oh-my-opencode"])(
    "%s, since it prompts sessions by itself",
    (name) => {
      const { message, help } = refusal(["b", name]);
      expect(message).toContain(name);
      expect(message).toContain("prompts sessions by itself");
      expect(help).toContain("`plugins`");
    },
  );

  test.each(["login", "d", "e"])(
    "%s, since the user does not have it, whatever the repository has",
    (name) => {
      const { message, help } = refusal([name]);
      expect(message).toContain(`names ${name},`);
      expect(help).toBe("it has a, b, c");
    },
  );

  test("before anything is started", async () => {
    await expect(launch(["login"])).rejects.toMatchObject({ kind: "bad-config" });
  });

  test("where the user's configuration cannot be read", () => {
    const home = join(sandbox.root, "broken");
    const path = write(join(home, "opencode", "opencode.jsonc"), "{ plugin: [");
    const { message } = refusal(["a"], { ...sandbox.env, XDG_CONFIG_HOME: home });
    expect(message).toContain(path);
  });

  test("where others lie in a folder that opencode always looks into", () => {
    const home = join(sandbox.root, "busy");
    const folder = dirname(write(join(home, ".opencode", "plugin", "x.ts"), plugin("x")));
    const { message } = refusal(["a"], { ...sandbox.env, HOME: home });
    expect(message).toContain(folder);
  });
});

test("the copy holds what the user has, but for plugins, and is for nobody else to read", () => {
  symlinkSync("nowhere", join(sandbox.configDirectory, "dangling"));
  const { env, remove } = admitPlugins(["b"], repo, sandbox.env);
  const own = join(env.XDG_CONFIG_HOME ?? "", "opencode");
  expect(readdirSync(own)).toEqual(expect.arrayContaining(["AGENTS.md", "lib", "opencode.json"]));
  expect(readdirSync(own)).not.toContain("plugin");
  expect(readFileSync(join(own, "..", "other", "settings"), "utf8")).toBe("another program's");
  remove();
  expect(copies()).toEqual([]);
  rmSync(join(sandbox.configDirectory, "dangling"));
});
