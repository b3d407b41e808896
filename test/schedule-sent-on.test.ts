import { describe, expect, test } from "vitest";
import { noUsage } from "../src/usage.ts";
import { attemptEnded, taskOf } from "./task-specs.ts";
import { refusals, Told, types, used } from "./told.ts";

/* A session that stops before its work is done, and one that asks for a person. */

const stop = (run: Told, open: readonly string[], usage = noUsage) =>
  run.tell(attemptEnded(run.at("1"), { open, usage }));

const begun = (limits = {}) => {
  const run = new Told([taskOf("1"), taskOf("2")], { maxRounds: 100, ...limits });
  run.open("1", "s");
  return run;
};

describe("a session that stops with something open", () => {
  test("goes on in the same attempt, told what is open", () => {
    const run = begun();
    expect(stop(run, ["write it", "test it"])).toMatchObject([
      {
        type: "attempt",
        task: "1",
        attempt: 2,
        mode: "continue",
        session: "s",
        open: ["write it", "test it"],
      },
    ]);
    expect(run.record("1")).toMatchObject({ attempts: 1, strikes: 0, sentOn: 1 });
    expect(types(stop(run, ["test it"]))).toEqual(["attempt"]);
    expect(types(stop(run, []))).toEqual(["check"]);
  });

  test("is not sent on for the same twice: its criteria tell then", () => {
    const run = begun();
    stop(run, ["write it"]);
    expect(types(stop(run, ["write it"]))).toEqual(["check"]);
    expect(run.check("1", ["fail"])[0]).toMatchObject({ mode: "retry", open: ["write it"] });
  });

  test.each([0, 1, 3])("is sent on %i times at most", (maxRounds) => {
    const run = begun({ maxRounds });
    for (let round = 0; round < maxRounds; round++)
      expect(types(stop(run, [`step ${round}`]))).toEqual(["attempt"]);
    expect(types(stop(run, ["one more"]))).toEqual(["check"]);
  });

  test("is not sent on once its task has used what it may", () => {
    const run = begun({ taskBudget: { tokens: 100, money: null } });
    expect(types(stop(run, ["write it"], used({ input: 100 })))).toEqual(["check"]);
  });

  test("leaves its list to the fresh session that is tried with advice", () => {
    const run = begun({ maxStrikes: 1 });
    stop(run, ["write it"]);
    stop(run, ["write it"]);
    run.check("1", ["fail"]);
    expect(run.recover("1", "recovered")[0]).toMatchObject({
      mode: "advised",
      session: null,
      open: ["write it"],
    });
  });
});

describe("a session that asks for a person", () => {
  const asked = () => {
    const run = begun();
    run.tell(attemptEnded(run.at("1"), { open: ["write it"], asks: "Which licence?" }));
    return run;
  };

  test("waits for them, while others go on", () => {
    const run = asked();
    expect(run.record("1").state).toMatchObject({ name: "awaiting", reason: "Which licence?", asks: true });
    expect(run.record("2").state.name).toBe("running");
  });

  test("gets the answer in the session that has asked", () => {
    const run = asked();
    run.pass("2");
    expect(run.say("retry", "1", { text: "MIT" })[0]).toMatchObject({
      type: "attempt",
      session: "s",
      trouble: "A person answers: MIT",
    });
  });

  test("is not gone on with by a resume alone", () => {
    const run = asked();
    run.tell({ type: "run.interrupted", signal: "SIGINT" });
    run.tell({ type: "run.reopened" });
    run.tell({ type: "run.resumed", limits: run.state.limits });
    expect(run.record("1").state.name).toBe("awaiting");
  });

  test("can be approved and rejected like any other", () => {
    expect(types(asked().say("approve", "1"))).toContain("tick");
    expect(refusals(asked().say("reject", "1"))).toEqual([]);
  });
});
