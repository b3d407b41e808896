import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "vitest";
import type { ToolCall } from "../harness/scripted-model.ts";
import { builtInAgents } from "../src/agents/built-in.ts";
import { type Tool, working } from "../src/agents/rights.ts";
import type { Outcome } from "../src/runtime/runtime.ts";
import {
  calling,
  type Going,
  type RuntimeStage,
  type RuntimeStageOptions,
  setRuntimeStage,
  type Who,
} from "./runtime-stage.ts";

/** One use of a kind of tool: how a model tries it, and how it shows that it came off. */
export interface Probe {
  readonly tool: Tool;
  /** In words, after `may` or `may not`. */
  readonly what: string;
  /** Calls one after the other, of which the last is the one that counts. */
  readonly calls: (id: string, stage: RightsStage) => readonly ToolCall[];
  /** @param result what the model was told of the last call */
  readonly happened: (id: string, result: string, stage: RightsStage) => boolean;
}

/** A server whose repository has more tools than opencode's own, and something for each tool to leave a trace in. */
export interface RightsStage extends RuntimeStage {
  /** The name by which the server knows an agent of ours. */
  nameOf(agent: string): string;
  /** Has a session try things, all at once; resolves with what came of each. */
  attempt(who: Who, probes: readonly Probe[], going?: Going): Promise<Attempt[]>;
  /** The same of a session that another one starts by asking an agent. */
  attemptAsked(asker: Who, agent: string, probes: readonly Probe[], going?: Going): Promise<Attempt[]>;
  readonly web: { readonly url: string; readonly paths: readonly string[] };
}

export interface Attempt {
  readonly happened: boolean;
  readonly result: string;
}

/** What a model is told of a call that its session may not make, or a tool that it has not. */
export const refusal = /unavailable tool|rule which prevents/;

/** An agent that comes with omo, with its own rights. Throws for a name that none has. */
export function who(name: string): Who {
  const agent = builtInAgents.find((one) => one.name === name);
  if (agent === undefined) throw new Error(`no agent ${name}`);
  return { agent: agent.name, rights: agent.rights };
}

/**
 * Holds what came of a try against what it should have: where it may not be, the model is told so and nothing happens.
 * @param told what the model is told then
 */
export function expectHeld(attempt: Attempt | undefined, may: boolean, what = "", told = refusal): void {
  expect(attempt?.happened, `${what}: ${attempt?.result}`).toBe(may);
  if (!may) expect(attempt?.result, what).toMatch(told);
}

const touch = (name: string, description: string) => `import { writeFileSync } from "node:fs";
export default {
  description: "${description}",
  args: {},
  async execute(args) {
    writeFileSync(args.path, "touched");
    return "touched " + args.path;
  },
};
// ${name}
`;

/** A server of tools that speaks as much of the protocol as opencode asks for. */
const toolServer = `import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const path = { type: "string" };
const answers = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {}, resources: {} },
    serverInfo: { name: "tracker", version: "1" },
  }),
  "tools/list": () => ({
    tools: [{ name: "close", description: "Close", inputSchema: { type: "object", properties: { path } } }],
  }),
  "tools/call": (params) => {
    writeFileSync(params.arguments.path, "closed");
    return { content: [{ type: "text", text: "closed" }] };
  },
  "resources/list": () => ({ resources: [{ uri: "tracker://all", name: "all" }] }),
  "resources/read": ({ uri }) => {
    writeFileSync(uri.slice("tracker://".length), "read");
    return { contents: [{ uri, text: "a resource" }] };
  },
};
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  const result = answers[method]?.(params) ?? {};
  if (id !== undefined) console.log(JSON.stringify({ jsonrpc: "2.0", id, result }));
}
`;

/** Starts the server with what the probes need besides the files given. */
export async function setRightsStage(options: RuntimeStageOptions): Promise<RightsStage> {
  const paths: string[] = [];
  const server: Server = createServer((request, response) => {
    paths.push(request.url ?? "");
    response.writeHead(200, { "content-type": "text/plain" }).end("a page\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const mcp = { tracker: { type: "local", command: [process.execPath, "tracker.mjs"] } };
  const stage = await setRuntimeStage(
    {},
    {
      ...options,
      files: {
        "secret.txt": "sesame\n",
        "draft.txt": "a draft\n",
        ".opencode/tool/deploy.ts": touch("deploy", "Deploys"),
        ".opencode/skill/house/SKILL.md":
          "---\nname: house\ndescription: The house style\n---\nShort words.\n",
        "tracker.mjs": toolServer,
        "opencode.json": JSON.stringify({ mcp }),
        ...options.files,
      },
    },
  );
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await stage.strike();
  };
  let suffix: string;
  try {
    suffix = await readSuffix(stage);
  } catch (error) {
    await close();
    throw error;
  }
  let attempts = 0;
  /** A prompt that makes a session try things, and how to tell what came of them once it has. */
  const script = (probes: readonly Probe[]) => {
    const turns: ToolCall[][] = [];
    const tries = probes.map((probe) => {
      const id = `trace-${++attempts}`;
      const calls = probe.calls(id, rightsStage);
      calls.forEach((call, turn) => {
        turns[turn] = [...(turns[turn] ?? []), call];
      });
      return { probe, id, last: calls.at(-1) };
    });
    const text = calling(...turns);
    const read = (outcome: Outcome): Attempt[] => {
      const requests = stage.requestsOf(text);
      if (outcome.kind === "failed" || requests.length === 0)
        throw new Error(`not all was tried: ${JSON.stringify(outcome)}`);
      const results = (requests.at(-1)?.messages ?? []).filter(({ role }) => role === "tool");
      const made = turns.flat();
      return tries.map(({ probe, id, last }) => {
        const result = results[made.indexOf(last as ToolCall)]?.text ?? "";
        return { happened: probe.happened(id, result, rightsStage), result };
      });
    };
    return { text, read };
  };
  const rightsStage: RightsStage = {
    ...stage,
    nameOf: (agent) => `${agent}${suffix}`,
    web: { url: `http://127.0.0.1:${port}`, paths },
    async attempt(who, probes, going = {}) {
      const { text, read } = script(probes);
      return read(await stage.go(text, { ...who, ...going }));
    },
    async attemptAsked(asker, agent, probes, going = {}) {
      const { text, read } = script(probes);
      const args = { description: "Try", prompt: text, subagent_type: `${agent}${suffix}` };
      return read(await stage.go(calling([{ name: "task", args }]), { ...asker, ...going }));
    },
    strike: close,
  };
  return rightsStage;
}

/** What the server adds to the names of our agents: told to whoever may ask others, and new at each start. */
async function readSuffix(stage: RuntimeStage): Promise<string> {
  await stage.go("SAY names", { agent: "sisyphus", rights: working("explore") });
  const told = JSON.stringify(stage.requestsOf("SAY names")[0]?.body.tools);
  const suffix = /explore(-[0-9a-f]{6})/.exec(told)?.[1];
  if (suffix === undefined) throw new Error("the server offers no agent explore of ours");
  return suffix;
}
