import { type ChildProcess, spawn } from "node:child_process";
import { getEventListeners, once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { until } from "../harness/until.ts";
import { RunError } from "../src/run/errors.ts";
import { openSlots, type Slot, type Slots, slotKeyOf } from "../src/run/slots.ts";
import { buildWorker, type Worker } from "./build-worker.ts";
import { effort } from "./effort.ts";
import { deadHolders, type HolderCase, livingHolders, me, writeHolder } from "./holders.ts";
import type { SlotsWork } from "./slots-worker.ts";

let worker: Worker;
beforeAll(async () => {
  worker = await buildWorker("slots-worker");
});
afterAll(() => worker.remove());

let root: string;
let folder: string;
let log: string;
let opened: Slots[];
let children: ChildProcess[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "omo-slots-"));
  folder = join(root, "state", "slots");
  log = join(root, "log");
  writeFileSync(log, "");
  opened = [];
  children = [];
});
afterEach(async () => {
  for (const slots of opened) slots.close();
  await Promise.all(children.map(end));
  rmSync(root, { recursive: true, force: true });
});

/** As one process opens them; several in one process do not know of each other. */
function open(limit: number, options: { key?: (model: string | null) => string; poll?: number } = {}): Slots {
  const slots = openSlots({
    folder,
    limitOf: (model) => ({ key: options.key?.(model) ?? "k", limit }),
    pollInterval: options.poll ?? 20,
  });
  opened.push(slots);
  return slots;
}

const never = new AbortController().signal;
const take = (slots: Slots, model: string | null = "a/b", priority = 0, signal = never) =>
  slots.acquire({ model, priority }, signal);

/** Whether a slot comes within the time in which one that is free would have come many times. */
async function comes(slot: Promise<Slot>): Promise<boolean> {
  let came = false;
  slot.then(
    () => (came = true),
    () => {},
  );
  await new Promise((resolve) => setTimeout(resolve, 150));
  return came;
}

/** All that lies in the folders of keys, which themselves stay. */
const files = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(({ parentPath }) => parentPath !== folder)
    .map(({ name }) => name);

