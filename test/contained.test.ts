import { execFile, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { isContained } from "../harness/containment.ts";
import { program } from "../harness/omo.ts";
import { until } from "../harness/until.ts";
import { findContainment, startContained } from "../src/host/contained.ts";
import { findMarked } from "../src/host/process-tree.ts";
import { describeEnd, type Program, type RunningProgram } from "../src/host/program.ts";
import { makeFolder, omo } from "./omo.ts";

/* How programs are started, seen from outside: the same with a namespace and without, but for what it is there for. */

const folder = mkdtempSync(join(tmpdir(), "omo-contained-"));
afterAll(() => rmSync(folder, { recursive: true }));

const contained = await isContained();
const ways = ["off", ...(contained ? ["on"] : [])] as const;

interface Started extends RunningProgram {
  readonly output: () => string;
  /** Processes that carry the mark. */
  readonly marked: () => number[];
}

async function start(way: string, script: string, more: Partial<Program> = {}): Promise<Started> {
  const mark = { name: "OMO_CONTAINED_TEST", value: randomUUID() };
  const program = await startContained({
    file: "bash",
    args: ["-c", script],
    cwd: folder,
    env: { ...process.env, OMO_CONTAIN: way },
    confinement: null,
    output: "pipe",
    mark,
    ...more,
  });
  let text = "";
  for (const output of program.outputs)
    output.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  return { ...program, output: () => text, marked: () => findMarked(mark.name, mark.value) };
}

describe.each(ways)("OMO_CONTAIN=%s", (way) => {
  test.each([
    ["exit 0", "exited with 0"],
    ["exit 3", "exited with 3"],
    ["kill -TERM $$", "was ended by SIGTERM"],
    ["kill -KILL $$", "was ended by SIGKILL"],
  ])("a program that does `%s`", async (script, how) => {
    const { ended, kill } = await start(way, script);
    expect(describeEnd(await ended)).toBe(how);
    await kill();
  });

  test.each([
    { name: "program", more: { file: join(folder, "no-such-program") }, why: /could not be started: / },
    { name: "directory", more: { cwd: join(folder, "nowhere") }, why: /could not be started: .*ENOENT/ },
  ])("a $name that is not there is no end of a program", async ({ more, why }) => {
    const { ended, kill } = await start(way, "", more);
    const end = await ended;
    expect(end).toHaveProperty("failure");
    expect(describeEnd(end)).toMatch(why);
    await kill();
  });

  test("killed at any moment leaves nothing", async () => {
    for (let wait = 0; wait < 30; wait += 2) {
      const { kill, marked } = await start(way, "setsid sleep 300 & sleep 300");
      await new Promise((resolve) => setTimeout(resolve, wait));
      await Promise.all([kill(), kill()]);
      expect(marked(), `killed after ${wait} ms`).toEqual([]);
    }
  });

  test("ended from outside ends whole", async () => {
    const { process: outer, ended, kill, marked } = await start(way, "sleep 300");
    process.kill(outer?.pid as number, "SIGTERM");
    expect(describeEnd(await ended)).toBe("was ended by SIGTERM");
    await kill();
    expect(marked()).toEqual([]);
  });

  test("closed gives what it has started time to end in order", async () => {
    const script = `setsid bash -c 'trap "sleep 0.2; echo in order; exit" TERM; echo ready; while :; do sleep 0.05; done' & wait`;
    const { output, close, marked } = await start(way, script);
    await until("it is ready", () => output().includes("ready"));
    await close();
    expect(output()).toMatch(/in order\n$/);
    expect(marked()).toEqual([]);
  });
});

describe.runIf(contained)("a namespace", () => {
  test("leaves nothing of a program, not even what has shed its mark and its session", async () => {
    const script = "env -i /usr/bin/env setsid bash -c 'touch away; exec sleep 300' & echo started";
    const { process: outer, ended } = await start("on", `${script}; until test -e away; do :; done`);
    expect(await ended).toMatchObject({ status: 0 });
    const inside = join("/proc", String(outer?.pid));
    await until("all are gone", () => !existsSync(inside));
    const { stdout } = await promisify(execFile)("ps", ["-ax", "-o", "args="]);
    expect(stdout.split("\n").filter((line) => line === "sleep 300")).toEqual([]);
  });

  test("changes nothing else that a program sees", async () => {
    const server = createServer((_, response) => response.end("from outside"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const look = [
      "id -u; id -g; pwd; hostname; umask; ulimit -n; nice; cat /proc/self/oom_score_adj; cat /proc/self/cgroup",
      "readlink /proc/self/ns/net /proc/self/ns/ipc /proc/self/ns/uts /proc/self/ns/cgroup",
      "stat -c '%d %i' / /etc/passwd /tmp /dev/null /dev/shm . ..; ls -l /dev/pts | wc -l; cat plan.md",
      "env | grep -v '^\\(OMO_\\|OLDPWD=\\|_=\\)' | sort; ls /proc/self/fd",
      `exec 3<>/dev/tcp/127.0.0.1/${port}; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; tail -1 <&3`,
    ].join("\n");
    const cwd = makeFolder({ "plan.md": "text\n" });
    const seen = await Promise.all(
      ["off", "on"].map(async (way) => {
        const { ended, output } = await start(way, look, { cwd });
        expect(await ended).toMatchObject({ status: 0 });
        return output();
      }),
    );
    server.close();
    expect(seen[1]).toBe(seen[0]);
    expect(seen[0]).toContain("from outside");
  });
});

describe("what the machine allows", () => {
  const bwrap = (text: string) => {
    const bin = makeFolder({ bwrap: `#!/bin/bash\n${text}\n` });
    chmodSync(join(bin, "bwrap"), 0o755);
    return { PATH: `${bin}:${process.env.PATH}` };
  };
  const told = (env: Readonly<Record<string, string>>) => {
    const cwd = makeFolder({ ".git/": "" });
    // Without an opencode, which takes its time to tell its version.
    const given = { HOME: cwd, OPENCODE_BIN: "/nowhere/opencode", OMO_CONTAIN: "", ...env };
    const { stdout } = omo(["doctor", "--json"], { cwd, env: given });
    const { findings } = JSON.parse(stdout) as { findings: { subject: string }[] };
    return findings.find(({ subject }) => subject === "bubblewrap");
  };
  const consequence = ": what runs when omo is killed is ended by the plan's next run";

  test.runIf(process.platform === "linux")(
    "a bubblewrap that may not make namespaces is done without",
    async () => {
      const { PATH } = bwrap("echo 'bwrap: No permissions to create new namespace' >&2; exit 1");
      const env = { ...process.env, PATH, OMO_CONTAIN: "on" };
      expect(await findContainment(env)).toMatchObject({ by: null });
      const { ended, process: started } = await start("on", "exit 4", { env });
      expect(started).not.toBeNull();
      expect(await ended).toMatchObject({ status: 4 });
      const why = "does not work here (bwrap: No permissions to create new namespace)";
      expect(told({ PATH, OMO_CONTAIN: "on" })).toMatchObject({
        status: "ok",
        message: `${why}${consequence}`,
      });
    },
  );

  test("OMO_CONTAIN=off does without, and the doctor says so", () => {
    const message = `not used, since OMO_CONTAIN is off${consequence}`;
    expect(told({ OMO_CONTAIN: "off" })).toMatchObject({ status: "ok", message });
  });

  test.runIf(contained)("the doctor says that it is used", () => {
    const message = "servers and checks end with omo, whatever ends it";
    expect(told({})).toMatchObject({ status: "ok", message });
  });

  const sshFolder = "/etc/ssh/ssh_config.d";

  test.runIf(contained && existsSync(sshFolder))(
    "who is not root is told the price, and ssh is spared",
    () => {
      const cwd = makeFolder({ ".git/": "", "ssh/50-machine.conf": "Host *\n" });
      cpSync(dirname(program), join(cwd, "omo"), { recursive: true });
      chmodSync(cwd, 0o755);
      /** What the doctor tells such a user where this folder lies in the place of the machine's. */
      const tellNobody = (wish: string, folder: string) => {
        const doctor = [process.execPath, join(cwd, "omo", basename(program)), "doctor", "--json"];
        const args = ["--dev-bind", "/", "/", "--ro-bind", join(cwd, folder), sshFolder, "--", ...doctor];
        const { stdout, stderr } = spawnSync("bwrap", args, {
          cwd,
          encoding: "utf8",
          env: { PATH: process.env.PATH, HOME: cwd, OPENCODE_BIN: "/nowhere/opencode", OMO_CONTAIN: wish },
          ...(process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}),
        });
        // On some machines root alone may make namespaces.
        if (stderr.startsWith("bwrap: ")) return null;
        const { findings } = JSON.parse(stdout) as { findings: { subject: string }[] };
        return findings.find(({ subject }) => subject === "bubblewrap");
      };
      const price = { help: "sudo and its like do not work in there; OMO_CONTAIN=off does without" };
      const spared = {
        message: `not used, since ssh would refuse the files of ${sshFolder} in there${consequence}`,
        help: "OMO_CONTAIN=on uses it all the same",
      };
      const said = [tellNobody("", ".git"), tellNobody("", "ssh"), tellNobody("on", "ssh")];
      if (said.includes(null)) return;
      expect(said).toEqual([price, spared, price].map((finding) => expect.objectContaining(finding)));
    },
  );
});
