import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findMarked } from "../src/host/process-tree.ts";
import { runShell, type ShellRequest } from "../src/run/shell.ts";

let directory: string;
let count = 0;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "omo-shell-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

function request(script: string, more: Partial<ShellRequest> = {}): ShellRequest {
  const name = `${process.pid}-${count++}`;
  return {
    script,
    stopAtFailure: false,
    directory,
    log: join(directory, "logs", name),
    timeout: 30_000,
    confinement: null,
    run: "test",
    mark: `test/${name}`,
    signal: new AbortController().signal,
    ...more,
  };
}

describe("runShell", () => {
  test.each([
    ["true", 0],
    ["exit 3", 3],
    ["[[ a == a* ]]", 0],
    ["false | cat", 1],
    ["false | cat || true", 0],
    ["no-such-command-here", 127],
    // SIGPIPE of a stage before the last is no failure, alone or in a list.
    ["yes | head -1", 0],
    ["yes | head -1 && test -f no-such-file", 1],
    ["yes | head -1; (exit 5) | cat", 5],
    ["bash -c 'exit 5' | yes | head -1", 5],
    ["true | (exit 141)", 141],
  ])("%s exits %i", async (script, status) => {
    expect(await runShell(request(script))).toMatchObject({ status, end: "exited" });
  });

  test.each([
    // Lines after a pipeline that ends in SIGPIPE are run, in a fence as elsewhere.
    ["yes | head -1\necho more", 0],
    ["set -euo pipefail\nyes | head -1\necho more", 0],
    ["yes | head -1\nfalse\ntrue", 1],
    ["yes | head -1\nfalse | tail -1\ntrue", 1],
    // SIGPIPE decides no condition: grep finds y, whatever becomes of yes.
    ["! yes | grep -q y", 1],
    ["yes | grep -q y && exit 1 || true", 1],
    ["yes | grep -q y || exit 1", 0],
    ["if yes | grep -q y; then exit 3; fi", 3],
    ["! yes n | head -5 | grep -q y", 0],
    // What the watch cannot look into is never forgiven.
    ["yes | head -1\nout=$(false | tail -1)\necho $out", 141],
    ["check() { false | tail -1; echo x; }\nyes | head -1\ncheck", 141],
    ["trap 'echo bye' EXIT\nyes | head -1\nfalse | tail -5", 141],
    ["yes | head -1\n(false | tail -1)\necho ok", 141],
    ['yes | head -1\necho "$(false | tail -1)"', 141],
  ])("a fence %j exits %i", async (script, status) => {
    expect(await runShell(request(script, { stopAtFailure: true }))).toMatchObject({ status, end: "exited" });
  });

  test.each([
    [true, 1, "one\n"],
    [false, 0, "one\nthree\n"],
  ])("stopAtFailure %s", async (stopAtFailure, status, output) => {
    const ran = await runShell(request("echo one\nfalse\necho three", { stopAtFailure }));
    expect(ran).toMatchObject({ status, output });
  });

  test("keeps head and tail of much output, and the whole in the log", async () => {
    const asked = request("echo first; head -c 50000000 /dev/zero | tr '\\0' x; echo; echo last");
    const ran = await runShell(asked);
    expect(ran.status).toBe(0);
    expect(ran.output.length).toBeLessThan(20_000);
    expect(ran.output).toMatch(/^first\nx+\n\[\d+ bytes left out\]\nx+\nlast\n$/);
    expect(statSync(asked.log).size).toBe(50_000_000 + "first\n\nlast\n".length);
  });

  test("interleaves standard output and error in order", async () => {
    const ran = await runShell(request("echo a; echo b >&2; echo c"));
    expect(ran.output).toBe("a\nb\nc\n");
  });

  test("ends the whole tree at the timeout, also what left for a session of its own", async () => {
    const asked = request("setsid sleep 300 & sleep 300 & touch started; wait", { timeout: 1_500 });
    const ran = await runShell(asked);
    expect(ran.end).toBe("timed-out");
    expect(existsSync(join(directory, "started"))).toBe(true);
    expect(findMarked("OMO_CHECK", asked.mark)).toEqual([]);
  });

  test("leaves no process of a script that ended by itself", async () => {
    const asked = request("setsid sleep 300 >/dev/null 2>&1 & exit 0");
    expect(await runShell(asked)).toMatchObject({ status: 0, end: "exited" });
    expect(findMarked("OMO_CHECK", asked.mark)).toEqual([]);
  });

  test("ends on the signal", async () => {
    const controller = new AbortController();
    const asked = request("sleep 300", { signal: controller.signal });
    const running = runShell(asked);
    controller.abort();
    expect((await running).end).toBe("cancelled");
    expect(findMarked("OMO_CHECK", asked.mark)).toEqual([]);
  });

  test("a directory that is gone is no verdict on the script", async () => {
    const ran = await runShell(request("true", { directory: join(directory, "gone") }));
    expect(ran.end).toBe("not-started");
    expect(ran.output).toContain("ENOENT");
  });

  test("reads nothing from standard input", async () => {
    expect(await runShell(request("cat; echo done"))).toMatchObject({ status: 0, output: "done\n" });
  });

  test("ignores the user's BASH_ENV", async () => {
    const before = process.env.BASH_ENV;
    process.env.BASH_ENV = join(directory, "no-such-profile");
    const ran = await runShell(request("printenv BASH_ENV || echo none"));
    if (before === undefined) delete process.env.BASH_ENV;
    else process.env.BASH_ENV = before;
    expect(ran.output).toBe("none\n");
  });

  test("writes its output where it was told", async () => {
    const asked = request("echo kept");
    await runShell(asked);
    expect(readFileSync(asked.log, "utf8")).toBe("kept\n");
  });
});
