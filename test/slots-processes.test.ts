import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { until } from "../harness/until.ts";
import type { Slots } from "../src/run/slots.ts";
import { buildWorker, type Worker } from "./build-worker.ts";
import { comes, type SlotsStage, setSlotsStage, take } from "./slots-stage.ts";
import type { SlotsWork } from "./slots-worker.ts";

let worker: Worker;
beforeAll(async () => {
  worker = await buildWorker("slots-worker");
});
afterAll(() => worker.remove());

let stage: SlotsStage;
let log: string;
let children: ChildProcess[];

beforeEach(() => {
  stage = setSlotsStage();
  log = join(stage.root, "log");
  writeFileSync(log, "");
  children = [];
});
afterEach(async () => {
  await Promise.all(children.map(end));
  stage.strike();
});

/** Starts a process that takes and gives back slots. */
function start(work: Partial<SlotsWork>): ChildProcess {
  const whole: SlotsWork = {
    folder: stage.folder,
    log,
    limit: 1,
    rounds: 20,
    parallel: 1,
    hold: 3,
    end: "release",
    ...work,
  };
  const child = spawn(process.execPath, [worker.path, JSON.stringify(whole)], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  children.push(child);
  return child;
}

const finished = async (child: ChildProcess) => (await once(child, "exit"))[0];

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

/** The lines that processes wrote, in the order in which they did. */
function entries(): { what: string; pid: string }[] {
  const lines = readFileSync(log, "utf8").trim().split("\n");
  return lines.map((line) => {
    const [what = "", pid = ""] = line.split(" ");
    return { what, pid };
  });
}

/**
 * How many were inside at once. Of a process that was killed nobody knows when it was, so it counts up to its last
 * word: never too many are counted.
 */
function mostInside(lines: { what: string; pid: string }[]): number {
  const last = new Map(lines.map(({ pid }, i) => [pid, i]));
  const inside = new Map<string, number>();
  let most = 0;
  for (const [i, { what, pid }] of lines.entries()) {
    inside.set(pid, (inside.get(pid) ?? 0) + (what === "enter" ? 1 : -1));
    most = Math.max(
      most,
      [...inside.values()].reduce((sum, count) => sum + count, 0),
    );
    if (last.get(pid) === i) inside.delete(pid);
  }
  return most;
}

describe("slots of several processes", () => {
  test.each([
    { limit: 1, parallel: 4 },
    { limit: 2, parallel: 1 },
    { limit: 3, parallel: 8 },
  ])("are never more than $limit, with $parallel asked for at once by each of three", async (work) => {
    const workers = [1, 2, 3].map(() => start(work));
    expect(await Promise.all(workers.map(finished))).toEqual([0, 0, 0]);
    const lines = entries();
    expect(lines).toHaveLength(3 * 20 * 2);
    expect(mostInside(lines)).toBeLessThanOrEqual(work.limit);
    expect(stage.files()).toEqual([]);
  });

  test("are never more when each is left by a dead process for several to take over", async () => {
    const workers = [1, 2, 3].map(() => start({ limit: 1, rounds: 8, end: "abandon" }));
    expect(await Promise.all(workers.map(finished))).toEqual([0, 0, 0]);
    expect(entries()).toHaveLength(3 * 8 * 2);
    expect(mostInside(entries())).toBe(1);
  });

  test("are never more while processes are killed, whatever they do just then", async () => {
    const work = { limit: 2, rounds: 100_000, parallel: 3, hold: 1 };
    const workers = [1, 2, 3].map(() => start(work));
    const heard = (pid: unknown) => readFileSync(log, "utf8").includes(`enter ${pid}\n`);
    for (let kills = 0; kills < 5; kills++) {
      const victim = workers.shift() as ChildProcess;
      await until("a worker is at it", () => heard(victim.pid));
      await end(victim);
      workers.push(start(work));
    }
    for (const { pid } of workers) await until("all are at it in spite of the dead", () => heard(pid));
    await Promise.all(workers.map(end));
    expect(mostInside(entries())).toBeLessThanOrEqual(2);
    // What the last ones left is no hindrance either.
    const slots = stage.open(2);
    await take(slots);
    await take(slots);
    expect(slots.held()).toHaveLength(2);
  });

  test("are free once their process is killed", async () => {
    const child = start({ hold: 60_000 });
    await until("it holds the slot", () => readFileSync(log, "utf8").includes("enter"));
    const slots = stage.open(1);
    const slot = take(slots);
    expect(await comes(slot)).toBe(false);
    await end(child);
    const since = performance.now();
    await slot;
    expect(performance.now() - since).toBeLessThan(2_000);
  });

  test("go round: who has many to come does not keep out who has one", async () => {
    const many = stage.open(1);
    const one = stage.open(1);
    const order: string[] = [];
    const use = async (slots: Slots, name: string) => {
      const slot = await take(slots);
      order.push(name);
      await new Promise((resolve) => setTimeout(resolve, 10));
      slot.release();
    };
    const all = Array.from({ length: 10 }, () => use(many, "many"));
    await until("the first is in", () => order.length > 0);
    const before = order.length;
    all.push(use(one, "one"));
    await Promise.all(all);
    expect(order).toHaveLength(11);
    expect(order.indexOf("one")).toBeLessThanOrEqual(before + 1);
  });

  test("go round among processes too", async () => {
    const workers = [1, 2, 3].map(() => start({ limit: 1, rounds: 20, parallel: 10 }));
    await Promise.all(workers.map(finished));
    const turns = entries().flatMap(({ what, pid }) => (what === "enter" ? [pid] : []));
    const [from, to] = [
      Math.max(...new Set(turns.map((pid) => turns.indexOf(pid)))),
      Math.min(...new Set(turns.map((pid) => turns.lastIndexOf(pid)))),
    ];
    // Where one process ended before another was there, nothing is to be seen.
    let inRow = 0;
    let most = 0;
    for (let i = from + 1; i < to; i++) {
      inRow = turns[i] === turns[i - 1] ? inRow + 1 : 1;
      most = Math.max(most, inRow);
    }
    expect(most).toBeLessThanOrEqual(5);
  });

  test("are counted by each with its own limit", async () => {
    const three = stage.open(3);
    const one = stage.open(1);
    const [lowest] = [await take(three), await take(three), await take(three)];
    const waiting = take(one);
    expect(await comes(waiting)).toBe(false);
    lowest.release();
    await waiting;
    const more = take(three);
    expect(await comes(more)).toBe(false);
    one.close();
    await more;
  });

  test("are not kept for one whose limit is below them", async () => {
    const one = stage.open(1);
    const three = stage.open(3);
    await take(three);
    expect(await comes(take(one))).toBe(false);
    await take(three);
    await take(three);
    expect(three.held()).toHaveLength(3);
  });
});
