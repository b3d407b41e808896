import type { ModelList } from "../agents/models.ts";
import type { Rights } from "../agents/rights.ts";
import type { ModelChoice } from "../config.ts";
import type { Usage } from "../usage.ts";

export type { Usage };

/**
 * What the executor needs of a coding agent, whatever runs it. One implementation per agent runtime;
 * a test may replace the whole.
 */
export interface AgentRuntime {
  /** The server, so that a later run can end it if this one dies. */
  readonly process: RuntimeProcess;
  /**
   * Resolves, once, with a sentence saying why, when the server is gone without `close` having been called.
   * What its agents had started may live on: `close` ends that.
   */
  readonly died: Promise<string>;
  /** Models that can be named; asked before the first session, since an unknown one fails opaquely. */
  catalog(): Promise<Catalog>;
  /** Opens a session and returns its id. Rejects with `ServerDied`, or with an error that says what the server would not do. */
  openSession(request: SessionRequest): Promise<string>;
  /** Sends one prompt and waits until the session has come to rest, a limit has cut it off, or `signal` fires. */
  prompt(request: PromptRequest): Promise<Outcome>;
  /**
   * Aborts what still runs, and ends the server with its whole process tree unless others had started it. Never throws;
   * safe to call twice.
   */
  close(): Promise<void>;
}

/** A request came to nothing because the server is gone; `message` says what it died of. */
export class ServerDied extends Error {
  override readonly name = "ServerDied";
}

/** Identifies a process beyond its pid, which the system may give away again. */
export interface RuntimeProcess {
  /** Null for a server that others had started: it is not for us to end. */
  readonly pid: number | null;
  /** Opaque start-time token from `host/process-tree`; null where the system does not tell. */
  readonly startTime: string | null;
  readonly url: string;
}

/** Names the runtime resolves. */
export interface Catalog {
  readonly providers: readonly ModelList[];
  /** The default model is of the user's choosing: they have configured a provider, or named the model. */
  readonly defaultChosen: boolean;
  /** `provider/model`, where the user has named it; else null. */
  readonly defaultModel: string | null;
}

/** An agent as a run brings it to the runtime. */
export interface AgentProfile {
  /** By which requests name it. */
  readonly name: string;
  /** Shown to agents that may ask it. */
  readonly description: string;
  /** Its system prompt, in place of the runtime's own. */
  readonly prompt: string;
  /** What it may do when others ask it; its own sessions have theirs. */
  readonly rights: Rights;
  /** Null for the model's own. */
  readonly temperature: number | null;
  readonly topP: number | null;
  /** `provider/model` when others ask it; null for the model of who asks. */
  readonly model: string | null;
}

export interface SessionRequest {
  /** Shown in the runtime's own lists; also spares the model call that would make one up. */
  readonly title: string;
  /** A profile's name, or that of an agent which the runtime has by itself. */
  readonly agent: string;
  readonly rights: Rights;
  /** Paths relative to the directory that the session's edit tools must not touch. */
  readonly protect: readonly string[];
}

export interface PromptRequest {
  readonly session: string;
  /** As in the session's request. */
  readonly agent: string;
  readonly rights: Rights;
  readonly text: string;
  /**
   * Sent in place of `text` when the session holds no message yet: whoever opened it may have died before
   * its first prompt. Null where `text` says everything.
   */
  readonly opening: string | null;
  readonly choice: ModelChoice;
  /** JSON Schema of the answer wanted; null for free text. The answer is not validated here. */
  readonly answer: Record<string, unknown> | null;
  readonly limits: PromptLimits;
  readonly signal: AbortSignal;
  /** Called on each sign of progress worth showing. */
  readonly onActivity?: (activity: Activity) => void;
}

/** All in milliseconds but `steps`, which counts model turns. */
export interface PromptLimits {
  /** Without any event from the session for so long, it is stalled. */
  readonly stall: number;
  /** The whole prompt. */
  readonly total: number;
  /** The longest wait a provider may ask for (`retry-after`) before it counts as failed. */
  readonly providerWait: number;
  /** How often the runtime may ask a failing provider again by itself before it counts as failed; null for as it likes. */
  readonly providerRetries: number | null;
  readonly steps: number;
}

export interface Activity {
  /** `slot`: of the executor's own making, before the runtime is asked anything. */
  readonly kind: "tool" | "retry" | "slot";
  /** E.g. `write src/a.ts`, the provider's message, or what it waits for. */
  readonly text: string;
}

/** Why a prompt did not come to a normal end. */
export type FailureReason =
  | "stalled"
  | "timed-out"
  | "step-cap"
  | "provider"
  | "cut-off"
  /** The conversation is longer than the model takes: a new session may do. */
  | "context-overflow"
  | "refused"
  | "no-answer"
  /** The runtime does not know the session: ask for a new one. */
  | "no-such-session"
  | "server-died"
  | "cancelled";

/** What a provider can fail with, and another may not. */
export type ProviderFault = "rate-limit" | "quota" | "auth" | "unknown-model" | "server";

export type Outcome =
  | {
      readonly kind: "finished";
      /** The text of the last assistant message. */
      readonly text: string;
      /** The structured answer where one was asked for and given; not validated. */
      readonly answer: unknown;
      /** Items of the session's own todo list that are not done, in its order. */
      readonly todos: readonly string[];
      /** Child sessions included. */
      readonly usage: Usage;
      /** Files written with its tools, child sessions included; as the model named them. */
      readonly wrote: readonly string[];
    }
  | {
      readonly kind: "failed";
      readonly reason: FailureReason;
      /** What is wrong with the provider, where that is the reason; another model may do. */
      readonly fault: ProviderFault | null;
      /** One line for people: what the provider or the server said. */
      readonly message: string;
      readonly usage: Usage;
      readonly wrote: readonly string[];
    };
