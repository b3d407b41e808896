import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findContainment, worksConfined } from "../src/host/contained.ts";
import { type Sandbox, sandboxOf } from "../src/run/sandbox.ts";
import { runShell } from "../src/run/shell.ts";

const containment = await findContainment(process.env);
if (containment.by === null) console.log(`no sandbox is tried: bubblewrap ${containment.why}`);

/** What the sandbox keeps from commands, tried by commands. */
describe.skipIf(containment.by === null)("in the sandbox a command", () => {
  let place: string;
  let root: string;
  let home: string;
  let sandbox: Sandbox;
  let count = 0;

  const put = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  beforeAll(async () => {
    // Not below the folder of temporary files, which is another one in there.
    place = realpathSync(mkdtempSync(join(process.cwd(), "node_modules", ".omo-sandbox-")));
    root = join(place, "home", "work", "repo");
    home = join(place, "home");
    mkdirSync(root, { recursive: true });
    execFileSync("git", ["init", "--quiet", root]);
    put(join(home, ".ssh", "id"), "key");
    put(join(home, ".netrc"), "password");
    put(join(home, ".config", "gh", "hosts.yml"), "token");
    put(join(home, ".local", "share", "opencode", "auth.json"), "login");
    put(join(home, ".local", "state", "omo", "trust", "x"), "trusted");
    put(join(home, ".cache", "tool", "kept"), "cached");
    put(join(home, "notes.txt"), "notes");
    put(join(root, ".omo", "runs", "r", "journal.jsonl"), "journal");
    sandbox = sandboxWith(false);
    expect(await worksConfined(process.env, sandbox.checks)).toBe(null);
  });
  afterAll(() => rmSync(place, { recursive: true, force: true }));

  function sandboxWith(privateCaches: boolean): Sandbox {
    const env = { PATH: process.env.PATH };
    return sandboxOf({ root, env, home, own: [join(home, ".local", "state", "omo")], privateCaches }).sandbox;
  }
  const run = (script: string, confinement = sandbox.checks, timeout = 30_000) =>
    runShell({
      script: `HOME=${home}\n${script}`,
      stopAtFailure: false,
      directory: root,
      log: join(place, "logs", `${++count}`),
      timeout,
      confinement,
      run: "sandbox-test",
      mark: `sandbox-test/${count}`,
      signal: new AbortController().signal,
    });
  const said = async (script: string, confinement = sandbox.checks) => {
    const { output } = await run(script, confinement);
    return output.trim();
  };

  test("reads and writes the repository, at its own path", async () => {
    expect(await said("echo written > a.txt && cat $PWD/a.txt")).toBe("written");
    expect(readFileSync(join(root, "a.txt"), "utf8")).toBe("written\n");
    expect(await said("pwd")).toBe(root);
  });

  test.each([
    ["the home", "touch ~/new"],
    ["a file of the home", "echo more >> ~/notes.txt"],
    ["the system", "touch /etc/omo-sandbox-test"],
    ["another repository", "mkdir ~/work/other"],
    ["git's configuration", "echo x >> .git/config"],
    ["git's hooks", "touch .git/hooks/pre-commit"],
    ["the run's journal", "echo x >> .omo/runs/r/journal.jsonl"],
    ["the run's inbox", "mkdir .omo/runs/r/inbox"],
    ["what is trusted", "touch ~/.local/state/omo/trust/y"],
  ])("does not write %s", async (_, script) => {
    const { end, status, output } = await run(script);
    expect({ end, hasFailed: status !== 0, output }).toMatchObject({
      end: "exited",
      hasFailed: true,
      output: expect.stringMatching(/Read-only file system|No such file|Permission denied/),
    });
  });

  test.each([
    ["keys", "cat ~/.ssh/id"],
    ["passwords", "grep . ~/.netrc"],
    ["tokens", "cat ~/.config/gh/hosts.yml"],
    ["opencode's logins", "grep . ~/.local/share/opencode/auth.json"],
    ["what is trusted", "cat ~/.local/state/omo/trust/x"],
  ])("does not read %s", async (_, script) => {
    const { status, output } = await run(script);
    expect(status).not.toBe(0);
    expect(output).not.toMatch(/key|password|token|login|trusted$/);
  });

  test("has the harmless devices alone", async () => {
    expect((await said("ls /dev")).split("\n")).toEqual(
      expect.arrayContaining(["null", "random", "tty", "zero"]),
    );
    expect(await said("ls /dev | grep -cE '^(sd|vd|nvme|kvm|mem|loop)'")).toBe("0");
  });

  test("reads the rest of the home, and runs programs that lie there", async () => {
    expect(await said("cat ~/notes.txt")).toBe("notes");
    expect(
      await said("node -p 1+1; git status --short | head -1; bash -c 'echo $((2+2))' 2>/dev/null"),
    ).toMatch(/^2\n[\s\S]*\n4$/);
  });

  test("has temporary files of its own, which are gone when it has ended", async () => {
    const name = `omo-sandbox-test-${process.pid}`;
    expect(await said(`touch /tmp/${name} /var/tmp/${name} && ls /tmp /var/tmp | grep -c ${name}`)).toBe("2");
    expect(existsSync(join("/tmp", name))).toBe(false);
    expect(await said(`ls /tmp | grep -c ${name}`)).toBe("0");
  });

  test("shares the caches of tools, or has empty ones of its own", async () => {
    expect(await said("cat ~/.cache/tool/kept; touch ~/.cache/tool/new")).toBe("cached");
    expect(existsSync(join(home, ".cache", "tool", "new"))).toBe(true);
    const strict = sandboxWith(true).checks;
    expect(await said("ls ~/.cache; touch ~/.cache/mine && ls ~/.cache", strict)).toBe("mine");
    expect(existsSync(join(home, ".cache", "mine"))).toBe(false);
  });

  test("reaches the network, unless there is to be none", async () => {
    const server = createServer((socket) => socket.end("hello"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const script = `exec 3<>/dev/tcp/127.0.0.1/${port} && cat <&3`;
    try {
      expect(await said(script)).toBe("hello");
      expect(await said(script, { ...sandbox.checks, network: false })).toMatch(
        /Connection refused|unreachable/,
      );
    } finally {
      server.close();
    }
  });

  test("sees no process but its own, and cannot end ours", async () => {
    expect(await said(`kill -9 ${process.pid}`)).toMatch(/No such process/);
    expect(await said("kill -9 $PPID; kill -9 1; echo here")).toMatch(/here$/);
  });

  test("is ended with all that it has set apart, at its timeout too", async () => {
    const script = "setsid bash -c 'while :; do date +%s%N > late.txt; sleep 0.01; done' & wait";
    const ended = await run(script, sandbox.checks, 500);
    expect(ended.end).toBe("timed-out");
    const last = readFileSync(join(root, "late.txt"), "utf8");
    await run("sleep 0.1");
    expect(readFileSync(join(root, "late.txt"), "utf8")).toBe(last);
  });

  test("may print whatever it likes", async () => {
    const { end, status, output } = await run("head -c 50000000 /dev/zero | tr '\\0' x; echo the end");
    expect({ end, status }).toEqual({ end: "exited", status: 0 });
    expect(output.length).toBeLessThan(20_000);
    expect(output).toMatch(/bytes left out[\s\S]*the end\n$/);
  });
});

test("of a linked work tree, git's own folder is known, and what git executes cannot be written", () => {
  const place = realpathSync(mkdtempSync(join(tmpdir(), "omo-sandbox-test-")));
  try {
    const main = join(place, "main");
    const tree = join(place, "tree");
    execFileSync("git", ["init", "--quiet", main]);
    const identity = ["-c", "user.name=T", "-c", "user.email=t@example.invalid"];
    execFileSync("git", ["-C", main, ...identity, "commit", "--quiet", "--allow-empty", "-m", "first"]);
    execFileSync("git", ["-C", main, "worktree", "add", "--quiet", tree]);
    const { sandbox, mustExist } = sandboxOf({
      root: tree,
      env: {},
      home: place,
      own: [],
      privateCaches: false,
    });
    expect(sandbox.checks.writable).toEqual(
      expect.arrayContaining([tree, join(main, ".git"), join(main, ".git", "worktrees", "tree")]),
    );
    expect(sandbox.checks.readOnly).toEqual(
      expect.arrayContaining([join(main, ".git", "hooks"), join(tree, ".git")]),
    );
    expect(mustExist).toContain(join(main, ".git", "hooks"));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
});
