import { once } from "node:events";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { isContained } from "../../harness/containment.ts";
import { type OpencodeProcess, startOpencode } from "../../harness/opencode.ts";
import { until } from "../../harness/until.ts";
import { isAlive } from "../../src/host/process-tree.ts";
import { assignmentOf, entriesOf, eventsOf, only, planOf, type Stage, setStage, ticked } from "./support.ts";

/* Runs on a server that was there before them, and stays. */

const password = "a password of the user's";
const protectedBy = { OPENCODE_SERVER_PASSWORD: password };

const contained = await isContained();

let stage: Stage;
let repository: string;
/** Asks for a password, and works below the repository's root. */
let server: OpencodeProcess;
const servers: OpencodeProcess[] = [];
/** While set, task 2 stays in a command that has set a process apart. */
let hang: boolean;

const serve = async (...call: Parameters<typeof startOpencode>) => {
  const started = await startOpencode(...call);
  servers.push(started);
  return started;
};

beforeAll(async () => {
  stage = await setStage({
    2: (turn) => {
      if (turn.step > 0 || !hang) return { text: "done" };
      const command = "touch started; sleep 600";
      return { toolCalls: [{ name: "bash", args: { command, description: "Stays" } }] };
    },
  });
  repository = await stage.repository("", { "below/a.txt": "a\n" });
  server = await serve(join(repository, "below"), { ...stage.sandbox.env, ...protectedBy });
});
afterAll(async () => {
  await Promise.all(servers.map(({ stop }) => stop()));
  await stage?.strike();
});

const plan = (name: string, text: string) => {
  writeFileSync(join(repository, `plans/${name}.md`), text);
  return `plans/${name}.md`;
};
const run = (file: string, args: readonly string[], env: Readonly<Record<string, string>> = protectedBy) =>
  stage.omo(repository, ["plan", "run", file, ...args], env);
/** The sessions of a server that are at work. */
const busy = async ({ url }: OpencodeProcess) => {
  const authorization = `Basic ${Buffer.from(`opencode:${password}`).toString("base64")}`;
  const headers = { authorization, "x-opencode-directory": encodeURIComponent(repository) };
  return Object.keys((await (await fetch(`${url}/session/status`, { headers })).json()) as object);
};
const untilStarted = () => until("the command runs", () => existsSync(join(repository, "started")), 60_000);

describe("a run that is attached", () => {
  beforeEach(() => {
    hang = true;
    rmSync(join(repository, "started"), { force: true });
  });

  test("is done on that server, by sessions with omo's words and rights, and leaves it running", async () => {
    const text = planOf([{ label: "1", criteria: ["It reads well."] }], ["F1"]);
    const end = await run(plan("whole", text), ["--attach", `${server.url}/`]).ended;
    expect(end.code, end.stdout + end.stderr).toBe(0);
    expect(ticked(repository, "plans/whole.md")).toEqual(["1", "F1"]);
    expect(end.stdout).toContain(`attached to ${server.url}, a server that is not omo's own:\n- `);

    expect(isAlive(server.pid, null)).toBe(true);
    expect(await busy(server)).toEqual([]);
    const events = eventsOf(repository);
    expect(only(events, "server.started")).toEqual([
      { type: "server.started", pid: null, startTime: null, url: server.url },
    ]);
    expect(only(events, "server.stopped")).toEqual([{ type: "server.stopped", pid: null, died: null }]);
    expect(JSON.stringify(entriesOf(repository))).not.toContain(password);

    const [judge] = stage.model.requests.filter((request) => assignmentOf(request).role === "JUDGE");
    expect([...(judge?.tools ?? [])].sort()).toEqual(["glob", "grep", "read"]);
    const system = judge?.messages.filter(({ role }) => role === "system").map((message) => message.text);
    expect(system?.join("\n")).toContain("You are the reviewer of omo.");
    const doctor = await stage.omo(repository, ["doctor", "--json"]).ended;
    expect(doctor.stdout).not.toContain('"processes"');
  });

  test("stops its sessions on Ctrl-C, and goes on in them on a server of omo's own", async () => {
    const file = plan("interrupted", planOf([{ label: "2", criteria: ["`true` exits 0"] }]));
    const first = run(file, ["--attach", server.url]);
    await untilStarted();
    expect(await busy(server)).toHaveLength(1);
    first.child.kill("SIGINT");
    expect((await first.ended).code).toBe(130);
    expect(await busy(server)).toEqual([]);
    expect(isAlive(server.pid, null)).toBe(true);

    hang = false;
    const second = await run(file, ["--resume"]).ended;
    expect(second.code, second.stdout + second.stderr).toBe(0);
    const events = eventsOf(repository);
    expect(only(events, "session.opened")).toHaveLength(1);
    expect(only(events, "server.started").map(({ pid }) => typeof pid)).toEqual(["object", "number"]);
  });

  test("waits for nobody when its server is gone, and is resumed on the next one", async () => {
    const gone = await serve(repository, stage.sandbox.env);
    const file = plan("gone", planOf([{ label: "2", criteria: ["`true` exits 0"] }]));
    const first = run(file, ["--attach", gone.url]);
    await untilStarted();
    await gone.stop();
    const end = await first.ended;
    expect(end.code, end.stdout + end.stderr).toBe(2);
    expect(end.stdout).toContain(
      `! the opencode server died: the server at ${gone.url} is gone (connect ECONNREFUSED`,
    );
    expect(end.stderr).toBe(
      `error: the server at ${gone.url} is gone, and omo cannot start it again\n` +
        "  `--resume` goes on: with --attach once it is back, or without, on a server of omo's own\n",
    );
    // It is no fault of the task.
    expect(only(eventsOf(repository), "attempt.ended").flatMap(({ end }) => Object.values(end))).toContain(
      "server-died",
    );

    hang = false;
    const second = await run(file, ["--resume", "--attach", server.url]).ended;
    expect(second.code, second.stdout + second.stderr).toBe(0);
    expect(only(eventsOf(repository), "session.opened")).toHaveLength(1);
  });

  test("killed, leaves sessions at work, which the next run of the plan stops, wherever it works itself", async () => {
    const file = plan("killed", planOf([{ label: "2", criteria: ["`true` exits 0"] }]));
    const first = run(file, ["--attach", server.url]);
    await untilStarted();
    first.child.kill("SIGKILL");
    await first.ended;
    expect(await busy(server)).toHaveLength(1);

    const blind = await run(file, ["--resume", "--attach", server.url], {}).ended;
    expect(blind.code).toBe(2);
    expect(blind.stdout).toMatch(
      /\nsessions of run \S+ may still be at work on http:\S+: stop them there\n$/,
    );

    hang = false;
    const second = await run(file, []).ended;
    expect(second.code, second.stdout + second.stderr).toBe(0);
    expect(await busy(server)).toEqual([]);
  });
});

