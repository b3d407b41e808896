import { randomUUID } from "node:crypto";
import { builtInProfiles } from "../harness/agents.ts";
import { startOpencode } from "../harness/opencode.ts";
import { createSandbox, type Sandbox, type SandboxOptions } from "../harness/sandbox.ts";
import {
  type ModelReply,
  type ModelRequest,
  type ModelTurn,
  type ScriptedModel,
  startScriptedModel,
  type ToolCall,
} from "../harness/scripted-model.ts";
import { type Rights, readOnly, working } from "../src/agents/rights.ts";
import { attachOpencode } from "../src/runtime/opencode/attach.ts";
import { launchOpencode } from "../src/runtime/opencode/runtime.ts";
import type { AgentRuntime, Outcome, PromptLimits, PromptRequest } from "../src/runtime/runtime.ts";

/** What the scripted model does about a prompt, by the prompt's first word; `times` counts requests for that prompt. */
export type Behaviours = Record<string, (turn: ModelTurn, times: number) => ModelReply>;

/** Who a session is of. */
export interface Who {
  readonly agent: string;
  readonly rights: Rights;
}

/** An agent with all rights that asks nobody, and one that only reads. */
export const worker: Who = { agent: "sisyphus-junior", rights: working() };
export const reader: Who = { agent: "reviewer", rights: readOnly };

/** The limits that prompts have here where a test sets none. */
export const limits: PromptLimits = {
  stall: 30_000,
  total: 45_000,
  providerWait: 10_000,
  providerRetries: null,
  steps: 20,
};

/** A prompt as a test sends it: by the worker, in a new session, unless it says otherwise. */
export interface Going extends Partial<Omit<PromptRequest, "limits">> {
  readonly protect?: string[];
  readonly limits?: Partial<PromptLimits>;
}

/** A scripted model and one real server for it, with the agents that come with omo. */
export interface RuntimeStage {
  readonly model: ScriptedModel;
  readonly sandbox: Sandbox;
  readonly repo: string;
  readonly runtime: AgentRuntime;
  /** Sends a prompt and resolves with how it ended. */
  go(text: string, going?: Going): Promise<Outcome>;
  requestsOf(prompt: string): ModelRequest[];
  strike(): Promise<void>;
}

export interface RuntimeStageOptions extends Omit<SandboxOptions, "modelUrl"> {
  readonly files: Readonly<Record<string, string>>;
  /** Called before the server starts, with what the repository and the user's home are to be changed by. */
  readonly prepare?: (sandbox: Sandbox, repo: string, model: ScriptedModel) => void;
  /** The server is one that runs already; omo starts it otherwise. */
  readonly attached?: boolean;
}

export async function setRuntimeStage(
  behaviours: Behaviours,
  { files, prepare, attached = false, ...options }: RuntimeStageOptions,
): Promise<RuntimeStage> {
  const asked = new Map<string, number>();
  const model = await startScriptedModel((turn) => {
    const word = turn.prompt.split(/\s/)[0] ?? "";
    const key = `${turn.model} ${turn.prompt}`;
    const times = (asked.get(key) ?? 0) + 1;
    asked.set(key, times);
    const behave = behaviours[word] ?? common[word];
    if (!behave) throw new Error(`no behaviour is called ${word}`);
    return behave(turn, times);
  });
  const sandbox = await createSandbox({ modelUrl: model.url, ...options });
  const repo = await sandbox.createRepository(files);
  prepare?.(sandbox, repo, model);
  const server = attached ? await startOpencode(repo, sandbox.env) : null;
  const place = { directory: repo, env: sandbox.env, run: randomUUID(), agents: builtInProfiles };
  const runtime = server
    ? await attachOpencode({ ...place, url: server.url, witness: "." })
    : await launchOpencode(place);
  return {
    model,
    sandbox,
    repo,
    runtime,
    async go(text, { protect = [], ...more } = {}) {
      const { agent = worker.agent, rights = worker.rights } = more;
      const session =
        more.session ?? (await runtime.openSession({ title: text.slice(0, 50), agent, rights, protect }));
      return runtime.prompt({
        text,
        choice: { model: null, variant: null },
        answer: null,
        opening: null,
        signal: new AbortController().signal,
        ...more,
        agent,
        rights,
        session,
        limits: { ...limits, ...more.limits },
      });
    },
    requestsOf: (prompt) => model.requests.filter((request) => request.prompt === prompt),
    async strike() {
      await runtime.close();
      await server?.stop();
      await model.close();
      await sandbox.remove();
    },
  };
}

/** A turn of one tool call. */
export const call = (name: string, args: Record<string, unknown>): ModelReply => ({
  toolCalls: [{ name, args }],
});

/** The text of the last message that the model was sent. */
export const lastText = (turn: ModelTurn): string => turn.messages.at(-1)?.text ?? "";

/** A prompt for a session that makes these calls, some at once in each turn, and ends with what came of the last one. */
export const calling = (...turns: readonly (readonly ToolCall[])[]): string =>
  `CALL ${JSON.stringify(turns)}`;

const common: Behaviours = {
  SAY: ({ prompt }) => ({ text: prompt.slice("SAY ".length) }),
  CALL: (turn) => {
    const turns = JSON.parse(turn.prompt.slice("CALL ".length)) as ToolCall[][];
    const toolCalls = turns[turn.step];
    return toolCalls === undefined ? { text: lastText(turn) } : { toolCalls };
  },
};
