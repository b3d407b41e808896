import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OmoEnd } from "../../harness/omo.ts";
import type { ModelRequest, ModelTurn } from "../../harness/scripted-model.ts";
import { takeOverPrompt } from "../../src/brief.ts";
import type { Event, ModelFellBack } from "../../src/event.ts";
import { failing, runPlan, setFallbackStage } from "./fallback-stage.ts";
import { assignmentOf, eventsOf, judgement, only, type Stage, ticked } from "./support.ts";

/* Models whose providers fail, each in its own way, in one run; and others that go on with their sessions. */

let stage: Stage;
let repository: string;
let end: OmoEnd;
let events: Event[];

const through = (model: string, ...fallback_models: string[]) => ({
  model: `fake/${model}`,
  fallback_models,
});

const categories = {
  limited: through("limited", "fake/deep"),
  spent: through("spent", "fake/deep"),
  broken: through("broken", "fake/deep"),
  locked: through("locked", "fake/deep"),
  missing: through("missing", "fake/deep"),
  twice: through("expired", "fake/vanished", "fake/third"),
  confused: through("confused", "fake/deep"),
  alone: { model: "fake/locked" },
};

const plan = [
  { label: "1", category: "limited" },
  { label: "2", category: "spent" },
  { label: "3", category: "broken" },
  { label: "4", category: "locked" },
  { label: "5", category: "missing" },
  { label: "6", category: "twice" },
  { label: "7", category: "confused" },
  { label: "8", category: "alone" },
  // Once 1 is done, its model rests.
  { label: "9", category: "limited", after: ["1"] },
  { label: "10", category: "quick", criteria: ["The file reads well."] },
];

beforeAll(async () => {
  stage = await setFallbackStage({
    // Who takes over finds the questions above.
    "JUDGE 10": (turn) => judgement({ ...turn, prompt: texts(turn).join("\n") }, "pass"),
  });
  const config = { categories, reviewer: through("barred", "fake/deep") };
  const run = await runPlan(stage, plan, config, { args: ["--max-parallel", "10"] });
  repository = run.repository;
  end = await run.omo.ended;
  events = eventsOf(repository);
});
afterAll(() => stage?.strike());

const fellBack = (task: string) => only(events, "model.fell-back").filter((event) => event.task === task);
const requests = (label: string, role = "TASK"): ModelRequest[] =>
  stage.model.requests.filter((request) => {
    const assignment = assignmentOf(request);
    return assignment.label === label && assignment.role === role;
  });
const texts = (request: ModelTurn | undefined) => request?.messages.map(({ text }) => text) ?? [];

describe("a model whose provider fails", () => {
  test.each<[label: string, model: string, fault: string, times: number]>([
    ["1", "limited", "rate-limit", 2],
    ["2", "spent", "quota", 2],
    ["3", "broken", "server", 2],
    ["4", "locked", "auth", 1],
    ["5", "missing", "unknown-model", 1],
  ])(
    "of task %s (%s: %s) is told of, after %i requests, and another one does the task",
    (label, model, fault, times) => {
      const [event, ...others] = fellBack(label);
      expect(others).toEqual([]);
      expect(event).toMatchObject({
        attempt: 1,
        model: `fake/${model}`,
        fault,
        message: expect.stringContaining(failing[model]?.error ?? "no error"),
        next: { model: "fake/deep", variant: null, reason: `category ${model}; fallback` },
      } satisfies Partial<ModelFellBack>);
      const rest = Date.parse(event?.until ?? "") - Date.now();
      expect(rest).toBeLessThanOrEqual(60_000);
      expect(rest).toBeGreaterThan(0);
      expect(requests(label).map((request) => request.model)).toEqual([
        ...Array(times).fill(model),
        "deep",
        "deep",
      ]);
      expect(ticked(repository)).toContain(label);
    },
  );

  test("leaves its session to the other one, with all that was said", () => {
    expect(only(events, "session.opened").filter(({ task }) => task === "1")).toHaveLength(1);
    expect(only(events, "attempt.ended").filter(({ task }) => task === "1")).toMatchObject([
      { attempt: 1, end: { kind: "finished" } },
    ]);
    const first = requests("1").find(({ model }) => model === "deep");
    expect(first?.prompt.trim()).toBe(takeOverPrompt.trim());
    expect(texts(first)).toContainEqual(expect.stringMatching(/^## TASK\n1\. Write file 1/));
  });

  test("may be followed by another such one", () => {
    expect(fellBack("6")).toMatchObject([
      { model: "fake/expired", fault: "auth", next: { model: "fake/vanished" } },
      { model: "fake/vanished", fault: "unknown-model", next: { model: "fake/third" } },
    ]);
    expect(ticked(repository)).toContain("6");
  });

  test("rests: a later task begins with the other one", () => {
    expect(fellBack("9")).toEqual([]);
    expect(only(events, "session.opened").filter(({ task }) => task === "9")).toMatchObject([
      { model: "fake/deep", reason: "category limited; fallback" },
    ]);
    expect(requests("9").map(({ model }) => model)).toEqual(["deep", "deep"]);
    expect(ticked(repository)).toContain("9");
  });

  test("of a judge leaves the judging to another one", () => {
    expect(fellBack("10")).toMatchObject([
      { model: "fake/barred", fault: "auth", next: { model: "fake/deep" } },
    ]);
    expect(requests("10", "JUDGE").map(({ model }) => model)).toEqual(["barred", "deep"]);
    expect(texts(requests("10", "JUDGE")[1])).toContainEqual(expect.stringContaining("The file reads well."));
    expect(ticked(repository)).toContain("10");
  });

  test("that has no other keeps its task, which waits for a person: time heals no key", () => {
    expect(fellBack("8")).toEqual([]);
    expect(requests("8").map(({ model }) => model)).toEqual(["locked"]);
    expect(end.stdout).toMatch(/\? 8\. Write file 8 · waits for a person: auth: Incorrect API key provided/);
  });
});

test("a request that is wrong in itself is taken to no other model", () => {
  expect(fellBack("7")).toEqual([]);
  expect(requests("7").map(({ model }) => model)).toEqual(["confused", "confused", "confused", "confused"]);
  expect(end.stdout).toMatch(/✘ 7\. Write file 7 · failed: provider: Unsupported parameter/);
});

test("the run says so, and ends as its tasks do", () => {
  expect(end.code, end.stdout + end.stderr).toBe(1);
  expect(end.stderr).toBe("");
  expect(end.stdout).toMatch(/10 tasks: 8 done, 1 failed, 1 waiting for a person/);
  expect(only(events, "event.refused")).toEqual([]);
});
