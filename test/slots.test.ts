import { getEventListeners } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { until } from "../harness/until.ts";
import { RunError } from "../src/run/errors.ts";
import { comes, type SlotsStage, setSlotsStage, take } from "./slots-stage.ts";

let stage: SlotsStage;

beforeEach(() => {
  stage = setSlotsStage();
});
afterEach(() => stage.strike());

describe("slots of one process", () => {
  test("are given up to the limit, and again once released", async () => {
    const slots = stage.open(2);
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
    const slots = stage.open(1, { poll: 60_000 });
    const first = await take(slots);
    const second = take(slots);
    first.release();
    expect(slots.waiting()).toEqual([]);
    await second;
  });

  test("are released once", async () => {
    const slots = stage.open(1);
    const first = await take(slots);
    first.release();
    const second = await take(slots);
    first.release();
    expect(slots.held()).toHaveLength(1);
    expect(await comes(take(slots))).toBe(false);
    second.release();
  });

  test("are counted by key", async () => {
    const slots = stage.open(1, { key: (model) => model ?? "none" });
    await take(slots, "a/x");
    await take(slots, "a/y");
    await take(slots, null);
    expect(await comes(take(slots, null))).toBe(false);
  });

  test("are given by priority, and within one by arrival", async () => {
    const slots = stage.open(1);
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
    expect(stage.files()).toEqual([]);
  });

  test("without a limit touch nothing", async () => {
    const slots = stage.open(Number.POSITIVE_INFINITY);
    const slot = await take(slots);
    expect(slots.held()).toHaveLength(1);
    slot.release();
    expect(slots.held()).toEqual([]);
    expect(() => stage.files()).toThrow("ENOENT");
  });

  test.each([0, -1, 1.5, Number.NaN])("cannot be %s", async (limit) => {
    await expect(take(stage.open(limit))).rejects.toThrow(RangeError);
  });

  test("are waited for no longer once the signal comes, which leaves nothing behind", async () => {
    const slots = stage.open(1);
    const first = await take(slots);
    const before = stage.files();
    const [one, two] = [new AbortController(), new AbortController()];
    const gone = take(slots, "a/b", 1, one.signal);
    const stays = take(slots, "a/b", 0, two.signal);
    expect(stage.files()).toHaveLength(before.length + 1);
    one.abort(new Error("enough"));
    await expect(gone).rejects.toThrow("enough");
    expect(slots.waiting()).toHaveLength(1);
    two.abort(new Error("enough too"));
    await expect(stays).rejects.toThrow("enough too");
    expect(slots.waiting()).toEqual([]);
    expect(stage.files()).toEqual(before);
    first.release();
    two.abort();
    (await take(slots)).release();
    await expect(take(slots, "a/b", 0, AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
    expect(stage.files()).toEqual([]);
  });

  test("are all released at close, which refuses who waits", async () => {
    const holder = stage.open(2);
    await take(holder);
    await take(holder);
    const slots = stage.open(2);
    const waiting = [take(slots), take(slots)];
    slots.close();
    for (const slot of waiting) await expect(slot).rejects.toThrow("the run ends");
    await expect(take(slots)).rejects.toThrow("the run ends");
    expect(stage.files()).toHaveLength(2 * 2);
    holder.close();
    expect(stage.files()).toEqual([]);
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
        const slots = stage.open(1);
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
    writeFileSync(join(stage.root, "state"), "");
    const error = await take(stage.open(1)).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(RunError);
    expect((error as RunError).message).toContain(stage.folder);
    expect((error as RunError).help).toContain("move it away");
  });

  test("say so also to those who wait already", async () => {
    await take(stage.open(1));
    const slots = stage.open(1);
    const waiting = take(slots);
    rmSync(stage.folder, { recursive: true });
    writeFileSync(stage.folder, "");
    await expect(waiting).rejects.toThrow(RunError);
    expect(slots.waiting()).toEqual([]);
  });
});
