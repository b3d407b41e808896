import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readOnly, working } from "../src/agents/rights.ts";
import { askForAnswer, readAnswer } from "../src/runtime/answer.ts";
import { platformPackages } from "../src/runtime/opencode/binary.ts";
import { serverConfig } from "../src/runtime/opencode/config.ts";
import { outcomeOf } from "../src/runtime/opencode/outcome.ts";
import { Watch } from "../src/runtime/opencode/watch.ts";
import type { AssistantInfo, Failure, Message, ServerEvent } from "../src/runtime/opencode/wire.ts";
import type { AgentProfile } from "../src/runtime/runtime.ts";
import { noUsage } from "../src/usage.ts";

describe("platformPackages", () => {
  const linux = { os: "linux", arch: "x64", avx2: true, musl: false };
  test.each([
    [linux, ["opencode-linux-x64", "opencode-linux-x64-baseline"]],
    [{ ...linux, avx2: false }, ["opencode-linux-x64-baseline", "opencode-linux-x64"]],
    [{ ...linux, musl: true }, ["opencode-linux-x64-musl", "opencode-linux-x64-baseline-musl"]],
    [{ ...linux, musl: true, avx2: false }, ["opencode-linux-x64-baseline-musl", "opencode-linux-x64-musl"]],
    [{ ...linux, arch: "arm64", avx2: false }, ["opencode-linux-arm64"]],
    [{ ...linux, arch: "arm64", musl: true }, ["opencode-linux-arm64-musl"]],
    [{ ...linux, os: "darwin", arch: "arm64" }, ["opencode-darwin-arm64"]],
  ])("%o", (platform, packages) => {
    expect(platformPackages(platform)).toEqual(packages);
  });
});

describe("serverConfig", () => {
  const nameOf = (name: string) => `${name}-x1`;
  const profile: AgentProfile = {
    name: "explore",
    description: "finds",
    prompt: "You find.",
    rights: readOnly,
    temperature: null,
    topP: null,
    model: null,
  };

  test("keeps what the user has put into the variable", () => {
    const own = { model: "a/b", snapshot: true, agent: { build: { model: "c/d" } } };
    expect(JSON.parse(serverConfig(JSON.stringify(own), [profile], nameOf))).toMatchObject({
      model: "a/b",
      snapshot: false,
      share: "disabled",
      autoupdate: false,
      agent: { build: { model: "c/d" }, "explore-x1": { mode: "all", prompt: "You find." } },
    });
  });

  test("has an agent with what is set for it, and with nothing that is not", () => {
    const asker = {
      ...profile,
      name: "asker",
      rights: working("explore"),
      temperature: 0,
      topP: 0.5,
      model: "a/b",
    };
    const { agent } = JSON.parse(serverConfig(undefined, [profile, asker], nameOf));
    expect(agent["asker-x1"]).toMatchObject({ temperature: 0, top_p: 0.5, model: "a/b" });
    for (const key of ["temperature", "top_p", "model"]) expect(agent["explore-x1"]).not.toHaveProperty(key);
  });

  test("lets no plugin in, and no refusal end a session", () => {
    const own = { plugin: ["a"], experimental: { batch_tool: true } };
    const config = JSON.parse(serverConfig(JSON.stringify(own), [], nameOf));
    expect(config).not.toHaveProperty("plugin");
    expect(config.experimental).toEqual({ batch_tool: true, continue_loop_on_deny: true });
  });

  test.each(["{", "[]", "7", "null"])("refuses %s", (own) => {
    expect(() => serverConfig(own, [], nameOf)).toThrow(expect.objectContaining({ kind: "bad-config" }));
  });
});

