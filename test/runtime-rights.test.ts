import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ModelReply, ModelTurn } from "../harness/scripted-model.ts";
import {
  type Behaviours,
  call,
  lastText,
  type RuntimeStage,
  reader,
  setRuntimeStage,
  worker,
} from "./runtime-stage.ts";

/* What sessions that nobody watches may do, on one real server: see `rights.test.ts` for each agent and tool. */

let stage: RuntimeStage;

const behaviours: Behaviours = {
  BASH: (turn) =>
    turn.step === 0
      ? call("bash", { command: turn.prompt.slice("BASH ".length), description: "Run it" })
      : { text: lastText(turn) },
  OUTSIDE: (turn) =>
    turn.step === 0 ? call("read", { filePath: "/etc/hostname" }) : { text: `I was told: ${lastText(turn)}` },
  MEDDLE: (turn) => (turn.step === 0 ? meddling(turn) : { text: `offered: ${turn.tools.join(" ")}` }),
  PROTECTED: ({ step }) =>
    step === 0 ? { toolCalls: protectedEdits() } : { text: "I tried all that I know." },
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
  { name: "write", args: { filePath: join(stage.repo, "plans/a.md"), content: "x" } },
  { name: "edit", args: { filePath: "src/../plans/a.md", oldString: "plan", newString: "x" } },
  { name: "write", args: { filePath: ".omo/runs/1/journal.jsonl", content: "x" } },
  { name: "write", args: { filePath: "plans/b.md", content: "allowed\n" } },
];

beforeAll(async () => {
  stage = await setRuntimeStage(behaviours, {
    files: { "src/a.txt": "one\n", "plans/a.md": "the plan\n", ".env": "TOKEN=sesame\n" },
  });
});
afterAll(() => stage?.strike());

const go: RuntimeStage["go"] = (...args) => stage.go(...args);
const requestsOf: RuntimeStage["requestsOf"] = (prompt) => stage.requestsOf(prompt);

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
    const outcome = await go("MEDDLE", reader);
    expect(outcome).toMatchObject({ kind: "finished", text: "offered: glob grep read" });
    expect(existsSync(join(stage.repo, "meddled-write.txt"))).toBe(false);
    expect(existsSync(join(stage.repo, "meddled-bash.txt"))).toBe(false);
    expect(readFileSync(join(stage.repo, "src/a.txt"), "utf8")).toBe("one\n");
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
    expect(readFileSync(join(stage.repo, "plans/a.md"), "utf8")).toBe("the plan\n");
    expect(existsSync(join(stage.repo, ".omo"))).toBe(false);
    expect(readFileSync(join(stage.repo, "plans/b.md"), "utf8")).toBe("allowed\n");
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
    writeFileSync(join(stage.repo, "child.mjs"), program);
    const session = await stage.runtime.openSession({ title: "parent", ...worker, protect: [] });
    const input = JSON.stringify({ url: stage.runtime.process.url, session });
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
