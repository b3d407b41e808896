import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSandbox, type Sandbox } from "../harness/sandbox.ts";
import {
  type ModelReply,
  type ModelTurn,
  type ScriptedModel,
  startScriptedModel,
} from "../harness/scripted-model.ts";
import { launchOpencode } from "../src/runtime/opencode/runtime.ts";
import type { Activity, AgentRuntime, Outcome, PromptRequest, Rights } from "../src/runtime/runtime.ts";

/*
 * What the runtime makes of what a model does, on one real server with sessions side by side. The first word
 * of a prompt names what the scripted model does about it; see `behaviours`.
 */

let model: ScriptedModel;
let sandbox: Sandbox;
let repo: string;
let runtime: AgentRuntime;

/** How often each prompt was asked; for a provider that fails at first. */
const asked = new Map<string, number>();

const call = (name: string, args: Record<string, unknown>): ModelReply => ({ toolCalls: [{ name, args }] });
const lastText = (turn: ModelTurn) => turn.messages.at(-1)?.text ?? "";

const behaviours: Record<string, (turn: ModelTurn, times: number) => ModelReply> = {
  SAY: ({ prompt }) => ({ text: prompt.slice("SAY ".length) }),
  WRITE: ({ prompt, step }) =>
    step === 0
      ? call("write", { filePath: prompt.split(" ")[1], content: "written\n" })
      : { text: "I wrote it." },
  BASH: (turn) =>
    turn.step === 0
      ? call("bash", { command: turn.prompt.slice("BASH ".length), description: "Run it" })
      : { text: lastText(turn) },
  LOOP: ({ messages }) => call("bash", { command: `echo ${messages.length}`, description: "Go on" }),
  LIMITED: (_, times) =>
    times === 1 ? { status: 429, headers: { "retry-after": "6" } } : { text: "at last" },
  "LIMITED-LONG": () => ({ status: 429, headers: { "retry-after": "3600" }, error: "come back later" }),
  "BAD-REQUEST": () => ({ status: 400, error: "no such parameter" }),
  "BAD-KEY": () => ({ status: 401, error: "no such key" }),
  CUT: (_, times) => (times === 1 ? { text: "half an ans", cut: true } : { text: "a whole answer" }),
  HANG: () => ({ hang: true }),
  LONG: () => ({ text: "on and on and", finish: "length" }),
  FILTERED: () => ({ text: "", finish: "content_filter" }),
  OUTSIDE: (turn) =>
    turn.step === 0 ? call("read", { filePath: "/etc/hostname" }) : { text: `I was told: ${lastText(turn)}` },
  MEDDLE: (turn) => (turn.step === 0 ? meddling(turn) : { text: `offered: ${turn.tools.join(" ")}` }),
  PROTECTED: ({ step }) =>
    step === 0 ? { toolCalls: protectedEdits() } : { text: "I tried all that I know." },
  "ANSWER-FENCED": () => ({ text: 'It holds.\n\n```json\n{ "verdict": "pass" }\n```' }),
  "ANSWER-BARE": () => ({ text: 'I say {"verdict": "fail"}, alas.' }),
  "ANSWER-PROSE": () => ({ text: "It holds." }),
};

const meddling = ({ tools }: ModelTurn): ModelReply => ({
  text: tools.join(" "),
  toolCalls: [
    { name: "write", args: { filePath: "meddled-write.txt", content: "x" } },
    { name: "edit", args: { filePath: "src/a.txt", oldString: "one", newString: "two" } },
    { name: "bash", args: { command: "touch meddled-bash.txt", description: "Touch" } },
    { name: "task", args: { description: "Meddle", prompt: "SAY hi", subagent_type: "general" } },
    { name: "read", args: { filePath: ".env" } },
    { name: "read", args: { filePath: "src/a.txt" } },
  ],
});