function start(work: Partial<SlotsWork>): ChildProcess {
  const whole: SlotsWork = {
    folder,
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

/** Puts a slot into the folder that somebody else holds. */
async function plant(found: HolderCase, slot = 0): Promise<string> {
  const probe = open(slot + 1);
  for (let n = 0; n <= slot; n++) await take(probe);
  const all = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const own = all.find((name) => name.includes(`/${slot}/`)) ?? "";
  probe.close();
  const file = join(folder, dirname(own), "planted");
  mkdirSync(dirname(file), { recursive: true });
  await writeHolder(file, found);
  return file;
}

const dead: HolderCase = { name: "dead", holder: () => ({ ...me(), startTime: "long ago" }) };

describe("slots of one process", () => {
  test("are given up to the limit, and again once released", async () => {
    const slots = open(2);
    const first = await take(slots, "a/x");
    await take(slots, "a/y");
    const third = take(slots, "a/z");
    expect(slots.held().map(({ model }) => model)).toEqual(["a/x", "a/y"]);
    expect(slots.waiting()).toEqual([{ model: "a/z", since: expect.any(Number) }]);
    expect(await comes(third)).toBe(false);
    first.release();
    await third;
    expect(slots.held().map(({ model }) => model)).toEqual(["a/y", "a/z"]);
    expect(slots.waiting()).toEqual([]);
  });

  test("come at once when one of our own is released, without any polling", async () => {
    const slots = open(1, { poll: 60_000 });
    const first = await take(slots);
    const second = take(slots);
    first.release();
    expect(slots.waiting()).toEqual([]);
    await second;
  });

  test("are released once", async () => {
    const slots = open(1);
    const first = await take(slots);
    first.release();
    const second = await take(slots);
    first.release();
    expect(slots.held()).toHaveLength(1);
    expect(await comes(take(slots))).toBe(false);
    second.release();
  });

  test("are counted by key", async () => {
    const slots = open(1, { key: (model) => model ?? "none" });
    await take(slots, "a/x");
    await take(slots, "a/y");
    await take(slots, null);
    expect(await comes(take(slots, null))).toBe(false);
  });

  test("are given by priority, and within one by arrival", async () => {
    const slots = open(1);
    const order: string[] = [];
    const first = await take(slots);
    const all = ["low 0", "high 2", "middle 1", "high2 2", "low2 0", "middle2 1"].map(async (name) => {
      const slot = await take(slots, name, Number(name.split(" ")[1]));
      order.push(name.split(" ")[0] ?? "");
      slot.release();
    });
    await Promise.resolve();
    const expected = ["high", "high2", "middle", "middle2", "low", "low2"];
    expect(slots.waiting().map(({ model }) => model?.split(" ")[0])).toEqual(expected);
    first.release();
    await Promise.all(all);
    expect(order).toEqual(expected);
    expect(files()).toEqual([]);
  });

  test("without a limit touch nothing", async () => {
    const slots = open(Number.POSITIVE_INFINITY);
    const slot = await take(slots);
    expect(slots.held()).toHaveLength(1);
    slot.release();
    expect(slots.held()).toEqual([]);
    expect(() => files()).toThrow("ENOENT");
  });

  test.each([0, -1, 1.5, Number.NaN])("cannot be %s", async (limit) => {
    await expect(take(open(limit))).rejects.toThrow(RangeError);
  });

  test("are waited for no longer once the signal comes, which leaves nothing behind", async () => {
    const slots = open(1);
    const first = await take(slots);
    const before = files();
    const [one, two] = [new AbortController(), new AbortController()];
    const gone = take(slots, "a/b", 1, one.signal);
    const stays = take(slots, "a/b", 0, two.signal);
    expect(files()).toHaveLength(before.length + 1);
    one.abort(new Error("enough"));
    await expect(gone).rejects.toThrow("enough");
    expect(slots.waiting()).toHaveLength(1);
    two.abort(new Error("enough too"));
    await expect(stays).rejects.toThrow("enough too");
    expect(slots.waiting()).toEqual([]);
    expect(files()).toEqual(before);
    first.release();
    two.abort();
    (await take(slots)).release();
    await expect(take(slots, "a/b", 0, AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
    expect(files()).toEqual([]);
  });

  test("are all released at close, which refuses who waits", async () => {
    const holder = open(2);
    await take(holder);
    await take(holder);
    const slots = open(2);
    const waiting = [take(slots), take(slots)];
    slots.close();
    for (const slot of waiting) await expect(slot).rejects.toThrow("the run ends");
    await expect(take(slots)).rejects.toThrow("the run ends");
    expect(files()).toHaveLength(2 * 2);
    holder.close();
    expect(files()).toEqual([]);
    expect(holder.held()).toEqual([]);
  });

  test.each(["close", "abort", "release"] as const)(
    "leave no timer, watch or listener after %s",
    async (way) => {
      const watches = () => process.getActiveResourcesInfo().filter((name) => name === "FSEventWrap").length;
      // A watch that is closed is listed for some turns more.
      await until("those of the tests before are gone", () => watches() === 0);
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      try {
        const slots = open(1);
        const first = await take(slots);
        const stop = new AbortController();
        const second = take(slots, "a/b", 0, stop.signal).catch(() => {});
        expect(watches()).toBe(1);
        expect(vi.getTimerCount()).toBe(1);
        if (way === "close") slots.close();
        else if (way === "abort") stop.abort();
        else first.release();
        await second;
        expect(vi.getTimerCount()).toBe(0);
        expect(getEventListeners(stop.signal, "abort")).toEqual([]);
        vi.useRealTimers();
        await until("the watch is gone", () => watches() === 0);
      } finally {
        vi.useRealTimers();
      }
    },
  );

  test("say when their folder cannot be written", async () => {
    writeFileSync(join(root, "state"), "");
    const error = await take(open(1)).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(RunError);
    expect((error as RunError).message).toContain(folder);
    expect((error as RunError).help).toContain("move it away");
  });

  test("say so also to those who wait already", async () => {
    await take(open(1));
    const slots = open(1);
    const waiting = take(slots);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "");
    await expect(waiting).rejects.toThrow(RunError);
    expect(slots.waiting()).toEqual([]);
  });
});

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
    expect(files()).toEqual([]);
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
    const slots = open(2);
    await take(slots);
    await take(slots);
    expect(slots.held()).toHaveLength(2);
  });

  test("are free once their process is killed", async () => {
    const child = start({ hold: 60_000 });
    await until("it holds the slot", () => readFileSync(log, "utf8").includes("enter"));
    const slots = open(1);
    const slot = take(slots);
    expect(await comes(slot)).toBe(false);
    await end(child);
    const since = performance.now();
    await slot;
    expect(performance.now() - since).toBeLessThan(2_000);
  });

  test("go round: who has many to come does not keep out who has one", async () => {
    const many = open(1);
    const one = open(1);
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
    const three = open(3);
    const one = open(1);
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
    const one = open(1);
    const three = open(3);
    await take(three);
    expect(await comes(take(one))).toBe(false);
    await take(three);
    await take(three);
    expect(three.held()).toHaveLength(3);
  });
});

