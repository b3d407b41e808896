import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deadHolders, type HolderCase, livingHolders, me, writeHolder } from "./holders.ts";
import { comes, type SlotsStage, setSlotsStage, take } from "./slots-stage.ts";

let stage: SlotsStage;

beforeEach(() => {
  stage = setSlotsStage();
});
afterEach(() => stage.strike());

/** Puts a slot into the folder that somebody else holds. */
async function plant(found: HolderCase, slot = 0): Promise<string> {
  const probe = stage.open(slot + 1);
  for (let n = 0; n <= slot; n++) await take(probe);
  const all = readdirSync(stage.folder, { recursive: true, encoding: "utf8" });
  const own = all.find((name) => name.includes(`/${slot}/`)) ?? "";
  probe.close();
  const file = join(stage.folder, dirname(own), "planted");
  mkdirSync(dirname(file), { recursive: true });
  await writeHolder(file, found);
  return file;
}

const dead: HolderCase = { name: "dead", holder: () => ({ ...me(), startTime: "long ago" }) };

describe("a slot found in the folder", () => {
  test.each(deadHolders)("of $name: is taken over", async (found) => {
    const file = await plant(found);
    await take(stage.open(1));
    expect(stage.files()).not.toContain("planted");
    expect(readdirSync(dirname(file))).toHaveLength(1);
  });

  test.each(livingHolders)("of $name: is left alone", async (found) => {
    await plant(found);
    expect(await comes(take(stage.open(1)))).toBe(false);
    expect(stage.files()).toContain("planted");
  });

  test("of a dead process is found among others", async () => {
    await plant(dead, 2);
    const slots = stage.open(3);
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
    expect(await comes(take(stage.open(1)))).toBe(true);
    expect(readdirSync(dirname(slot)).sort()).toEqual([
      "0",
      "make.young",
      "notes",
      "wait.000000000000001.5.dead",
      "wait.000000000000001.5.silent",
    ]);
  });
});
