import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runsDirectory } from "../src/run/paths.ts";
import { buildWorker, type Worker } from "./build-worker.ts";
import { effort } from "./effort.ts";
import { me } from "./holders.ts";
import { lockPlace } from "./lock-place.ts";

/** A process that wants the lock, and makes one step each time it is told to. */
interface Stepper {
  /** Its last line: `free`, `held` or `refused`, or the step that it is about to make. */
  said: string;
  /** Lets it go on, until it says something again. */
  tell(word: string): Promise<void>;
  kill(): Promise<void>;
}

let worker: Worker;
let root: string;
/** The folder that is the lock while someone holds it. */
let place: string;
let steppers: Stepper[];

beforeAll(async () => {
  worker = await buildWorker("lock-stepper");
  root = mkdtempSync(join(tmpdir(), "omo-lock-steps-"));
  mkdirSync(runsDirectory(root), { recursive: true });
  place = lockPlace(root, "plans/a.md");
  steppers = await Promise.all([startStepper(), startStepper(), startStepper()]);
});
afterAll(async () => {
  await Promise.all(steppers.map((stepper) => stepper.kill()));
  worker.remove();
  rmSync(root, { recursive: true });
});

async function startStepper(): Promise<Stepper> {
  const child = spawn(process.execPath, [worker.path, root], {
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  const channel = child.stdio[3] as Socket;
  const lines = createInterface(channel);
  const hear = async () => String((await once(lines, "line"))[0]);
  const stepper: Stepper = {
    said: await hear(),
    async tell(word) {
      const line = hear();
      channel.write(`${word}\n`);
      stepper.said = await line;
      expect(stepper.said).toMatch(/^(?:free|held|refused|\w+Sync)$/);
    },
    async kill() {
      const exit = once(child, "exit");
      child.kill("SIGKILL");
      await exit;
    },
  };
  return stepper;
}

/** Leaves the lock as a process does that died while it held it. */
function abandon(): void {
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "abandoned"), JSON.stringify({ ...me(), startTime: "long ago" }));
}

const isDone = ({ said }: Stepper) => said === "held" || said === "refused";
const isIdle = ({ said }: Stepper) => said === "free" || said === "refused";

/** Has a process that wants the lock make so many steps, or as many as it takes: whether those were fewer. */
async function wantFor(stepper: Stepper, steps: number): Promise<boolean> {
  for (let made = 0; made < steps; made++) {
    if (isDone(stepper)) return true;
    await stepper.tell("take");
  }
  return false;
}

async function giveUp(stepper: Stepper): Promise<void> {
  if (stepper.said === "refused") stepper.said = "free";
  while (stepper.said !== "free") await stepper.tell("release");
}

describe("the lock of a plan, when its steps are made one by one", () => {
  test("goes to one of two that find it left by a dead process, wherever each is interrupted once", async () => {
    const [one, other] = steppers as [Stepper, Stepper];
    const winners = new Set<Stepper>();
    for (let first = 0, isWhole = false; !isWhole; first++) {
      for (let second = 0, isOtherWhole = false; !isOtherWhole; second++) {
        abandon();
        isWhole = await wantFor(one, first);
        isOtherWhole = await wantFor(other, second);
        await wantFor(one, Number.POSITIVE_INFINITY);
        await wantFor(other, Number.POSITIVE_INFINITY);
        expect([one.said, other.said].sort(), `${first} ${second}`).toEqual(["held", "refused"]);
        winners.add(one.said === "held" ? one : other);
        await giveUp(one);
        await giveUp(other);
      }
    }
    expect(winners).toEqual(new Set([one, other]));
  });

  test("is never held by two, in whatever order three make theirs and wherever they die", async () => {
    const heard = { held: 0, refused: 0, killed: 0 };
    /** Starts while the others go on. */
    let spare = startStepper();
    /** Those whose attempt nobody was in the way of yet. */
    const alone = new Set<Stepper>();

    async function goOn(stepper: Stepper): Promise<void> {
      const others = steppers.filter((other) => other !== stepper);
      if (isIdle(stepper) && others.every(isIdle)) alone.add(stepper);
      for (const other of others) alone.delete(other);
      await stepper.tell(stepper.said === "held" ? "release" : "take");
      if (stepper.said === "held") {
        heard.held++;
        expect(others.map(({ said }) => said)).not.toContain("held");
      } else if (stepper.said === "refused") {
        heard.refused++;
        expect(alone).not.toContain(stepper);
      }
    }

    const burst = fc.record({ who: fc.nat(2), steps: fc.integer({ min: 1, max: 9 }) });
    const round = fc.record({
      isAbandoned: fc.boolean(),
      bursts: fc.array(burst, { minLength: 10, maxLength: 30 }),
      victim: fc.nat(8),
    });
    await fc.assert(
      fc.asyncProperty(fc.noBias(round), async ({ isAbandoned, bursts, victim }) => {
        if (isAbandoned && steppers.every(isIdle)) abandon();
        for (const { who, steps } of bursts)
          for (let made = 0; made < steps; made++) await goOn(steppers[who] as Stepper);
        const killed = steppers[victim];
        if (!killed || isIdle(killed)) return;
        heard.killed++;
        await killed.kill();
        steppers[victim] = await spare;
        spare = startStepper();
      }),
      { numRuns: effort(40), endOnFailure: true },
    );
    await (await spare).kill();
    expect(Math.min(heard.held, heard.refused, heard.killed)).toBeGreaterThan(0);
  });
});
