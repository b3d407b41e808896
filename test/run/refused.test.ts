import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OmoEnd, program } from "../../harness/omo.ts";
import { locksDirectory, runsDirectory } from "../../src/run/paths.ts";
import { me } from "../holders.ts";
import { lockPlace } from "../lock-place.ts";
import { planOf, type Stage, setStage, survivors, ticked, write } from "./support.ts";

const one = planOf([{ label: "1" }]);

/** What keeps a plan from running: one clear line, the right code, nothing half-written. */
describe("omo plan run refuses", () => {
  let stage: Stage;
  let count = 0;

  beforeAll(async () => {
    stage = await setStage({
      1: (turn) => (turn.step === 0 ? write("1.txt", "done\n") : { text: "done" }),
    });
  });
  afterAll(() => stage.strike());

  const repository = (plan = one, files: Record<string, string> = {}) =>
    stage.sandbox.createRepository({ "plans/p.md": plan, ...files }, `repo-${count++}`);
  const run = (cwd: string, args: string[] = [], env: Record<string, string> = {}) =>
    stage.omo(cwd, ["plan", "run", "plans/p.md", ...args], env).ended;

  /** One message and what to do, no stack, no run left behind. */
  function expectRefusal(end: OmoEnd, code: number, message: RegExp, place?: string): void {
    expect(end.code, end.stdout + end.stderr).toBe(code);
    expect(end.stderr).toMatch(message);
    expect(end.stderr).not.toMatch(/^\s+at /m);
    if (place && existsSync(runsDirectory(place)))
      expect(readdirSync(runsDirectory(place))).toEqual(["locks"]);
  }

  test("what is not in a git repository", async () => {
    const place = join(stage.sandbox.root, "no-repository");
    mkdirSync(join(place, "plans"), { recursive: true });
    writeFileSync(join(place, "plans/p.md"), one);
    const end = await run(place, [], { GIT_CEILING_DIRECTORIES: stage.sandbox.root });
    expectRefusal(end, 2, /^error: .*no-repository\/plans is not in a git work tree\n {2}run `git init`/);
    expect(existsSync(join(place, ".omo"))).toBe(false);
  });

  test.each([
    ["no such file", "plans/q.md", /plans\/q\.md: no such file; did you mean plans\/p\.md\?/],
    ["a directory", "plans", /plans: is a directory/],
  ])("%s", async (_, file, message) => {
    const place = await repository();
    const end = await stage.omo(place, ["plan", "run", file]).ended;
    expectRefusal(end, 2, message, place);
  });

  test("what is no regular file, so that no box in it could be ticked", async () => {
    const place = await repository();
    execFileSync("mkfifo", [join(place, "plans/pipe.md")]);
    const end = await stage.omo(place, ["plan", "run", "plans/pipe.md"]).ended;
    expectRefusal(end, 2, /^error: plans\/pipe\.md: is no regular file/, place);
  });

  test("an opencode that is not there", async () => {
    const place = await repository();
    expectRefusal(
      await run(place, [], { OPENCODE_BIN: "/nowhere/opencode" }),
      2,
      /\/nowhere\/opencode/,
      place,
    );
  });

  test("a machine without any opencode", async () => {
    const place = await repository();
    // Away from this repository, whose packages hold one, which npm puts on PATH.
    const copy = join(stage.sandbox.root, "omo", basename(program));
    const path = (process.env.PATH ?? "")
      .split(":")
      .filter((folder) => !existsSync(join(folder, "opencode")));
    cpSync(dirname(program), dirname(copy), { recursive: true });
    const args = ["plan", "run", "plans/p.md"];
    const end = await stage.omo(place, args, { OPENCODE_BIN: "", PATH: path.join(":") }, [
      process.execPath,
      copy,
    ]).ended;
    expectRefusal(end, 2, /^error: .*opencode.*\n {2}.*(install|OPENCODE_BIN)/, place);
  });

  test("a server that ends at once", async () => {
    const place = await repository();
    expectRefusal(await run(place, [], { OPENCODE_BIN: "/bin/false" }), 2, /^error: .+\n {2}.+\n$/, place);
  });

  test("a port that is in use", async () => {
    const place = await repository();
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, "127.0.0.1", resolve));
    const { port } = squatter.address() as AddressInfo;
    const end = await run(place, ["--port", String(port)]);
    squatter.close();
    expectRefusal(end, 2, new RegExp(`port ${port}`), place);
  });

  test("a runtime without any provider", async () => {
    const place = await repository(one, { "opencode.json": JSON.stringify({ enabled_providers: [] }) });
    expectRefusal(await run(place), 2, /opencode has no provider configured\n {2}log in with/, place);
  });

  test("a user who has chosen no provider: opencode's own service is not taken for a choice", async () => {
    const place = await repository();
    const empty = join(stage.sandbox.root, "empty-config");
    mkdirSync(empty, { recursive: true });
    const before = stage.model.requests.length;
    const end = await run(place, [], { XDG_CONFIG_HOME: empty, npm_config_offline: "true" });
    expectRefusal(end, 2, /opencode has no provider configured\n {2}log in with/, place);
    expect(stage.model.requests).toHaveLength(before);
  });

  test("a model nobody knows, before the first session", async () => {
    const place = await repository(planOf([{ label: "1", category: "swift" }]), {
      ".omo/omo.jsonc": '{ "categories": { "swift": { "model": "fake/quik" } } }',
    });
    const before = stage.model.requests.length;
    const message =
      /opencode knows no model fake\/quik \(task 1: category swift\)\n {2}did you mean fake\/quick\?/;
    expectRefusal(await run(place), 2, message, place);
    expect(stage.model.requests).toHaveLength(before);
  });

  test("a configuration with an error", async () => {
    const place = await repository(one, { ".omo/omo.jsonc": '{ "categorys": {} }' });
    expectRefusal(await run(place), 2, /categorys/, place);
  });

  test("a plan with errors, before anything starts", async () => {
    const plan = planOf([{ label: "1", criteria: ["User manually verifies the page."] }]);
    const place = await repository(plan);
    expectRefusal(await run(place), 1, /OMO302/, place);
  });

  test("a resume of nothing", async () => {
    const place = await repository();
    expectRefusal(await run(place, ["--resume"]), 2, /no run of plans\/p\.md to resume/, place);
  });

  test("a plan that another machine runs, and says how to go on when that is gone for good", async () => {
    const place = await repository();
    mkdirSync(runsDirectory(place), { recursive: true });
    const lock = lockPlace(place, "plans/p.md");
    mkdirSync(lock);
    const holder = {
      ...me(),
      pid: 7,
      host: "elsewhere",
      space: "another-boot pid:[1]",
      purpose: "their-run",
    };
    writeFileSync(join(lock, "theirs"), JSON.stringify(holder));
    const message =
      /^error: a run of plans\/p\.md is going on already \(their-run, process 7 on elsewhere\)\n {2}wait for it, or .* delete (\S+)\n$/;
    const end = await run(place);
    expectRefusal(end, 2, message, place);
    expect(readdirSync(lock)).toEqual(["theirs"]);
    rmSync(message.exec(end.stderr)?.[1] ?? "");
    expect((await run(place)).code).toBe(0);
    expect(ticked(place)).toEqual(["1"]);
  });

  test.each([
    ["--max-parallel", "0", /--max-parallel takes a whole number from 1 to 100, not "0"/],
    ["--stall-timeout", "soon", /--stall-timeout takes a time like 90s, 10m or 2h, up to 596h, not "soon"/],
    ["--port", "70000", /--port takes a whole number from 0 to 65535/],
  ])("%s %s", async (option, value, message) => {
    const place = await repository();
    expectRefusal(await run(place, [option, value]), 2, message, place);
  });

  test("nothing, when a dry run is asked for: it prints and does nothing", async () => {
    const place = await repository(planOf([{ label: "1" }, { label: "2", after: ["1"] }], ["F1"]));
    const before = stage.model.requests.length;
    const end = await run(place, ["--dry-run"], { OPENCODE_BIN: "/nowhere/opencode" });
    expect(end).toMatchObject({ code: 0, stderr: "" });
    expect(end.stdout).toMatch(
      /Step 1[\s\S]*1\. Write file 1[\s\S]*\$ test -f 1\.txt[\s\S]*Step 2[\s\S]*Order 1 → 2 → F1/,
    );
    expect(existsSync(join(place, ".omo"))).toBe(false);
    expect(stage.model.requests).toHaveLength(before);
  });

  const namespaces = canMount();
  if (namespaces) console.log(`skipped: full and read-only disks need mount namespaces (${namespaces})`);

  describe.skipIf(namespaces !== null)("a disk", () => {
    /** Runs omo where `mounts` has changed what the disk is, for this one process tree. */
    function runMounted(place: string, mounts: string): Promise<OmoEnd> {
      const script = `${mounts} && exec "$0" "$@"`;
      const command = [
        "unshare",
        "--map-root-user",
        "--mount",
        "bash",
        "-c",
        script,
        process.execPath,
        program,
      ];
      return stage.omo(place, ["plan", "run", "plans/p.md"], {}, command).ended;
    }

    test("that is full from the start", async () => {
      const place = await repository();
      mkdirSync(join(place, ".omo"));
      const end = await runMounted(place, "mount -t tmpfs -o size=8k tmpfs .omo");
      expectRefusal(end, 2, /cannot write .*ENOSPC.*\n {2}the disk is full: make room/);
    });

    test("that fills up in the middle: the run stops, and nothing is ticked", async () => {
      const plan = planOf([{ label: "1", criteria: ["`head -c 1000000 /dev/zero` exits 0"] }]);
      const place = await repository(plan);
      mkdirSync(join(place, ".omo"));
      const end = await runMounted(place, "mount -t tmpfs -o size=64k tmpfs .omo");
      expectRefusal(end, 2, /cannot write .*journal\.jsonl.*ENOSPC.*\n {2}the disk is full/);
      expect(ticked(place)).toEqual([]);
      expect(survivors(place)).toEqual([]);
    });

    test("that is read-only", async () => {
      const place = await repository();
      const end = await runMounted(place, "mount --bind . . && mount -o remount,bind,ro . && cd .");
      expectRefusal(end, 2, /cannot write .*EROFS.*\n {2}the file system is read-only/);
    });

    test("on which only the folder of locks is read-only", async () => {
      const place = await repository();
      mkdirSync(locksDirectory(place), { recursive: true });
      const locks = locksDirectory(place);
      const end = await runMounted(
        place,
        `mount --bind ${locks} ${locks} && mount -o remount,bind,ro ${locks}`,
      );
      expectRefusal(
        end,
        2,
        /cannot write .*\.omo\/runs\/locks\/.*EROFS.*\n {2}the file system is read-only/,
        place,
      );
    });

    test("on which only the plan is read-only: done, but not ticked, and a person is told", async () => {
      const place = await repository();
      const end = await runMounted(place, "mount --bind plans plans && mount -o remount,bind,ro plans");
      expect(end.code, end.stdout + end.stderr).toBe(3);
      expect(end.stdout).toMatch(
        /1\. Write file 1 · done, but not ticked: the plan file cannot be written \(EROFS\)/,
      );
      expect(readFileSync(join(place, "plans/p.md"), "utf8")).toBe(one);
    });
  });
});

/** Null where a test may mount in a namespace of its own, else why not. */
function canMount(): string | null {
  try {
    const script = 'mount -t tmpfs tmpfs "$(mktemp -d)"';
    execFileSync("unshare", ["--map-root-user", "--mount", "bash", "-c", script], { stdio: "pipe" });
    return null;
  } catch (error) {
    return error instanceof Error ? (error.message.split("\n").at(-1) ?? "") : String(error);
  }
}