describe("readAnswer", () => {
  const json = '{"verdict":"pass","why":["a } b"]}';
  const value = JSON.parse(json);
  test.each([
    ["the whole text", json],
    ["a fenced block", `It works.\n\n\`\`\`json\n${json}\n\`\`\`\n`],
    ["the last of several blocks", `\`\`\`json\n{"verdict":"fail"}\n\`\`\`\nNo:\n\`\`\`\n${json}\n\`\`\``],
    ["a block that is followed by one of code", `\`\`\`json\n${json}\n\`\`\`\n\`\`\`js\nlet a = {};\n\`\`\``],
    ["an object in prose with braces", `Given {x} and \${y}, I say ${json} of it. {really}`],
    ["an object that holds others", `So: {"verdict":"pass","why":["a } b"]}`],
  ])("finds %s", (_, text) => {
    expect(readAnswer(text)).toEqual(value);
  });

  test("finds none where the last block cannot be read, whatever was quoted before", () => {
    const quoted = '```json\n{"verdict":"APPROVE","reasons":["x"]}\n```';
    const broken = '```json\n{"verdict":"REJECT","reasons":["src/a.ts says "TODO""]}\n```';
    expect(readAnswer(`The file holds\n${quoted}\nbut:\n${broken}`)).toBeNull();
  });

  test("gives the outermost of nested objects", () => {
    expect(readAnswer('x {"a":{"b":{"c":1}}} y')).toEqual({ a: { b: { c: 1 } } });
  });

  test.each(["", "no answer", "[1, 2]", "{not json}", "```json\n[1]\n```", '"{"', "}{"])(
    "finds none in %o",
    (text) => {
      expect(readAnswer(text)).toBeNull();
    },
  );

  test("finds any object after any prose without braces", () => {
    const prose = fc.string().map((text) => text.replace(/[{}`]/g, ""));
    const object = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(prose, object, prose, (before, answer, after) => {
        const given = JSON.stringify(answer);
        expect(readAnswer(`${before}${given}${after}`)).toEqual(JSON.parse(given));
      }),
    );
  });

  test("stays quick on a text of braces", () => {
    const started = performance.now();
    expect(readAnswer(`${"{".repeat(50_000)}${"}".repeat(50_000)}`)).toBeNull();
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test("the schema goes with the prompt", () => {
    expect(askForAnswer("Judge.\n", { type: "object" })).toMatch(/^Judge\.\n\n[\s\S]*\{"type":"object"\}/);
  });
});

describe("outcomeOf", () => {
  const assistant = (info: Partial<AssistantInfo>, ...texts: string[]): Message => ({
    info: {
      id: "msg_1",
      role: "assistant",
      time: { created: 1, completed: 2 },
      tokens: { input: 1, output: 1, reasoning: 0, cache: { read: 0, write: 0 } },
      cost: 0,
      ...info,
    },
    parts: texts.map((text) => ({ type: "text", text })),
  });
  const end = (messages: Message[], error: Failure | null = null, structured = false) =>
    outcomeOf({ stop: null, messages, error, structured, usage: noUsage, wrote: [], todos: [] });
  const failure = (name: string, message = "said so", statusCode?: number): Failure => ({
    name,
    data: { message, ...(statusCode === undefined ? {} : { statusCode }) },
  });

  test.each([
    ["length", {}, "cut-off"],
    ["content-filter", {}, "refused"],
    ["tool-calls", {}, "refused"],
    ["other", {}, "cut-off"],
    [undefined, {}, "cut-off"],
    [undefined, { error: failure("APIError", "no", 429) }, "provider"],
    [undefined, { error: failure("ProviderAuthError") }, "provider"],
    [undefined, { error: failure("ContextOverflowError") }, "context-overflow"],
    [undefined, { error: failure("MessageOutputLengthError") }, "cut-off"],
    [undefined, { error: failure("MessageAbortedError") }, "cut-off"],
    [undefined, { error: failure("ContentFilterError") }, "refused"],
  ])("finish %s with %o is %s", (finish, more, reason) => {
    expect(end([assistant({ ...(finish ? { finish } : {}), ...more })])).toMatchObject({
      kind: "failed",
      reason,
    });
  });

  test("an error after which the session went on is none", () => {
    expect(end([assistant({ finish: "stop" }, "a", "b")], failure("ContextOverflowError"))).toMatchObject({
      kind: "finished",
      text: "a\nb",
      answer: null,
    });
  });

  test("without any answer, the error event tells why", () => {
    expect(end([], failure("UnknownError", "Model not found\n  at x"))).toMatchObject({
      reason: "provider",
      message: "Model not found",
    });
    expect(end([])).toMatchObject({ reason: "no-answer" });
  });

  test("a structured answer is looked for only where one is wanted", () => {
    const message = assistant({ finish: "stop" }, '{"a":1}');
    expect(end([message], null, true)).toMatchObject({ answer: { a: 1 } });
    expect(end([message], null, false)).toMatchObject({ answer: null });
  });
});

describe("Watch", () => {
  const limits = { stall: 100, total: 1_000, providerWait: 500, providerRetries: null, steps: 3 };
  const date = 1_700_000_000_000;
  const turn = (id: number, reason = "tool-calls"): ServerEvent => ({
    type: "message.part.updated",
    properties: { sessionID: "s", part: { type: "step-finish", id: `prt_${id}`, reason } },
  });
  const retry = (wait: number) => ({ type: "retry", message: "busy", next: date + wait });

  test("stalls without signs of life", () => {
    const watch = new Watch(limits, 0);
    expect(watch.remaining(40)).toBe(60);
    watch.sign(50);
    expect(watch.exceeded(149)).toBeNull();
    expect(watch.exceeded(150)).toMatchObject({ reason: "stalled" });
  });

  test("times out however lively it is", () => {
    const watch = new Watch(limits, 0);
    watch.sign(990);
    expect(watch.remaining(990)).toBe(10);
    expect(watch.exceeded(1_000)).toMatchObject({ reason: "timed-out" });
  });

  test("waits for a provider as long as that asks, within bounds", () => {
    const watch = new Watch(limits, 0);
    expect(watch.status(retry(400), 10, date)).toEqual({ kind: "retry", text: "busy" });
    expect(watch.exceeded(509)).toBeNull();
    expect(watch.exceeded(510)).toMatchObject({ reason: "stalled" });

    const patient = new Watch(limits, 0);
    patient.status(retry(501), 10, date);
    expect(patient.exceeded(11)).toEqual({
      reason: "provider",
      message: "asked to wait 0.5 s: busy",
      fault: "server",
    });
  });

  test.each([
    [null, 9, null],
    [0, 1, { reason: "provider", message: "Rate limit reached", fault: "rate-limit" }],
    [1, 1, null],
    [1, 2, { reason: "provider", message: "Rate limit reached", fault: "rate-limit" }],
  ])(
    "lets a provider be asked again %s times: at attempt %i it says %o",
    (providerRetries, attempt, stop) => {
      const watch = new Watch({ ...limits, providerRetries }, 0);
      watch.status({ type: "retry", message: "Rate limit reached", attempt, next: date + 10 }, 0, date);
      expect(watch.exceeded(1)).toEqual(stop);
    },
  );

  test("counts turns once each, and lets the last one end the work", () => {
    const watch = new Watch(limits, 0);
    for (const id of [1, 2, 2, 2]) watch.take(turn(id), false, 1, date);
    expect(watch.exceeded(1)).toBeNull();
    watch.take(turn(3, "stop"), false, 1, date);
    expect(watch.exceeded(1)).toBeNull();
    watch.take(turn(4), true, 1, date);
    expect(watch.exceeded(1)).toMatchObject({ reason: "step-cap" });
  });

  test("tells of each tool once, when it runs", () => {
    const watch = new Watch(limits, 0);
    const tool = (status: string): ServerEvent => ({
      type: "message.part.updated",
      properties: {
        sessionID: "s",
        part: { type: "tool", callID: "c", tool: "bash", state: { status, input: { command: "ls\npwd" } } },
      },
    });
    expect(watch.take(tool("pending"), false, 1, date)).toBeNull();
    expect(watch.take(tool("running"), false, 1, date)).toEqual({ kind: "tool", text: "bash ls" });
    expect(watch.take(tool("completed"), false, 1, date)).toBeNull();
  });
});
