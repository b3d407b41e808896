import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { builtInProfiles as agents } from "../harness/agents.ts";
import { createSandbox, type Sandbox } from "../harness/sandbox.ts";
import { type ModelTurn, type ScriptedModel, startScriptedModel } from "../harness/scripted-model.ts";
import { until } from "../harness/until.ts";
import { descendants, findMarked, isAlive, terminate } from "../src/host/process-tree.ts";
import { LaunchError } from "../src/runtime/launch-error.ts";
import { findOpencode, platformPackages, thisPlatform } from "../src/runtime/opencode/binary.ts";
import { launchOpencode } from "../src/runtime/opencode/runtime.ts";
import type { AgentRuntime, PromptRequest } from "../src/runtime/runtime.ts";
import { limits, worker } from "./runtime-stage.ts";

/* The life of a server: found, started, killed, started again, closed; and what it must not bring along. */

let model: ScriptedModel;
let sandbox: Sandbox;
let repo: string;

const runs: string[] = [];

/** A run id of its own for each test, ended in any case. */
function newRun(): string {
  const run = randomUUID();
  runs.push(run);
  return run;
}

const lastText = (turn: ModelTurn) => turn.messages.at(-1)?.text ?? "";

beforeAll(async () => {
  model = await startScriptedModel((turn) => {
    const [word, ...rest] = turn.prompt.split(" ");
    const argument = rest.join(" ");
    if (word === "SAY") return { text: argument };
    if (word === "BASH" && turn.step === 0)
      return { toolCalls: [{ name: "bash", args: { command: argument, description: "Run it" } }] };
    if (word === "TWO-TURNS" && turn.step < 2)
      return {
        toolCalls: [
          { name: "bash", args: { command: turn.step === 0 ? "true" : argument, description: "Run it" } },
        ],
      };
    return { text: `I got: ${lastText(turn)}` };
  });
  sandbox = await createSandbox({ modelUrl: model.url });
  repo = await sandbox.createRepository({ "a.txt": "one\n" });
});

afterAll(async () => {
  for (const run of runs) await terminate(marked(run));
  await model?.close();
  await sandbox?.remove();
});

function prompt(runtime: AgentRuntime, session: string, text: string, more: Partial<PromptRequest> = {}) {
  return runtime.prompt({
    session,
    ...worker,
    text,
    choice: { model: null, variant: null },
    answer: null,
    opening: null,
    limits,
    signal: new AbortController().signal,
    ...more,
  });
}

const openSession = (runtime: AgentRuntime) => runtime.openSession({ title: "test", ...worker, protect: [] });

const marked = (run: string) => findMarked("OMO_RUN", run);

/** What a launch that must fail fails with. */
async function failure(options: Parameters<typeof launchOpencode>[0]): Promise<LaunchError> {
  const error = await launchOpencode(options).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LaunchError);
  return error as LaunchError;
}

/** Writes an executable file and returns its path. */
function script(name: string, ...lines: string[]): string {
  const path = join(sandbox.root, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, lines.join("\n"));
  chmodSync(path, 0o755);
  return path;
}

test("a server that is killed in the middle of a prompt, and the same session on the next server", async () => {
  const run = newRun();
  const launch = () => launchOpencode({ directory: repo, env: sandbox.env, run, agents });
  const first = await launch();
  const session = await openSession(first);
  const started = join(repo, "started");
  const broken = prompt(first, session, `TWO-TURNS touch ${started}; sleep 300`);
  await until("the command runs", () => existsSync(started));
  const before = descendants(first.process.pid);

  process.kill(first.process.pid, "SIGKILL");
  expect(await broken).toMatchObject({
    kind: "failed",
    reason: "server-died",
    message: `the opencode server (pid ${first.process.pid}) was ended by SIGKILL`,
    // Of the turn that was broken off nothing is known.
    usage: { input: 100, output: 20 },
  });
  expect(await first.died).toContain(`pid ${first.process.pid}`);
  expect(await prompt(first, session, "SAY hi")).toMatchObject({ reason: "server-died" });
  await expect(openSession(first)).rejects.toThrow(`pid ${first.process.pid}`);
  // What the agent had started outlives the server; it must not work on beside the next attempt.
  expect(before.length).toBeGreaterThan(0);
  await first.close();
  expect(before.filter((pid) => isAlive(pid, null))).toEqual([]);
  expect(marked(run)).toEqual([]);

  const second = await launch();
  expect(await prompt(second, session, "SAY on we go")).toMatchObject({ kind: "finished", text: "on we go" });
  const request = await model.received((turn) => turn.prompt === "SAY on we go");
  expect(request.messages.map((message) => message.text).join("\n")).toContain("execution was interrupted");
  await second.close();
});

