import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/**
 * A model that says what a script tells it to: an OpenAI-compatible chat endpoint on loopback, streaming
 * only, for a real opencode server to talk to. No key, no outside connection.
 *
 *     const model = await startScriptedModel(({ prompt, step }) =>
 *       prompt.includes("TASK 1") && step === 0
 *         ? { toolCalls: [{ name: "write", args: { filePath: "a.txt", content: "hi\n" } }] }
 *         : { text: "done" },
 *     );
 *     // … give model.url to createSandbox({ modelUrl: model.url }) …
 *     await model.close();
 */
export async function startScriptedModel(script: ModelScript): Promise<ScriptedModel> {
  const requests: ModelRequest[] = [];
  const waiting: { matches: (turn: ModelTurn) => boolean; found: (request: ModelRequest) => void }[] = [];
  const sockets = new Set<Socket>();
  let titles = 0;

  const server = createServer(async (incoming, response) => {
    const body = await readJson(incoming);
    const turn = turnOf(body);
    const request: ModelRequest = { ...turn, cancelled: false };
    response.on("close", () => {
      request.cancelled = !response.writableFinished;
    });
    if (isTitleRequest(turn)) {
      titles++;
      return stream(response, turn, { text: "A title" });
    }
    requests.push(request);
    for (const waiter of [...waiting]) {
      if (!waiter.matches(turn)) continue;
      waiting.splice(waiting.indexOf(waiter), 1);
      waiter.found(request);
    }
    const reply = await answerOf(script, turn);
    await reply.delay;
    if (reply.hang || response.destroyed) return;
    if (reply.status !== undefined) return refuse(response, reply.status, reply);
    stream(response, turn, reply);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    titles: () => titles,
    received: (matches) => {
      const earlier = requests.find(matches);
      if (earlier) return Promise.resolve(earlier);
      return new Promise((found) => waiting.push({ matches, found }));
    },
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  };
}

/** Decides what the model answers. May be async; what it throws becomes a 400 that ends the session's prompt. */
export type ModelScript = (turn: ModelTurn) => ModelReply | Promise<ModelReply>;

export interface ScriptedModel {
  /** Base URL of the endpoint, to be named as `baseURL` of an opencode provider. */
  readonly url: string;
  /** Every request so far, in order of arrival; the ones that ask for a session's title are left out. */
  readonly requests: readonly ModelRequest[];
  /** How often a session's title was asked for so far. */
  titles(): number;
  /** Resolves with the first request, past or future, that `matches`: how a test waits for a session. */
  received(matches: (turn: ModelTurn) => boolean): Promise<ModelRequest>;
  /** Drops all connections, hanging ones too. */
  close(): Promise<void>;
}

/** What a script is told of one request. */
export interface ModelTurn {
  /** Text of the last user message: the prompt that is being worked on. */
  readonly prompt: string;
  /** Assistant turns since that prompt: 0 when the model sees it for the first time. */
  readonly step: number;
  /** Model id without its provider, e.g. `quick`. */
  readonly model: string;
  /** Names of the tools offered. */
  readonly tools: readonly string[];
  /** The whole conversation, system messages included. */
  readonly messages: readonly ChatMessage[];
  /** The request as it came. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ModelRequest extends ModelTurn {
  /** The client went away before the answer was complete. */
  cancelled: boolean;
}

export interface ChatMessage {
  readonly role: "system" | "user" | "assistant" | "tool";
  /** All text parts of the message, joined by line ends. */
  readonly text: string;
}

/** What the model says in one turn. `{}` is an empty answer. */
export interface ModelReply {
  readonly text?: string;
  readonly toolCalls?: readonly ToolCall[];
  /** `finish_reason`; by default `tool_calls` with tool calls and `stop` without. */
  readonly finish?: "stop" | "tool_calls" | "length" | "content_filter";
  /** Answers with this HTTP status and an error body in place of a turn. */
  readonly status?: number;
  /** Headers that go with `status`, e.g. `{ "retry-after": "3600" }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The message of the error body that goes with `status`. */
  readonly error?: string;
  /** The answer is held back until this settles. */
  readonly delay?: Promise<unknown>;
  /** Never answers; the connection stays open. */
  readonly hang?: boolean;
  /** Breaks the connection after the text, in the middle of the stream. */
  readonly cut?: boolean;
  /** Tokens to report; 100 in and 20 out when absent. */
  readonly usage?: { readonly input: number; readonly output: number };
}

export interface ToolCall {
  readonly name: string;
  /** The arguments; a string is sent as it is, to try malformed JSON. */
  readonly args: Readonly<Record<string, unknown>> | string;
}

async function answerOf(script: ModelScript, turn: ModelTurn): Promise<ModelReply> {
  try {
    return await script(turn);
  } catch (error) {
    return { status: 400, error: `the script failed: ${error instanceof Error ? error.message : error}` };
  }
}

function turnOf(body: Record<string, unknown>): ModelTurn {
  const messages = list(body.messages).map((message) => ({
    role: message.role as ChatMessage["role"],
    text: textOf(message.content),
  }));
  const lastUser = messages.findLastIndex((message) => message.role === "user");
  return {
    prompt: messages[lastUser]?.text ?? "",
    step: messages.slice(lastUser + 1).filter((message) => message.role === "assistant").length,
    model: String(body.model),
    tools: list(body.tools).map((tool) => String((tool.function as { name?: unknown } | undefined)?.name)),
    messages,
    body,
  };
}

/** opencode asks for a title when a session has none; no script wants to know. */
function isTitleRequest(turn: ModelTurn): boolean {
  return turn.messages[0]?.text.startsWith("You are a title generator") ?? false;
}

function refuse(response: ServerResponse, status: number, reply: ModelReply): void {
  response.writeHead(status, { "content-type": "application/json", ...reply.headers });
  response.end(
    JSON.stringify({
      error: { message: reply.error ?? `scripted ${status}`, type: "scripted", code: status },
    }),
  );
}

function stream(response: ServerResponse, turn: ModelTurn, reply: ModelReply): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  const head = { id: "chatcmpl-scripted", object: "chat.completion.chunk", created: 0, model: turn.model };
  const send = (part: object) => response.write(`data: ${JSON.stringify({ ...head, ...part })}\n\n`);
  const delta = (piece: object, finish: string | null = null) =>
    send({ choices: [{ index: 0, delta: piece, finish_reason: finish }] });

  delta({ role: "assistant", content: "" });
  if (reply.text) delta({ content: reply.text });
  if (reply.cut) {
    response.destroy();
    return;
  }
  const calls = reply.toolCalls ?? [];
  calls.forEach((call, index) => {
    const args = typeof call.args === "string" ? call.args : JSON.stringify(call.args);
    const id = `call_${turn.messages.length}_${index}`;
    delta({ tool_calls: [{ index, id, type: "function", function: { name: call.name, arguments: args } }] });
  });
  delta({}, reply.finish ?? (calls.length > 0 ? "tool_calls" : "stop"));
  const { input, output } = reply.usage ?? { input: 100, output: 20 };
  send({
    choices: [],
    usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
  });
  response.end("data: [DONE]\n\n");
}

async function readJson(incoming: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString("utf8")) as Record<string, unknown>;
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  return list(content)
    .map((part) => (typeof part.text === "string" ? part.text : ""))
    .join("\n");
}