const protectedEdits = () => [
  { name: "read", args: { filePath: "plans/a.md" } },
  { name: "write", args: { filePath: "plans/a.md", content: "x" } },
  { name: "write", args: { filePath: join(repo, "plans/a.md"), content: "x" } },
  { name: "edit", args: { filePath: "src/../plans/a.md", oldString: "plan", newString: "x" } },
  { name: "write", args: { filePath: ".omo/runs/1/journal.jsonl", content: "x" } },
  { name: "write", args: { filePath: "plans/b.md", content: "allowed\n" } },
];

beforeAll(async () => {
  model = await startScriptedModel((turn) => {
    const word = turn.prompt.split(/\s/)[0] ?? "";
    const times = (asked.get(turn.prompt) ?? 0) + 1;
    asked.set(turn.prompt, times);
    const behave = behaviours[word];
    if (!behave) throw new Error(`no behaviour is called ${word}`);
    return behave(turn, times);
  });
  sandbox = await createSandbox({ modelUrl: model.url, models: ["quick", "deep"] });
  repo = await sandbox.createRepository({
    "src/a.txt": "one\n",
    "plans/a.md": "the plan\n",
    ".env": "TOKEN=sesame\n",
  });
  runtime = await launchOpencode({ directory: repo, env: sandbox.env, run: randomUUID() });
});

afterAll(async () => {
  await runtime?.close();
  await model?.close();
  await sandbox?.remove();
});

const limits = { stall: 30_000, total: 45_000, providerWait: 10_000, steps: 20 };

interface Going extends Partial<Omit<PromptRequest, "limits">> {
  readonly protect?: string[];
  readonly limits?: Partial<PromptRequest["limits"]>;
}

/** Opens a session and sends it a prompt. */
async function go(text: string, { protect = [], ...more }: Going = {}): Promise<Outcome> {
  const rights: Rights = more.rights ?? "write";
  const session = more.session ?? (await runtime.openSession({ title: text, rights, protect }));
  return runtime.prompt({
    text,
    rights,
    choice: { model: null, variant: null },
    answer: null,
    opening: null,
    signal: new AbortController().signal,
    ...more,
    session,
    limits: { ...limits, ...more.limits },
  });
}

const requestsOf = (prompt: string) => model.requests.filter((request) => request.prompt === prompt);

