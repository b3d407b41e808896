import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { processSpace, startTimeOf } from "../src/host/process-tree.ts";
import { RunError } from "../src/run/errors.ts";
import { lockPlan, runningRun } from "../src/run/lock.ts";
import { runsDirectory } from "../src/run/paths.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "omo-lock-"));
  mkdirSync(runsDirectory(root), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const files = () => readdirSync(runsDirectory(root));
const lockName = () => files().find((name) => name.endsWith(".lock")) ?? "";

/** Puts somebody else's lock in place of ours. */
function plant(holder: unknown): void {
  const lock = lockPlan(root, "plans/a.md", "probe");
  const name = lockName();
  lock.release();
  writeFileSync(
    join(runsDirectory(root), name),
    typeof holder === "string" ? holder : JSON.stringify(holder),
  );
}

describe("the lock of a plan", () => {
  test("is held once, says by whom, and is free after its release", () => {
    const lock = lockPlan(root, "plans/a.md", "run-1");
    expect(runningRun(root, "plans/a.md")).toBe("run-1");
    expect(() => lockPlan(root, "plans/a.md", "run-2")).toThrow(RunError);
    expect(() => lockPlan(root, "plans/a.md", "run-2")).toThrow(
      `a run of plans/a.md is going on already (run-1, process ${process.pid})`,
    );
    lock.release();
    expect(runningRun(root, "plans/a.md")).toBe(null);
    lockPlan(root, "plans/a.md", "run-2").release();
    expect(files()).toEqual([]);
  });

  test("is another for another plan", () => {
    const a = lockPlan(root, "plans/a.md", "run-1");
    const b = lockPlan(root, "plans/b.md", "run-2");
    expect(runningRun(root, "plans/b.md")).toBe("run-2");
    a.release();
    b.release();
  });

  test("is taken over from a dead process", async () => {
    const child = spawn("true");
    const { pid } = child;
    await new Promise((resolve) => child.once("exit", resolve));
    plant({ pid, startTime: "long ago", host: hostname(), space: null, run: "dead" });
    expect(runningRun(root, "plans/a.md")).toBe(null);
    const lock = lockPlan(root, "plans/a.md", "run-1");
    expect(runningRun(root, "plans/a.md")).toBe("run-1");
    lock.release();
  });

  test("is taken over when the pid belongs to a later process", () => {
    plant({ pid: process.pid, startTime: "another start", host: hostname(), space: null, run: "dead" });
    lockPlan(root, "plans/a.md", "run-1").release();
  });

  test("is not taken over from a living process", () => {
    plant({
      pid: process.pid,
      startTime: startTimeOf(process.pid),
      host: hostname(),
      space: null,
      run: "alive",
    });
    expect(() => lockPlan(root, "plans/a.md", "run-1")).toThrow(/going on already \(alive/);
  });

  test("is not taken over from another host, whose processes cannot be asked", () => {
    plant({ pid: 1, startTime: "x", host: "elsewhere", space: "another", run: "remote" });
    expect(() => lockPlan(root, "plans/a.md", "run-1")).toThrow(/\(remote, process 1 on elsewhere\)/);
  });

  test("is taken over when the machine has another name by now", () => {
    const space = processSpace();
    if (space === null) return console.log("skipped: this system does not name its process space");
    plant({ pid: process.pid, startTime: "another start", host: "old-name", space, run: "dead" });
    lockPlan(root, "plans/a.md", "run-1").release();
  });

  test("is taken over by one of several that find it stale at once", async () => {
    plant({ pid: process.pid, startTime: "another start", host: hostname(), space: null, run: "dead" });
    const body = `
      const { lockPlan } = await import(${JSON.stringify(join(import.meta.dirname, "../src/run/lock.ts"))});
      try { lockPlan(${JSON.stringify(root)}, "plans/a.md", "run-" + process.pid); console.log("held"); }
      catch (error) { console.log(error.message); }
      await new Promise((resolve) => process.stdin.once("end", resolve).resume());`;
    const script = join(root, "take.ts");
    writeFileSync(script, body);
    const unrun = join(import.meta.dirname, "../node_modules/unrun/dist/cli.mjs");
    const takers = Array.from({ length: 4 }, () => spawn(process.execPath, [unrun, script]));
    const said = await Promise.all(
      takers.map(async (taker) => String((await once(taker.stdout, "data"))[0]).trim()),
    );
    for (const taker of takers) taker.stdin.end();
    expect(said.filter((line) => line === "held")).toHaveLength(1);
    for (const line of said.filter((line) => line !== "held")) expect(line).toMatch(/going on already/);
  });

  test("a lock file that nobody could have written is no lock", () => {
    plant("{");
    lockPlan(root, "plans/a.md", "run-1").release();
  });
});
