import { expect, test } from "vitest";
import { answersTo, longRun, playRun } from "../bench/long-run.ts";

/* What `npm run bench:schedule` measures, in small: how the cost grows, not what it is. */

const places = 20;

test("a task costs the scheduler hardly more in a plan that is sixteen times as long", () => {
  playRun(longRun(400), places);
  const small = Math.min(...[1, 2, 3].map(() => playRun(longRun(200), places).perTask));
  const large = Math.min(...[1, 2, 3].map(() => playRun(longRun(3_200), places).perTask));
  // A look at all tasks at each event would make it sixteen.
  expect(large / small).toBeLessThan(5);
});

test("a run is no longer than a list schedule by critical path", () => {
  for (const size of [50, 500, 1_000]) {
    const { makespan, listSchedule } = playRun(longRun(size), places);
    expect(makespan / listSchedule).toBeLessThanOrEqual(1.02);
  }
});

test("an event of a task takes less than a kilobyte", () => {
  const at = { task: "1", attempt: 1 };
  const events = [
    ...answersTo({
      type: "attempt",
      ...at,
      mode: "first",
      session: null,
      interrupted: false,
      trouble: "",
      failed: [],
      open: [],
      revised: false,
      advice: null,
    }),
    ...answersTo({ type: "check", ...at, only: null, waived: [] }),
    ...answersTo({ type: "tick", task: "1", notes: null }),
  ];
  expect(events).toHaveLength(6);
  expect(JSON.stringify(events).length / events.length).toBeLessThan(1_000);
});
