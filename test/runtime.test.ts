import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Activity } from "../src/runtime/runtime.ts";
import {
  type Behaviours,
  call,
  type RuntimeStage,
  reader,
  setRuntimeStage,
  worker,
} from "./runtime-stage.ts";

/*
 * What the runtime makes of what a model does, on one real server with sessions side by side. The first word
 * of a prompt names what the scripted model does about it; see `behaviours`.
 */

let stage: RuntimeStage;

const behaviours: Behaviours = {
  WRITE: ({ prompt, step }) =>
    step === 0
      ? call("write", { filePath: prompt.split(" ")[1], content: "written\n" })
      : { text: "I wrote it." },
  LOOP: ({ messages }) => call("bash", { command: `echo ${messages.length}`, description: "Go on" }),
  HANG: () => ({ hang: true }),
  "ANSWER-FENCED": () => ({ text: 'It holds.\n\n```json\n{ "verdict": "pass" }\n```' }),
  "ANSWER-BARE": () => ({ text: 'I say {"verdict": "fail"}, alas.' }),
  "ANSWER-PROSE": () => ({ text: "It holds." }),
};

beforeAll(async () => {
  stage = await setRuntimeStage(behaviours, { files: { "src/a.txt": "one\n" } });
});
afterAll(() => stage?.strike());

const go: RuntimeStage["go"] = (...args) => stage.go(...args);
const requestsOf: RuntimeStage["requestsOf"] = (prompt) => stage.requestsOf(prompt);

describe.concurrent("a prompt", () => {
  test("that is carried out is finished, with what it cost and what was done", async () => {
    const activities: Activity[] = [];
    const outcome = await go("WRITE out.txt", { onActivity: (activity) => activities.push(activity) });
    expect(outcome).toEqual({
      kind: "finished",
      text: "I wrote it.",
      answer: null,
      usage: { input: 200, output: 40, reasoning: 0, cacheRead: 0, cacheWrite: 0, cost: 0.0012 },
      wrote: ["out.txt"],
      todos: [],
    });
    expect(readFileSync(join(stage.repo, "out.txt"), "utf8")).toBe("written\n");
    expect(activities).toEqual([{ kind: "tool", text: "write out.txt" }]);
  });

  test("that a model only says to have carried out is finished all the same", async () => {
    expect(await go("SAY I did it all.")).toMatchObject({ kind: "finished", text: "I did it all." });
  });

  test("goes to the model that was chosen", async () => {
    await go("SAY deep", { choice: { model: "fake/deep", variant: null } });
    await go("SAY default");
    expect(requestsOf("SAY deep").map((request) => request.model)).toEqual(["deep"]);
    expect(requestsOf("SAY default").map((request) => request.model)).toEqual(["quick"]);
  });

  test("in the same session goes on with the conversation, and counts only its own cost", async () => {
    const session = await stage.runtime.openSession({ title: "two prompts", ...worker, protect: [] });
    await go("SAY first", { session });
    const second = await go("SAY second", { session });
    expect(second).toMatchObject({ text: "second", usage: { input: 100, output: 20 } });
    const [request] = requestsOf("SAY second");
    expect(request?.messages.map((message) => message.text)).toEqual(
      expect.arrayContaining(["SAY first", "first", "SAY second"]),
    );
  });

  test("of a session that the server does not know says so", async () => {
    const outcome = await go("SAY hi", { session: "ses_ffffffffffffAAAAAAAAAAAAAA" });
    expect(outcome).toMatchObject({ kind: "failed", reason: "no-such-session" });
  });

  test("for a model that does not exist fails with the name", async () => {
    const outcome = await go("SAY x", { choice: { model: "fake/none", variant: null } });
    expect(outcome).toMatchObject({ reason: "provider", message: expect.stringContaining("fake/none") });
  });
});

describe.concurrent("a limit", () => {
  test("of time ends the prompt", async () => {
    const outcome = await go("HANG total", { limits: { total: 3_000 } });
    expect(outcome).toMatchObject({ reason: "timed-out", message: "not done after 3 s" });
  });

  test("of turns ends a loop", async () => {
    const outcome = await go("LOOP", { limits: { steps: 4 } });
    expect(outcome).toMatchObject({ reason: "step-cap", usage: { input: expect.any(Number) } });
    expect(outcome.usage.input).toBeGreaterThanOrEqual(400);
    expect(requestsOf("LOOP").length).toBeLessThanOrEqual(5);
  });

  test("of turns may be used up", async () => {
    const outcome = await go("WRITE just-in-time.txt", { limits: { steps: 2 } });
    expect(outcome).toMatchObject({ kind: "finished" });
  });
});

describe.concurrent("a signal", () => {
  test("cancels a prompt under way, and the request to the model with it", async () => {
    const cancel = new AbortController();
    const outcome = go("HANG cancel", { signal: cancel.signal });
    const request = await stage.model.received((turn) => turn.prompt === "HANG cancel");
    cancel.abort();
    expect(await outcome).toMatchObject({ kind: "failed", reason: "cancelled" });
    await expect.poll(() => request.cancelled).toBe(true);
  });

  test.each([1, 15, 40, 80])("that fires after %i ms leaves no prompt at work", async (delay) => {
    const session = await stage.runtime.openSession({ title: "early", ...worker, protect: [] });
    const text = `HANG early ${delay}`;
    expect(await go(text, { session, signal: AbortSignal.timeout(delay) })).toMatchObject({
      reason: "cancelled",
    });
    // A prompt to a session at work would join the hanging turn.
    const after = `SAY after ${delay}`;
    expect(await go(after, { session })).toMatchObject({ kind: "finished", text: `after ${delay}` });
    expect(requestsOf(text).filter((request) => !request.cancelled)).toEqual([]);
  });

  test("that has fired already lets no prompt out", async () => {
    const outcome = await go("SAY never", { signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ reason: "cancelled" });
    expect(requestsOf("SAY never")).toEqual([]);
  });
});

describe.concurrent("a structured answer", () => {
  const schema = { type: "object", properties: { verdict: { enum: ["pass", "fail"] } } };

  test.each([
    ["ANSWER-FENCED", { verdict: "pass" }],
    ["ANSWER-BARE", { verdict: "fail" }],
    ["ANSWER-PROSE", null],
  ])("is asked for with its schema and read from the text: %s", async (prompt, answer) => {
    expect(await go(prompt, { ...reader, answer: schema })).toMatchObject({ kind: "finished", answer });
    const request = stage.model.requests.find((each) => each.prompt.startsWith(prompt));
    expect(request?.prompt).toContain(JSON.stringify(schema));
  });
});

test("the catalog names the models by provider, and whether anybody has chosen them", async () => {
  expect(await stage.runtime.catalog()).toEqual({
    providers: [{ id: "fake", chosen: true, models: ["quick", "deep"] }],
    defaultChosen: true,
    defaultModel: "fake/quick",
  });
});