describe.concurrent("a prompt", () => {
  test("that is carried out is finished, with what it cost and what was done", async () => {
    const activities: Activity[] = [];
    const outcome = await go("WRITE out.txt", { onActivity: (activity) => activities.push(activity) });
    expect(outcome).toEqual({
      kind: "finished",
      text: "I wrote it.",
      answer: null,
      usage: { input: 200, output: 40, reasoning: 0, cacheRead: 0, cacheWrite: 0, cost: 0.0012 },
    });
    expect(readFileSync(join(repo, "out.txt"), "utf8")).toBe("written\n");
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
    const session = await runtime.openSession({ title: "two prompts", rights: "write", protect: [] });
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
    expect(requestsOf(prompt)).toHaveLength(1);
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
    expect(outcome).toMatchObject({ reason: "stalled", message: "no sign of progress for 2 s" });
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
    const request = await model.received((turn) => turn.prompt === "HANG cancel");
    cancel.abort();
    expect(await outcome).toMatchObject({ kind: "failed", reason: "cancelled" });
    await expect.poll(() => request.cancelled).toBe(true);
  });

  test.each([1, 15, 40, 80])("that fires after %i ms leaves no prompt at work", async (delay) => {
    const session = await runtime.openSession({ title: "early", rights: "write", protect: [] });
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

describe.concurrent("rights", () => {
  test("a denied permission is told to the model, which goes on", async () => {
    const outcome = await go("OUTSIDE");
    expect(outcome).toMatchObject({ kind: "finished", text: expect.stringContaining("rule which prevents") });
  });

  test("a worker is offered nothing that waits for a person or starts other sessions", async () => {
    await go("SAY worker tools");
    const [request] = requestsOf("SAY worker tools");
    expect(request?.tools).toEqual(expect.arrayContaining(["bash", "edit", "read", "write"]));
    for (const tool of ["question", "task"]) expect(request?.tools).not.toContain(tool);
  });

  test("a reader is offered the reading tools alone, and cannot do otherwise", async () => {
    const outcome = await go("MEDDLE", { rights: "read" });
    expect(outcome).toMatchObject({ kind: "finished", text: "offered: glob grep read" });
    expect(existsSync(join(repo, "meddled-write.txt"))).toBe(false);
    expect(existsSync(join(repo, "meddled-bash.txt"))).toBe(false);
    expect(readFileSync(join(repo, "src/a.txt"), "utf8")).toBe("one\n");
    const results = requestsOf("MEDDLE")[1]?.messages.filter((message) => message.role === "tool") ?? [];
    expect(results).toHaveLength(6);
    expect(results.slice(0, 5).map(({ text }) => /unavailable tool|rule which prevents/.test(text))).toEqual(
      Array(5).fill(true),
    );
    expect(results[5]?.text).toContain("1: one");
    expect(results.map(({ text }) => text).join()).not.toContain("sesame");
  });

  test("protected paths cannot be edited, however they are written", async () => {
    await go("PROTECTED", { protect: ["plans/a.md", ".omo/runs"] });
    const results = requestsOf("PROTECTED")[1]?.messages.filter((message) => message.role === "tool") ?? [];
    expect(results.map(({ text }) => text.includes("rule which prevents"))).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(readFileSync(join(repo, "plans/a.md"), "utf8")).toBe("the plan\n");
    expect(existsSync(join(repo, ".omo"))).toBe(false);
    expect(readFileSync(join(repo, "plans/b.md"), "utf8")).toBe("allowed\n");
  });
});

describe("a child session", () => {
  /** Opens a child session and prompts it, as opencode's own tools do, of which a worker has none. */
  const program = [
    "const { url, session } = JSON.parse(process.argv[2]);",
    'const authorization = "Basic " + btoa("opencode:" + process.env.OPENCODE_SERVER_PASSWORD);',
    'const headers = { authorization, "content-type": "application/json" };',
    "const post = async (path, body) => {",
    '  const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });',
    "  return response.json();",
    "};",
    'const child = await post("/session", { parentID: session, title: "child" });',
    'const parts = [{ type: "text", text: "OUTSIDE child" }];',
    'const { info } = await post("/session/" + child.id + "/message", { parts });',
    'console.log("the child ended with " + info.finish);',
  ].join("\n");

  test("counts as a cost of the prompt, and what it asks of people is refused", async () => {
    writeFileSync(join(repo, "child.mjs"), program);
    const session = await runtime.openSession({ title: "parent", rights: "write", protect: [] });
    const input = JSON.stringify({ url: runtime.process.url, session });
    const outcome = await go(`BASH ${process.execPath} child.mjs '${input}'`, { session });
    expect(outcome).toMatchObject({
      kind: "finished",
      text: expect.stringContaining("the child ended with stop"),
      // Two turns of the session and two of its child.
      usage: { input: 400, output: 80 },
    });
    const answer = requestsOf("OUTSIDE child")[1];
    expect(answer && lastText(answer)).toContain("Nobody is there to ask");
  });
});

describe.concurrent("a structured answer", () => {
  const schema = { type: "object", properties: { verdict: { enum: ["pass", "fail"] } } };

  test.each([
    ["ANSWER-FENCED", { verdict: "pass" }],
    ["ANSWER-BARE", { verdict: "fail" }],
    ["ANSWER-PROSE", null],
  ])("is asked for with its schema and read from the text: %s", async (prompt, answer) => {
    expect(await go(prompt, { rights: "read", answer: schema })).toMatchObject({ kind: "finished", answer });
    const request = model.requests.find((each) => each.prompt.startsWith(prompt));
    expect(request?.prompt).toContain(JSON.stringify(schema));
  });
});

test("the catalog names the models", async () => {
  const { models } = await runtime.catalog();
  expect(models).toEqual(["fake/quick", "fake/deep"]);
});
