import { expect, test } from "vitest";
import { awakeTime, ringAfter } from "../src/host/awake.ts";

/** Lets this whole process stand still, as a machine that sleeps does. */
function standStill(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Notes the name of what has rung, and resolves. */
function ringing(rung: string[], name: string, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    ringAfter(milliseconds, () => {
      rung.push(name);
      resolve();
    });
  });
}

test("time asleep does not count, and what arrived meanwhile is heard before a bell rings", async () => {
  const rung: string[] = [];
  const before = awakeTime();
  const bell = ringing(rung, "bell", 1_500);
  const arrived = new Promise<void>((resolve) => {
    setTimeout(() => {
      rung.push("timer");
      // Behind all timers, where what comes from sockets and processes is heard.
      setImmediate(() => {
        rung.push("message");
        resolve();
      });
    }, 1_500);
  });
  standStill(2_500);
  expect(awakeTime() - before).toBeLessThan(1_500);
  await Promise.all([bell, arrived]);
  expect(rung).toEqual(["timer", "message", "bell"]);
  expect(awakeTime() - before).toBeGreaterThan(1_498);
});

test("bells ring in the order of their times, and not at all when called off", async () => {
  const rung: string[] = [];
  const later = ringing(rung, "later", 60);
  ringAfter(30, () => rung.push("called off"))();
  await Promise.all([ringing(rung, "at once", 0), ringing(rung, "soon", 20), later]);
  expect(rung).toEqual(["at once", "soon", "later"]);
});

test("a time longer than timers can wait does not ring at once", async () => {
  const rung: string[] = [];
  const callOff = ringAfter(2 ** 40, () => rung.push("long"));
  await ringing(rung, "short", 20);
  callOff();
  expect(rung).toEqual(["short"]);
});