describe("a slot found in the folder", () => {
  test.each(deadHolders)("of $name: is taken over", async (found) => {
    const file = await plant(found);
    await take(open(1));
    expect(files()).not.toContain("planted");
    expect(readdirSync(dirname(file))).toHaveLength(1);
  });

  test.each(livingHolders)("of $name: is left alone", async (found) => {
    await plant(found);
    expect(await comes(take(open(1)))).toBe(false);
    expect(files()).toContain("planted");
  });

  test("of a dead process is found among others", async () => {
    await plant(dead, 2);
    const slots = open(3);
    for (let n = 0; n < 3; n++) await take(slots);
    expect(await comes(take(slots))).toBe(false);
  });

  test("does not keep others from what is left over by a killed process", async () => {
    const slot = dirname(await plant(dead));
    const place = (name: string, age: number) => {
      const path = join(dirname(slot), name);
      const holder = name.includes("dead") ? { ...me(), startTime: "long ago" } : me();
      if (name.startsWith("wait")) writeFileSync(path, JSON.stringify(holder));
      else mkdirSync(path);
      const then = Date.now() / 1_000 - age;
      utimesSync(path, then, then);
    };
    place("wait.000000000000001.5.silent", 5);
    place("wait.000000000000001.5.dead", 0);
    place("wait.000000000000001.5.old", 100);
    place("make.old", 100);
    place("make.young", 5);
    place("gone.old", 100);
    place("notes", 100);
    expect(await comes(take(open(1)))).toBe(true);
    expect(readdirSync(dirname(slot)).sort()).toEqual([
      "0",
      "make.young",
      "notes",
      "wait.000000000000001.5.dead",
      "wait.000000000000001.5.silent",
    ]);
  });
});

describe("slotKeyOf", () => {
  const name = fc.constantFrom("a", "b", "constructor", "__proto__", "a b", "");
  const model = fc.oneof(
    name,
    fc.tuple(name, name).map((parts) => parts.join("/")),
    fc.tuple(name, name, name).map((parts) => parts.join("/")),
  );
  const numbers = (names: fc.Arbitrary<string>) =>
    fc.array(fc.tuple(names, fc.integer({ min: 1, max: 100 })), { maxLength: 6 }).map(Object.fromEntries);
  const limits = fc.record({
    byModel: numbers(model),
    byProvider: numbers(name),
    default: fc.option(fc.integer({ min: 1, max: 100 })),
  });

  test.each([
    { model: "a/x", key: "model:a/x", limit: 1 },
    { model: "a/y", key: "provider:a", limit: 2 },
    { model: "a/x/free", key: "provider:a", limit: 2 },
    { model: "a", key: "provider:a", limit: 2 },
    { model: "A/x", key: "model:A/x", limit: 3 },
    { model: "b/x", key: "model:b/x", limit: 3 },
    { model: null, key: "default", limit: 3 },
  ])("of $model is $key, $limit at once", ({ model, ...expected }) => {
    const limits = { byModel: { "a/x": 1 }, byProvider: { a: 2 }, default: 3 };
    expect(slotKeyOf(model, limits)).toEqual(expected);
  });

  test("gives one limit: the model's, else the provider's, else the default", () => {
    fc.assert(
      fc.property(model, limits, (model, limits) => {
        const byModel = new Map(Object.entries(limits.byModel));
        const byProvider = new Map(Object.entries(limits.byProvider));
        const provider = /^[^/]*/.exec(model)?.[0] ?? "";
        expect(slotKeyOf(model, limits).limit).toBe(
          byModel.get(model) ?? byProvider.get(provider) ?? limits.default ?? 5,
        );
        expect(slotKeyOf(null, limits).limit).toBe(limits.default ?? 5);
      }),
      { numRuns: effort(500) },
    );
  });

  test("counts two models together where a provider's number holds for both, and nowhere else", () => {
    fc.assert(
      fc.property(model, model, limits, (one, other, limits) => {
        const [a, b] = [slotKeyOf(one, limits), slotKeyOf(other, limits)];
        const shares = (model: string) =>
          !Object.hasOwn(limits.byModel, model) &&
          Object.hasOwn(limits.byProvider, model.split("/")[0] ?? "");
        const together = shares(one) && shares(other) && one.split("/")[0] === other.split("/")[0];
        expect(a.key === b.key).toBe(one === other || together);
        if (a.key === b.key) expect(a.limit).toBe(b.limit);
        expect([a.key, b.key]).not.toContain(slotKeyOf(null, limits).key);
      }),
      { numRuns: effort(500) },
    );
  });
});
