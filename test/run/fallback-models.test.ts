import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { until } from "../../harness/until.ts";
import type { Candidate } from "../../src/agents/models.ts";
import { buildRoster } from "../../src/agents/roster.ts";
import { defaultConfig, noModelSettings } from "../../src/config.ts";
import type { Event, ModelFellBack } from "../../src/event.ts";
import { profilesOf } from "../../src/run/profiles.ts";
import { promptWithFallback } from "../../src/run/prompting.ts";
import { openSlots, type Slots } from "../../src/run/slots.ts";
import type { Outcome, ProviderFault } from "../../src/runtime/runtime.ts";
import { initialState } from "../../src/state.ts";
import { noUsage } from "../../src/usage.ts";

/* Which model a prompt goes on with, told without any. */

const candidates: Candidate[] = ["a/1", "b/2", "c/3", null].map((model) => ({
  model,
  variant: null,
  reason: "",
}));
const usage = { ...noUsage, input: 10 };
const failed = (fault: ProviderFault | null): Outcome => ({
  kind: "failed",
  reason: "provider",
  fault,
  message: "no",
  usage,
  wrote: [],
});
const finished: Outcome = { kind: "finished", text: "done", answer: null, todos: [], usage, wrote: [] };

/** Slots for everybody. */
const slots: Slots = {
  acquire: async () => ({ release: () => {} }),
  waiting: () => [],
  held: () => [],
  close: () => {},
};

interface Play {
  /** What comes of each prompt, by model; it has finished where nothing is said. */
  readonly outcomes?: Readonly<Record<string, Outcome>>;
  readonly maxAttempts?: number;
  readonly enabled?: boolean;
  readonly first?: number;
  readonly resting?: Map<string, number>;
  readonly slots?: Slots;
  readonly onSend?: (model: string, stop: AbortController) => void;
}

/** Sends a prompt; tells through which models, each with how it was sent, and what was journalled. */
async function play({ outcomes = {}, maxAttempts = 3, enabled = true, first = 0, ...more }: Play) {
  const sent: string[] = [];
  const events: ModelFellBack[] = [];
  const shown: string[] = [];
  const resting = more.resting ?? new Map<string, number>();
  const stop = new AbortController();
  const outcome = await promptWithFallback(
    {
      fallback: { enabled, maxAttempts, cooldown: 1_000 },
      state: () => ({ ...initialState, resting }),
      world: { clock: { now: () => 500, ring: () => () => {} }, slots: more.slots ?? slots },
      signal: stop.signal,
      onActivity: (task, { kind, text }) => shown.push(`${task} ${kind} ${text}`),
    },
    {
      task: "1",
      attempt: 2,
      candidates,
      first,
      send: async ({ model }, isTakeOver, isLast) => {
        sent.push(`${model}${isTakeOver ? " takes over" : ""}${isLast ? ", the last" : ""}`);
        more.onSend?.(String(model), stop);
        return outcomes[String(model)] ?? finished;
      },
    },
    async (event: Event) => {
      if (event.type === "model.fell-back") events.push(event);
    },
  );
  return { outcome, sent, events, shown };
}

describe("promptWithFallback", () => {
  const all = Object.fromEntries(candidates.map(({ model }) => [String(model), failed("server")]));

  test("stays with a model that works", async () => {
    expect(await play({})).toEqual({ outcome: finished, sent: ["a/1"], events: [], shown: [] });
  });

  test("tells that it waits where as many sessions of the model go on as may, and that it has waited", async () => {
    const folder = mkdtempSync(join(tmpdir(), "omo-slots-"));
    const few = openSlots({
      folder,
      limitOf: (model) => ({ key: String(model), limit: 1 }),
      pollInterval: 20,
    });
    try {
      const held = await few.acquire({ model: "a/1", priority: 0 }, new AbortController().signal);
      const played = play({ slots: few });
      await until("it waits", () => few.waiting().length === 1);
      held.release();
      const { sent, shown } = await played;
      expect(sent).toEqual(["a/1"]);
      expect(shown).toEqual(["1 slot waits for a slot of a/1", "1 slot has a slot of a/1"]);
    } finally {
      few.close();
      rmSync(folder, { recursive: true });
    }
  });

  test("goes through the others in order, adds up what they cost, and tells of each", async () => {
    const { outcome, sent, events } = await play({
      outcomes: { "a/1": failed("quota"), "b/2": failed("auth") },
    });
    expect(sent).toEqual(["a/1", "b/2 takes over", "c/3 takes over"]);
    expect(outcome).toMatchObject({ kind: "finished", usage: { input: 30 } });
    const until = "1970-01-01T00:00:01.500Z";
    expect(events).toMatchObject([
      { task: "1", attempt: 2, model: "a/1", fault: "quota", message: "no", until, next: { model: "b/2" } },
      { task: "1", attempt: 2, model: "b/2", fault: "auth", message: "no", until, next: { model: "c/3" } },
    ]);
  });

  test("ends with the last one, which it is told is the last", async () => {
    const { outcome, sent, events } = await play({ outcomes: all });
    expect(sent).toEqual(["a/1", "b/2 takes over", "c/3 takes over", "null takes over, the last"]);
    expect(outcome).toMatchObject({ kind: "failed", fault: "server" });
    expect(events).toHaveLength(3);
  });

  test("tries no more models than it may", async () => {
    const { sent } = await play({ outcomes: all, maxAttempts: 1 });
    expect(sent).toEqual(["a/1", "b/2 takes over, the last"]);
    expect((await play({ outcomes: all, enabled: false })).sent).toEqual(["a/1, the last"]);
  });

  test("does not take a request that is wrong in itself to another one", async () => {
    const { sent, events } = await play({ outcomes: { "a/1": failed(null) } });
    expect(sent).toEqual(["a/1"]);
    expect(events).toEqual([]);
  });

  test("goes on with nothing once the run is stopped", async () => {
    const { sent, events } = await play({ outcomes: all, onSend: (_, stop) => stop.abort() });
    expect(sent).toEqual(["a/1"]);
    expect(events).toEqual([]);
  });

  test("comes back to those before the one it began with, and passes over what rests", async () => {
    const resting = new Map([["b/2", 501]]);
    const { sent } = await play({ outcomes: { "c/3": failed("server") }, first: 2, resting });
    expect(sent).toEqual(["c/3", "a/1 takes over"]);
  });

  test("passes over a model that failed for another task while this one's was at work", async () => {
    const resting = new Map<string, number>();
    const onSend = (model: string) => {
      if (model === "a/1") resting.set("b/2", 10_000);
    };
    const { sent } = await play({ outcomes: { "a/1": failed("server") }, resting, onSend });
    expect(sent).toEqual(["a/1", "c/3 takes over"]);
  });
});

test("an agent that others ask has no model of a provider that is passed over", () => {
  const settings = (model: string) => ({
    ...noModelSettings,
    model,
    category: null,
    skills: [],
    promptAppend: null,
    tools: {},
    permission: {},
    description: null,
    disabled: false,
  });
  const agents = { explore: settings("off/1"), librarian: settings("on/1") };
  const roster = buildRoster({ ...defaultConfig, agents, disabledProviders: ["off"] }, []);
  const models = new Map(profilesOf(roster, []).map(({ name, model }) => [name, model]));
  expect(models.get("explore")).toBeNull();
  expect(models.get("librarian")).toBe("on/1");
});
