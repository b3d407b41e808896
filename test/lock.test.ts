import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { processSpace } from "../src/host/process-tree.ts";
import { RunError } from "../src/run/errors.ts";
import { findLocks, lockPlan, runningRun } from "../src/run/lock.ts";
import { locksDirectory, runsDirectory } from "../src/run/paths.ts";
import type { Holder } from "../src/run/places/holder.ts";
import { deadHolders, livingHolders, me, writeHolder } from "./holders.ts";
import { lockPlace } from "./lock-place.ts";

const plan = "plans/a.md";
let root: string;
/** Where the plan's lock lies while somebody holds it. */
let place: string;
/** The file of somebody else's. */
let theirs: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "omo-lock-"));
  mkdirSync(runsDirectory(root), { recursive: true });
  place = lockPlace(root, plan);
  theirs = join(place, "theirs");
});
afterEach(() => rmSync(root, { recursive: true }));

const locks = () => readdirSync(locksDirectory(root));

function refusal(): RunError {
  try {
    lockPlan(root, plan, "run-1").release();
  } catch (error) {
    if (error instanceof RunError) return error;
    throw error;
  }
  throw new Error("it was not refused");
}

describe("the lock of a plan", () => {
  test("is held once, says by whom, and is free after its release", () => {
    const lock = lockPlan(root, plan, "run-1");
    expect(runningRun(root, plan)).toBe("run-1");
    expect(findLocks(root)).toEqual([{ path: place, run: "run-1", pid: process.pid, held: true }]);
    expect(refusal().message).toBe(`a run of plans/a.md is going on already (run-1, process ${process.pid})`);
    lock.release();
    expect(runningRun(root, plan)).toBe(null);
    lockPlan(root, plan, "run-2").release();
    expect(locks()).toEqual([]);
  });

  test("is another for another plan", () => {
    const a = lockPlan(root, plan, "run-1");
    const b = lockPlan(root, "plans/b.md", "run-2");
    expect(runningRun(root, "plans/b.md")).toBe("run-2");
    a.release();
    expect(runningRun(root, "plans/b.md")).toBe("run-2");
    b.release();
  });

  test("that was freed by hand and taken by another is not given up with one's own", () => {
    const mine = lockPlan(root, plan, "run-1");
    for (const name of readdirSync(place)) rmSync(join(place, name));
    const other = lockPlan(root, plan, "run-2");
    mine.release();
    expect(runningRun(root, plan)).toBe("run-2");
    other.release();
  });

  test("shows every ten seconds that its run goes on, and no longer once it is released", () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const lock = lockPlan(root, plan, "run-1");
      const file = join(place, readdirSync(place)[0] ?? "");
      utimesSync(file, 0, 0);
      vi.advanceTimersByTime(10_000);
      expect(statSync(file).mtimeMs).toBeGreaterThan(0);
      lock.release();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("a lock that is found", () => {
  beforeEach(() => mkdirSync(place));

  test.each(deadHolders)("of $name: is taken over", async (found) => {
    await writeHolder(theirs, found);
    expect(runningRun(root, plan)).toBe(null);
    expect(findLocks(root).filter(({ held }) => held)).toEqual([]);
    const lock = lockPlan(root, plan, "run-1");
    expect(runningRun(root, plan)).toBe("run-1");
    expect(readdirSync(place)).toHaveLength(1);
    lock.release();
    expect(locks()).toEqual([]);
  });

  test.each(livingHolders)("of $name: is left to it", async (found) => {
    await writeHolder(theirs, found);
    expect(runningRun(root, plan)).toBe("theirs");
    expect(findLocks(root)).toEqual([expect.objectContaining({ run: "theirs", held: true })]);
    expect(refusal().message).toMatch(/^a run of plans\/a\.md is going on already \(theirs, process \d+/);
    expect(readdirSync(place)).toEqual(["theirs"]);
  });

  const boot = processSpace()?.split(" ")[0];
  test.each<{ where: string; holder: () => Holder; says: string; help: string; needsSpace?: true }>([
    {
      where: "here",
      holder: me,
      says: `(theirs, process ${process.pid})`,
      help: "wait for it or stop it with Ctrl-C there; `omo plan status` shows how far it is",
    },
    {
      where: "on another machine",
      holder: () => ({ ...me(), pid: 7, host: "elsewhere", space: "b pid:[1]" }),
      says: "(theirs, process 7 on elsewhere)",
      help: "wait for it, or stop it there; if that machine is gone for good, delete FILE",
    },
    {
      where: "on another machine of the same name",
      holder: () => ({ ...me(), pid: 7, space: "b pid:[1]" }),
      says: `(theirs, process 7 on another machine named ${me().host})`,
      help: "wait for it, or stop it there; if that machine is gone for good, delete FILE",
      needsSpace: true,
    },
    {
      where: "in another container",
      holder: () => ({ ...me(), pid: 7, space: `${boot} pid:[1]` }),
      says: "(theirs, process 7 in another container of this machine)",
      help: "wait for it, or stop it there; if that container is gone for good, delete FILE",
      needsSpace: true,
    },
  ])("$where: the refusal says so, and what to do", async ({ where, holder, says, help, needsSpace }) => {
    if (needsSpace && boot === undefined)
      return console.log("skipped: this system tells no containers apart");
    await writeHolder(theirs, { name: where, holder });
    const { message, help: told } = refusal();
    expect(message).toBe(`a run of plans/a.md is going on already ${says}`);
    expect(told).toBe(help.replace("FILE", theirs));
    // What it says is all there is to do.
    if (!told.includes("delete")) return;
    rmSync(theirs);
    lockPlan(root, plan, "run-1").release();
  });

  test("with nobody in it, as a process leaves it that dies while it gives it up, is free", () => {
    lockPlan(root, plan, "run-1").release();
    expect(locks()).toEqual([]);
  });
});

test("what a process left that died while it took the lock is in nobody's way, and is gone after a minute", () => {
  const left = ["make.old", "make.young", "gone.old"].map((name) => join(locksDirectory(root), name));
  for (const path of left) {
    mkdirSync(path);
    writeFileSync(join(path, "theirs"), JSON.stringify(me()));
    const then = Date.now() / 1_000 - 100;
    if (path.endsWith("old")) utimesSync(path, then, then);
  }
  writeFileSync(join(locksDirectory(root), ".DS_Store"), "");
  expect(findLocks(root)).toEqual([]);
  lockPlan(root, plan, "run-1").release();
  expect(locks()).toEqual([".DS_Store", "make.young"]);
});

describe("what is in a lock's place and is none", () => {
  test.each<{ name: string; put: () => void; help: RegExp }>([
    {
      name: "a file where its folder should be",
      put: () => writeFileSync(place, "x"),
      help: /^a file stands where a directory should be: move it away$/,
    },
    {
      name: "a folder where the file should be that names the holder",
      put: () => mkdirSync(theirs, { recursive: true }),
      help: /^a directory has that name: move it away$/,
    },
    {
      name: "a file where the folder of all locks should be",
      put: () => {
        rmSync(dirname(place), { recursive: true });
        writeFileSync(dirname(place), "x");
      },
      help: /^a file stands where a directory should be: move it away$/,
    },
    {
      name: "a link that leads nowhere",
      put: () => {
        rmSync(dirname(place), { recursive: true });
        symlinkSync("nowhere", dirname(place));
      },
      help: /^a link there leads nowhere/,
    },
  ])("$name: is named, with what to do, and left alone", ({ put, help }) => {
    put();
    const before = existsSync(dirname(place)) ? readdirSync(runsDirectory(root), { recursive: true }) : null;
    const error = refusal();
    expect(error.message).toContain(`cannot write ${place}: `);
    expect(error.help).toMatch(help);
    if (before) expect(readdirSync(runsDirectory(root), { recursive: true })).toEqual(before);
  });

  test("is told to who asks which run goes on", () => {
    writeFileSync(place, "x");
    expect(() => runningRun(root, plan)).toThrow(RunError);
    expect(() => findLocks(root)).toThrow(`cannot read ${place}: `);
  });
});
