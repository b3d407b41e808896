import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { until } from "../harness/until.ts";
import { lockPlan } from "../src/run/lock.ts";
import { runsDirectory } from "../src/run/paths.ts";
import { buildWorker, type Worker } from "./build-worker.ts";
import type { Race } from "./lock-racer.ts";

let worker: Worker;
beforeAll(async () => {
  worker = await buildWorker("lock-racer");
});
afterAll(() => worker.remove());

let root: string;
let log: string;
let racers: ChildProcess[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "omo-lock-race-"));
  mkdirSync(runsDirectory(root), { recursive: true });
  log = join(root, "log");
  writeFileSync(log, "");
  racers = [];
});
afterEach(async () => {
  await Promise.all(racers.map(kill));
  rmSync(root, { recursive: true });
});

function start(witness: string, hold: number): ChildProcess {
  const race: Race = { root, log, witness, hold };
  const child = spawn(process.execPath, [worker.path, JSON.stringify(race)], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  racers.push(child);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  racers = racers.filter((other) => other !== child);
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

const lines = () => readFileSync(log, "utf8").split("\n").filter(Boolean);

// Elsewhere no name of the system's is taken from a process the moment it dies.
describe.skipIf(process.platform !== "linux")("the lock of a plan that several processes want", () => {
  test("is never held by two, while they are killed whatever they do just then", async () => {
    const witness = `\0omo-${randomUUID()}`;
    for (let i = 0; i < 4; i++) start(witness, 1);
    for (let kills = 0; kills < 8; kills++) {
      const victim = racers[0] as ChildProcess;
      await until("it is at it", () => lines().includes(`held ${victim.pid}`));
      await kill(victim);
      start(witness, 1);
    }
    for (const { pid } of racers)
      await until("all are at it in spite of the dead", () => lines().includes(`held ${pid}`));
    expect(lines().filter((line) => !line.startsWith("held "))).toEqual([]);
    await Promise.all(racers.map(kill));
    lockPlan(root, "plans/a.md", "last").release();
  });

  test("goes from one that is killed to one of those that wait for it", async () => {
    const witness = `\0omo-${randomUUID()}`;
    const all = Array.from({ length: 5 }, () => start(witness, 3_600_000));
    for (let holders = 1; holders <= all.length; holders++) {
      const last = await until("one has it", () => lines()[holders - 1]);
      await kill(racers.find(({ pid }) => last === `held ${pid}`) as ChildProcess);
    }
    expect(lines().sort()).toEqual(all.map(({ pid }) => `held ${pid}`).sort());
  });
});