/** A command that leaves a process in a session of its own, without a parent, known by a variable OMO_ORPHAN. */
const leaveOrphan = (name: string) =>
  `${process.execPath} -e '
    const env = { ...process.env, OMO_ORPHAN: "${name}" };
    require("child_process").spawn("sleep", ["300"], { detached: true, stdio: "ignore", env }).unref();'`;

test("closing ends prompts, the server and all that its agents started", async () => {
  const run = newRun();
  const runtime = await launchOpencode({ directory: repo, env: sandbox.env, run, agents });
  const session = await openSession(runtime);
  const outcome = prompt(runtime, session, `BASH ${leaveOrphan(run)}; touch left; sleep 300`);
  await until("the command runs", () => existsSync(join(repo, "left")));
  const orphans = findMarked("OMO_ORPHAN", run);
  expect(orphans).toHaveLength(1);
  expect(marked(run)).toEqual(expect.arrayContaining([runtime.process.pid, ...orphans]));
  expect(isAlive(runtime.process.pid, runtime.process.startTime)).toBe(true);

  await Promise.all([runtime.close(), runtime.close()]);
  expect(await outcome).toMatchObject({ kind: "failed", reason: "cancelled" });
  expect(marked(run)).toEqual([]);
  expect(isAlive(runtime.process.pid, runtime.process.startTime)).toBe(false);
  expect(await Promise.race([runtime.died, Promise.resolve("nothing")])).toBe("nothing");
});

describe("in a user's set-up", () => {
  /** Like the plugins of other orchestrators: prompts each session that comes to rest. */
  const plugin = (marker: string) => `
    import { writeFileSync } from "node:fs";
    export const Continuation = async ({ client }) => {
      writeFileSync(${JSON.stringify(marker)}, "loaded");
      let times = 0;
      return {
        event: async ({ event }) => {
          if (event.type !== "session.idle" || times++ > 2) return;
          await client.session.promptAsync({
            path: { id: event.properties.sessionID },
            body: { parts: [{ type: "text", text: "SAY go on, there are open todos" }] },
          });
        },
      };
    };`;

  test("a plugin that prompts idle sessions stays out", async () => {
    const marker = join(sandbox.root, "plugin-loaded");
    mkdirSync(join(sandbox.configDirectory, "plugin"));
    writeFileSync(join(sandbox.configDirectory, "plugin", "continuation.ts"), plugin(marker));

    const run = newRun();
    const runtime = await launchOpencode({ directory: repo, env: sandbox.env, run, agents });
    const session = await openSession(runtime);
    await prompt(runtime, session, "SAY once");
    // A second prompt would merge with what the plugin had sent by then.
    await prompt(runtime, session, "SAY twice");
    await runtime.close();
    expect(existsSync(marker)).toBe(false);
    expect(model.requests.filter((turn) => turn.prompt.startsWith("SAY go on"))).toEqual([]);

    // The plugin is a working one: opencode as it is loads it.
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
      await until("the plugin is loaded", () => existsSync(marker));
    } finally {
      await terminate(marked(run));
    }
  });
});

