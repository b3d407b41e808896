import { describe, expect, test } from "vitest";
import { faultsOf } from "../proof/faults.ts";
import type { Finish } from "../proof/finish.ts";
import { positionsOf } from "../proof/positions.ts";
import type { Event } from "../src/event.ts";
import { fold } from "../src/schedule.ts";
import { noLimits } from "../src/state.ts";
import { noUsage } from "../src/usage.ts";

/* What `npm run kills` rests on: it has to see what is wrong, and to try what it is asked to. */

const attempt = { task: "1", attempt: 1 } as const;
const opened: Event = {
  type: "session.opened",
  ...attempt,
  session: "s1",
  agent: "a",
  model: null,
  variant: null,
  reason: "",
};
const ended: Event = {
  type: "attempt.ended",
  ...attempt,
  end: { kind: "finished" },
  usage: noUsage,
  wrote: [],
  notes: null,
  open: [],
  asks: null,
};
const passed: Event = {
  type: "criterion.checked",
  ...attempt,
  result: {
    index: 0,
    text: "c",
    verdict: "pass",
    by: "command",
    evidence: "true",
    reason: "",
    output: "",
    duration: 1,
  },
};
const checked: Event = { type: "checks.ended", ...attempt, usage: noUsage, evidence: "", fault: null };
const tick = (outcome: "ticked" | "already"): Event => ({
  type: "tick.ended",
  task: "1",
  outcome,
  message: "",
  notepad: "",
});
const begin: Event = {
  type: "run.started",
  run: "r",
  file: "plans/p.md",
  sha256: "0",
  limits: { ...noLimits, maxAttempts: 3, maxStrikes: 3, maxServerDeaths: 2 },
  tasks: [
    {
      id: "1",
      title: "One",
      dependsOn: [],
      final: false,
      claimed: null,
      category: null,
      weight: 1,
      asked: false,
    },
  ],
  base: null,
};
const resumed: Event = { type: "run.resumed", limits: { ...noLimits, maxAttempts: 3, maxStrikes: 3 } };
const over: Event = { type: "run.ended", ticked: ["1"] };

/** The same of a later attempt. */
const inAttempt = (number: number, ...events: readonly Event[]) =>
  events.map((event) => ({ ...event, attempt: number }) as Event);

const stateAfter = (events: readonly Event[]) => fold(events.map((event, at) => ({ event, at })));
const momentAfter = (events: readonly Event[]) => ({ events, state: stateAfter(events) });

/** A world as these events have left it. */
function finishOf(events: readonly Event[], rest: Partial<Finish> = {}): Finish {
  return {
    events,
    state: stateAfter(events),
    plan: "- [x] 1. One\n",
    files: new Map([["a.txt", "done\n"]]),
    notes: ["learnings of 1: it works"],
    alive: [],
    litter: [],
    ...rest,
  };
}

const proved = [begin, opened, ended, passed, checked];
const undisturbed = finishOf([...proved, tick("ticked"), over]);
const faults = (finish: Finish, moment: readonly Event[] | null = null, asked: (string | null)[] = []) =>
  faultsOf(finish, { undisturbed, moment: moment && momentAfter(moment), asked });

describe("a run that came to the same end is without fault", () => {
  test.each<[string, Event[], Event[] | null]>([
    ["undisturbed", [...proved, tick("ticked"), over], null],
    [
      "cut off in its attempt",
      [begin, opened, resumed, ...inAttempt(2, ended, passed, checked), tick("ticked"), over],
      [begin, opened],
    ],
    ["cut off between the box and the journal", [...proved, resumed, tick("already"), over], proved],
    ["gone on with when all was done", [...proved, tick("ticked"), over, resumed, over], proved],
  ])("%s", (_, events, moment) => {
    expect(faults(finishOf(events), moment)).toEqual([]);
  });
});

