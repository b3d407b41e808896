import { expect, test } from "vitest";
import type { Event } from "../src/event.ts";
import type { JournalEntry } from "../src/run/journal.ts";
import { createRunner } from "../src/run/runner.ts";
import { noLimits } from "../src/state.ts";
import { attemptEnded, taskOf } from "./task-specs.ts";
import { bounds } from "./told.ts";

/* The loop between scheduler and world, where only a made-up clock can say what it does. */

test("a bell that rings before its moment, as after the clock was set back, is set once more", async () => {
  let now = 1_000_000;
  const bells: { at: number; ring: () => void }[] = [];
  const happened: string[] = [];
  let attempts = 0;
  const entries: JournalEntry[] = [];
  const runner = createRunner(
    {
      journal: {
        append: (event, at) => {
          const entry = { seq: entries.length + 1, at: at.toISOString(), event };
          entries.push(entry);
          return entry;
        },
        sync: async () => {},
        close: () => {},
      },
      clock: {
        now: () => now,
        ring: (at, ring) => {
          bells.push({ at, ring });
          return () => {};
        },
      },
      redact: null,
      perform: async (command, emit) => {
        if (command.type !== "attempt") return;
        const end = { kind: "failed", reason: "provider", fault: "rate-limit", message: "m" } as const;
        if (++attempts === 1) await emit(attemptEnded({ task: "1", attempt: command.attempt }, { end }));
        else
          await emit({
            type: "person.said",
            id: "w",
            action: "cancel",
            task: "1",
            text: "",
            criterion: null,
          });
      },
      stop: () => {},
      observe: ({ event }) => {
        happened.push(event.type);
      },
    },
    [],
  );
  const limits = { ...noLimits, ...bounds };
  const start: Event = {
    type: "run.started",
    run: "r",
    file: "p.md",
    sha256: "",
    limits,
    tasks: [taskOf("1")],
    base: null,
  };
  await runner.emit(start);
  const going = runner.go();
  await until(() => bells.length === 1);
  now -= 700;
  bells[0]?.ring();
  expect(bells.map(({ at }) => at)).toEqual([bells[0]?.at, bells[0]?.at]);
  now = bells[0]?.at ?? Number.NaN;
  bells[1]?.ring();
  await going;
  expect(happened).toEqual(["run.started", "attempt.ended", "clock.rang", "person.said"]);
});

/** Waits until something is so that nothing but promises keeps from being so. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turns = 0; !isSo(); turns++) {
    if (turns > 1_000) throw new Error("it never came to be");
    await Promise.resolve();
  }
}
