import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ModelReply } from "../harness/scripted-model.ts";
import type { Activity, ProviderFault } from "../src/runtime/runtime.ts";
import { type Behaviours, type RuntimeStage, setRuntimeStage, worker } from "./runtime-stage.ts";

/* Providers that limit, refuse, break off and hang, on one real server; and another model that goes on after one. */

let stage: RuntimeStage;

const behaviours: Behaviours = {
  LIMITED: (_, times) =>
    times === 1 ? { status: 429, headers: { "retry-after": "6" } } : { text: "at last" },
  "LIMITED-LONG": () => ({ status: 429, headers: { "retry-after": "3600" }, error: "come back later" }),
  "BAD-REQUEST": () => ({ status: 400, error: "no such parameter" }),
  "BAD-KEY": () => ({ status: 401, error: "no such key" }),
  CUT: (_, times) => (times === 1 ? { text: "half an ans", cut: true } : { text: "a whole answer" }),
  HANG: () => ({ hang: true }),
  /** This whole process stands still, as on a machine that sleeps, and then answers. */
  SLEEP: () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5_000);
    return { text: "awake again" };
  },
  LONG: () => ({ text: "on and on and", finish: "length" }),
  FILTERED: () => ({ text: "", finish: "content_filter" }),
  /** `FAIL <status> <message>`. */
  FAIL: ({ prompt }): ModelReply => {
    const [, status, ...words] = prompt.split(" ");
    return { status: Number(status), error: words.join(" ") };
  },
};

beforeAll(async () => {
  stage = await setRuntimeStage(behaviours, { files: { "a.txt": "one\n" } });
});
afterAll(() => stage?.strike());

const go: RuntimeStage["go"] = (...args) => stage.go(...args);

describe.concurrent("a provider", () => {
  test("that limits the rate is waited for, however short the stall limit", async () => {
    const activities: Activity[] = [];
    const outcome = await go("LIMITED", {
      limits: { stall: 5_000 },
      onActivity: (activity) => activities.push(activity),
    });
    expect(outcome).toMatchObject({ kind: "finished", text: "at last" });
    expect(activities).toContainEqual({ kind: "retry", text: "scripted 429" });
  });

  test("that wants to be waited for too long is given up at once", async () => {
    const outcome = await go("LIMITED-LONG");
    expect(outcome).toMatchObject({ kind: "failed", reason: "provider" });
    expect(outcome).toHaveProperty(
      "message",
      expect.stringMatching(/^asked to wait 3\d+\S* s: come back later$/),
    );
  });

  test.each([
    ["BAD-REQUEST", "no such parameter (HTTP 400)"],
    ["BAD-KEY", "no such key (HTTP 401)"],
  ])("that refuses (%s) is quoted", async (prompt, message) => {
    expect(await go(prompt)).toMatchObject({ kind: "failed", reason: "provider", message });
    expect(stage.requestsOf(prompt)).toHaveLength(1);
  });

  test("that breaks the stream is asked again", async () => {
    expect(await go("CUT")).toMatchObject({ kind: "finished", text: "a whole answer" });
  });

  test("that stops at its output limit has cut the answer off", async () => {
    expect(await go("LONG")).toMatchObject({ kind: "failed", reason: "cut-off" });
  });

  test("that filters the answer has refused", async () => {
    expect(await go("FILTERED")).toMatchObject({ kind: "failed", reason: "refused" });
  });

  test("that hangs is a stall", async () => {
    const outcome = await go("HANG stall", { limits: { stall: 2_000 } });
    expect(outcome).toMatchObject({ reason: "stalled", message: "no sign of progress for 2 s", fault: null });
  });
});

test("a session does not stall while the machine sleeps", async () => {
  const outcome = await go("SLEEP", { limits: { stall: 4_000 } });
  expect(outcome).toMatchObject({ kind: "finished", text: "awake again" });
});

describe.concurrent("a fault", () => {
  const cases: [prompt: string, fault: ProviderFault | null, times: number][] = [
    ["FAIL 429 Rate limit reached for requests", "rate-limit", 2],
    ["FAIL 429 You exceeded your current quota, please check your plan and billing details", "quota", 2],
    ["FAIL 500 Internal server error", "server", 2],
    ["FAIL 503 The server is overloaded", "rate-limit", 2],
    ["FAIL 401 Incorrect API key provided", "auth", 1],
    ["FAIL 402 Payment required", "quota", 1],
    ["FAIL 403 Your account may not use this", "auth", 1],
    ["FAIL 404 The model `quick` does not exist", "unknown-model", 1],
    ["FAIL 400 The model `quick` does not exist", "unknown-model", 1],
    ["FAIL 400 Unsupported parameter: top_p", null, 1],
  ];

  test.each(cases)("%s is %s, told after %i requests; another model goes on", async (text, fault, times) => {
    const session = await stage.runtime.openSession({ title: text, ...worker, protect: [] });
    const failed = await go(text, { session, limits: { providerRetries: 1 } });
    expect(failed).toMatchObject({ kind: "failed", reason: "provider", fault });
    expect(stage.requestsOf(text)).toHaveLength(times);

    const next = `SAY I go on after ${text}`;
    const choice = { model: "fake/deep", variant: null };
    expect(await go(next, { session, choice })).toMatchObject({ kind: "finished" });
    const [request] = stage.requestsOf(next);
    expect(request?.model).toBe("deep");
    expect(request?.messages.map((message) => message.text)).toContain(text);
  });

  test("of a model that opencode does not know is the model's, and another goes on", async () => {
    const session = await stage.runtime.openSession({ title: "unknown", ...worker, protect: [] });
    const failed = await go("SAY unknown", { session, choice: { model: "fake/none", variant: null } });
    expect(failed).toMatchObject({ reason: "provider", fault: "unknown-model" });
    expect(failed).toHaveProperty("message", expect.stringContaining("fake/none"));
    expect(await go("SAY known", { session })).toMatchObject({ kind: "finished", text: "known" });
    const [request] = stage.requestsOf("SAY known");
    expect(request?.messages.map((message) => message.text)).toContain("SAY unknown");
  });
});