describe("what is not as it has to be is told:", () => {
  const whole = undisturbed.events;
  test.each<[string, Finish, Event[] | null, (string | null)[], string]>([
    [
      "a task that is not done",
      finishOf([begin, opened, over]),
      null,
      [],
      'task 1 is {"name":"running","attempt":1,"session":"s1"}',
    ],
    ["a run that has not ended", finishOf(whole.slice(0, -1)), null, [], "the run is running, not ended"],
    [
      "a byte of the plan",
      finishOf(whole, { plan: "- [X] 1. One\n" }),
      null,
      [],
      'line 1 of the plan is "- [X] 1. One", not "- [x] 1. One"',
    ],
    ["a file that is missing", finishOf(whole, { files: new Map() }), null, [], "the file a.txt is missing"],
    [
      "a file that another content has",
      finishOf(whole, { files: new Map([["a.txt", "done\ndone\n"]]) }),
      null,
      [],
      "the file a.txt is not what it should be",
    ],
    [
      "a note that was written twice",
      finishOf(whole, { notes: [...undisturbed.notes, ...undisturbed.notes] }),
      null,
      [],
      "the notepads hold once too often learnings of 1: it works",
    ],
    [
      "a note that was lost",
      finishOf(whole, { notes: [] }),
      null,
      [],
      "the notepads lack learnings of 1: it works",
    ],
    [
      "a box that is said to have been ticked by somebody else",
      finishOf([...proved, tick("already"), over]),
      null,
      [],
      "the journal says of the box of task 1: already",
    ],
    [
      "a box that was ticked twice",
      finishOf([...proved, tick("ticked"), resumed, tick("ticked"), over]),
      proved,
      [],
      "the journal says of the box of task 1: ticked, ticked",
    ],
    [
      "a session that was not gone on with",
      finishOf([
        begin,
        opened,
        resumed,
        ...inAttempt(2, opened, ended, passed, checked),
        tick("ticked"),
        over,
      ]),
      [begin, opened],
      [],
      "task 1 was given 2 sessions, not 1",
    ],
    [
      "a check of what was proved",
      finishOf([...proved, resumed, passed, tick("already"), over]),
      proved,
      [],
      "criterion.checked of task 1, which was proved already",
    ],
    [
      "a question about what was proved",
      finishOf([...proved, resumed, tick("already"), over]),
      proved,
      ["1"],
      "the model was asked about task 1, which was proved already",
    ],
    [
      "a question about nothing in the plan",
      finishOf([begin, resumed, ...proved.slice(1), tick("ticked"), over]),
      [begin],
      [null],
      "the model was asked something that is of no task",
    ],
    ["a process", finishOf(whole, { alive: [4711] }), null, [], "process 4711 is left"],
    ["a lock", finishOf(whole, { litter: ["x.lock"] }), null, [], ".omo/runs/x.lock is left"],
  ])("%s", (_, finish, moment, asked, fault) => {
    expect(faults(finish, moment, asked)).toContain(fault);
  });

  test("an attempt that was charged for what came from outside", () => {
    const stalled: Event = {
      ...ended,
      end: { kind: "failed", reason: "stalled", fault: null, message: "silent" },
    };
    const again = inAttempt(2, ended, passed, checked);
    const finish = finishOf([begin, opened, stalled, ...again, tick("ticked"), over]);
    expect(faults(finish)).toContain("task 1 was charged 2 attempts and 1 strikes, not 1 and 0");
  });
});

describe("the positions to be tried", () => {
  test.each([
    [{}, [1, 2, 3, 4, 5, 6, 7]],
    [{ every: "3" }, [1, 4, 7]],
    [{ events: "7, 3,4-5,4" }, [3, 4, 5, 7]],
    [{ events: "2-6", every: "2" }, [2, 4, 6]],
  ])("%o", (choice, positions) => {
    expect(positionsOf(choice, 7)).toEqual(positions);
  });

  test.each([
    [{ events: "8" }, '--events takes numbers from 1 to 7 and ranges of them, like 3,7,20-25, not "8"'],
    [{ events: "0-2" }, '--events takes numbers from 1 to 7 and ranges of them, like 3,7,20-25, not "0-2"'],
    [{ events: "5-3" }, '--events takes numbers from 1 to 7 and ranges of them, like 3,7,20-25, not "5-3"'],
    [{ events: "all" }, '--events takes numbers from 1 to 7 and ranges of them, like 3,7,20-25, not "all"'],
    [{ every: "0" }, '--every takes a whole number from 1, not "0"'],
    [{ every: "x" }, '--every takes a whole number from 1, not "x"'],
  ])("%o is refused", (choice, message) => {
    expect(() => positionsOf(choice, 7)).toThrow(message);
  });
});