describe("a launch", () => {
  const launch = (more: Partial<Parameters<typeof launchOpencode>[0]>) =>
    failure({ directory: repo, env: sandbox.env, run: newRun(), agents, ...more });

  test("on a port that is in use says which", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    await until("the port is taken", () => holder.listening);
    const { port } = holder.address() as { port: number };
    const error = await launch({ port });
    holder.close();
    expect(error.kind).toBe("port-in-use");
    expect(error.message).toContain(`port ${port} `);
  });

  test("whose OPENCODE_BIN names nothing that runs says so", async () => {
    const plain = join(sandbox.root, "plain.txt");
    writeFileSync(plain, "no program");
    for (const OPENCODE_BIN of [join(sandbox.root, "nowhere"), plain, sandbox.root]) {
      const error = await launch({ env: { ...sandbox.env, OPENCODE_BIN } });
      expect(error.kind).toBe("bad-binary");
      expect(error.message).toContain(OPENCODE_BIN);
      expect(error.help).toContain("OPENCODE_BIN");
    }
  });

  test("of a program that ends at once quotes its last words", async () => {
    const OPENCODE_BIN = script(
      "ends",
      "#!/bin/sh",
      "printf '\\033[31mSorry!\\033[0m\\n\\nI am no server\\n' >&2",
      "exit 3",
    );
    const error = await launch({ env: { ...sandbox.env, OPENCODE_BIN } });
    expect(error.kind).toBe("start-failed");
    expect(error.message).toBe(
      `${OPENCODE_BIN} serve exited with 3; its last words: Sorry! / I am no server`,
    );
  });

  test("of a server that is none of opencode's gives up on it", async () => {
    const OPENCODE_BIN = script(
      "stranger",
      `#!${process.execPath}`,
      'const server = require("http").createServer((_, response) => response.writeHead(404).end());',
      "server.listen(0, '127.0.0.1', () =>",
      "  console.log('opencode server listening on http://127.0.0.1:' + server.address().port));",
    );
    const run = newRun();
    const error = await launch({ env: { ...sandbox.env, OPENCODE_BIN }, run, startTimeout: 1_500 });
    expect(error).toMatchObject({ kind: "start-timeout", message: expect.stringContaining("no events") });
    expect(marked(run)).toEqual([]);
  });

  test("of a program that cannot be executed says why", async () => {
    const OPENCODE_BIN = script("garbage", "#!/no/such/interpreter", "");
    const error = await launch({ env: { ...sandbox.env, OPENCODE_BIN } });
    expect(error.kind).toBe("start-failed");
    expect(error.message).toContain("could not be started");
  });

  test("that takes too long, or is cancelled, leaves no process", async () => {
    const started = join(sandbox.root, "sleeper-started");
    const OPENCODE_BIN = script(
      "sleeper",
      "#!/bin/bash",
      "echo waiting",
      `touch ${started}`,
      "sleep 300 & wait",
    );
    const env = { ...sandbox.env, OPENCODE_BIN };
    const run = newRun();
    const late = await launch({ env, run, startTimeout: 500 });
    expect(late).toMatchObject({ kind: "start-timeout", message: expect.stringContaining("within 0.5 s") });
    expect(marked(run)).toEqual([]);

    rmSync(started, { force: true });
    const cancel = new AbortController();
    const cancelled = launch({ env, run, signal: cancel.signal });
    await until("it has started", () => existsSync(started));
    cancel.abort();
    expect((await cancelled).kind).toBe("cancelled");
    expect(marked(run)).toEqual([]);
  });
});

describe("findOpencode", () => {
  const stub = ['echo "Error: opencode-ai\'s postinstall script was not run." >&2', "exit 1", ""];
  const nowhere = { cwd: "/", program: "/" };

  test("passes over the stub that stands in for the program until a postinstall script has run", () => {
    const shim = script("shim/opencode", ...stub);
    const real = script("real/opencode", "#!/bin/sh", "exec opencode-of-a-package-manager");
    const PATH = [join(shim, ".."), join(real, "..")].join(":");
    expect(findOpencode({ env: { PATH }, ...nowhere })).toBe(real);
    expect(() => findOpencode({ env: { OPENCODE_BIN: shim }, ...nowhere })).toThrow(LaunchError);
  });

  test("finds the platform package beside the project or the program, hoisted or not", () => {
    const [name] = platformPackages(thisPlatform());
    const modules = join(sandbox.root, "installed", "node_modules");
    const launcher = join(modules, ".store", "opencode-ai");
    script("installed/node_modules/.store/opencode-ai/opencode-ai/package.json", "{}");
    const nested = script(
      `installed/node_modules/.store/opencode-ai/opencode-ai/node_modules/${name}/bin/opencode`,
      "#!/bin/sh",
    );
    script(`installed/node_modules/.store/opencode-ai/opencode-ai/node_modules/${name}/package.json`, "{}");
    symlinkSync(join(launcher, "opencode-ai"), join(modules, "opencode-ai"));
    const inside = join(modules, "..", "src", "deep");
    expect(findOpencode({ env: {}, cwd: inside, program: "/" })).toBe(nested);
    expect(findOpencode({ env: {}, cwd: "/", program: inside })).toBe(nested);

    const hoisted = script(`installed/node_modules/${name}/bin/opencode`, "#!/bin/sh");
    script(`installed/node_modules/${name}/package.json`, "{}");
    expect(findOpencode({ env: {}, cwd: inside, program: "/" })).toBe(hoisted);
  });

  test("says what to do where there is none", () => {
    expect(() => findOpencode({ env: { PATH: sandbox.root }, ...nowhere })).toThrow(
      expect.objectContaining({ kind: "no-binary", help: expect.stringContaining("npm install") }),
    );
  });
});