describe("what cannot be attached to", () => {
  /** What a run that is refused says, which has to leave the plan and the journals as they were. */
  async function refused(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<string> {
    const file = plan("refused", planOf([{ label: "1" }]));
    const end = await run(file, args, env).ended;
    expect(end.code, end.stdout + end.stderr).toBe(2);
    expect(ticked(repository, file)).toEqual([]);
    const status = await stage.omo(repository, ["plan", "status", file]).ended;
    expect(status.stderr).toContain("has not been run");
    return end.stderr;
  }

  /** A server that answers everything with this. */
  async function answering(status: number, body: string): Promise<{ url: string; close: () => void }> {
    const http = createServer((_, response) => response.writeHead(status).end(body));
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, close: () => http.close() };
  }

  test("nothing that listens", async () => {
    const { url, close } = await answering(200, "");
    close();
    expect(await refused(["--attach", url])).toBe(
      `error: no opencode server answers at ${url} (connect ECONNREFUSED ${url.slice("http://".length)})\n` +
        `  start one by \`opencode serve\` in ${repository}, or run without --attach\n`,
    );
  });

  test.each([
    [404, "nothing here", /what answers at \S+ is no opencode server\n {2}name the address/],
    [200, "<html></html>", /what answers at \S+ is no opencode server/],
    [
      200,
      '{"healthy":true,"version":"1.17.9"}',
      /is opencode 1\.17\.9; omo needs 1\.18 or later\n {2}update opencode/,
    ],
  ])("what answers %d %s", async (status, body, says) => {
    const { url, close } = await answering(status, body);
    expect(await refused(["--attach", url])).toMatch(says);
    close();
  });

  test.each([
    [{}, /the server at \S+ asks for a password\n {2}let OPENCODE_SERVER_PASSWORD/],
    [{ OPENCODE_SERVER_PASSWORD: "wrong" }, /does not take the password in OPENCODE_SERVER_PASSWORD\n/],
    [{ ...protectedBy, OPENCODE_SERVER_USERNAME: "other" }, /does not take the password/],
  ])("a server with a password, given %j", async (env, says) => {
    expect(await refused(["--attach", server.url], env)).toMatch(says);
  });

  test("servers of other places, with other masters, or without what stands in for omo's agents", async () => {
    const { env } = stage.sandbox;
    const elsewhere = await stage.sandbox.createRepository({}, "elsewhere");
    const plugins = join(stage.sandbox.root, "plugins");
    mkdirSync(join(plugins, "plugin"), { recursive: true });
    writeFileSync(join(plugins, "plugin", "oh-my-opencode.ts"), "export const Plugin = async () => ({});\n");
    const unable = JSON.stringify({ agent: { build: { disable: true } } });
    const runs = join(repository, ".omo", "runs");
    mkdirSync(runs, { recursive: true });
    const before = ["bwrap", "--dev-bind", "/", "/", "--tmpfs", runs, "--"];
    const [other, mastered, bare, apart] = await Promise.all([
      serve(elsewhere, env),
      serve(repository, { ...env, OPENCODE_CONFIG_DIR: plugins }),
      serve(repository, { ...env, OPENCODE_CONFIG_CONTENT: unable }),
      contained ? serve(repository, env, { before }) : null,
    ]);
    expect(await refused(["--attach", other.url])).toBe(
      `error: the server at ${other.url} works in ${elsewhere}, and the plan is of ${repository}\n` +
        `  start it by \`opencode serve\` in ${repository}, or run without --attach\n`,
    );
    expect(await refused(["--attach", mastered.url])).toMatch(
      /has the plugin file:\S+oh-my-opencode\.ts, which prompts sessions by itself: two masters end no run\n {2}take it out/,
    );
    expect(await refused(["--attach", bare.url])).toMatch(
      /has no agent `build`, which would stand in for omo's own\n/,
    );
    // It has other files at the same place, as one on another machine would.
    if (apart)
      expect(await refused(["--attach", apart.url])).toMatch(
        /has other files in \S+ than there are here: it does not see \.omo\/runs\/\S+\n {2}use a server on this machine/,
      );
  });
});
