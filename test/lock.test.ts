import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startTimeOf } from "../src/host/process-tree.ts";
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
    plant({ pid, startTime: "long ago", host: hostname(), run: "dead" });
    expect(runningRun(root, "plans/a.md")).toBe(null);
    const lock = lockPlan(root, "plans/a.md", "run-1");
    expect(runningRun(root, "plans/a.md")).toBe("run-1");
    lock.release();
  });

  test("is taken over when the pid belongs to a later process", () => {
    plant({ pid: process.pid, startTime: "another start", host: hostname(), run: "dead" });
    lockPlan(root, "plans/a.md", "run-1").release();
  });

  test("is not taken over from a living process", () => {
    plant({ pid: process.pid, startTime: startTimeOf(process.pid), host: hostname(), run: "alive" });
    expect(() => lockPlan(root, "plans/a.md", "run-1")).toThrow(/going on already \(alive/);
  });

  test("is not taken over from another host, whose processes cannot be asked", () => {
    plant({ pid: 1, startTime: "x", host: "elsewhere", run: "remote" });
    expect(() => lockPlan(root, "plans/a.md", "run-1")).toThrow(/\(remote, process 1 on elsewhere\)/);
  });

  test("a lock file that nobody could have written is no lock", () => {
    plant("{");
    lockPlan(root, "plans/a.md", "run-1").release();
  });
});
