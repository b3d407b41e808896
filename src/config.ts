import type { Severity } from "./diagnostic.ts";

/** One model to try. */
export interface ModelChoice {
  /** `provider/model`; null leaves it to the runtime's own default. */
  readonly model: string | null;
  /** E.g. its reasoning effort; null for the model's own. */
  readonly variant: string | null;
}

/** Which model works, and how; what is null is left to the model or the runtime. */
export interface ModelSettings extends ModelChoice {
  /** Models to go on with, in this order, when the provider of one before fails. */
  readonly fallbacks: readonly ModelChoice[];
  /** 0 to 2. */
  readonly temperature: number | null;
  /** 0 to 1. */
  readonly topP: number | null;
}

/** What is configured of a kind of task. */
export interface CategorySettings extends ModelSettings {
  readonly description: string | null;
  /** Added to the brief of its tasks. */
  readonly promptAppend: string | null;
  readonly disabled: boolean;
}

/** What is configured of an agent. */
export interface AgentSettings extends ModelSettings {
  /** The category whose model it takes where it has none of its own. */
  readonly category: string | null;
  readonly skills: readonly string[];
  /** Added to its prompt. */
  readonly promptAppend: string | null;
  /** Tools by name; false takes one away. */
  readonly tools: Readonly<Record<string, boolean>>;
  /** Rights by the runtime's names, whole or by pattern; only `deny` and `ask` change anything. */
  readonly permission: Readonly<Record<string, Right | Readonly<Record<string, Right>>>>;
  readonly description: string | null;
  readonly disabled: boolean;
}

/** What is to happen when a right is used. Nobody is there to ask, so `ask` is a no. */
export type Right = "allow" | "ask" | "deny";

/** A folder of skills that a configuration names. */
export interface SkillSource {
  readonly path: string;
  /** Absolute: the folder that a relative path starts from. */
  readonly base: string;
  /** It must not lead out of the repository. */
  readonly confined: boolean;
}

/** What holds, from all files together. */
export interface Config {
  /** By name in lower case. */
  readonly agents: Readonly<Record<string, AgentSettings>>;
  /** By name in lower case. */
  readonly categories: Readonly<Record<string, CategorySettings>>;
  /** Who judges prose criteria and works on final tasks; null where nothing is said of it. */
  readonly reviewer: ModelSettings | null;
  /** The agent of single prompts. */
  readonly defaultAgent: string;
  readonly skills: {
    /** The nearest first. */
    readonly sources: readonly SkillSource[];
    /** The only ones that are to be used; null for all. */
    readonly enabled: readonly string[] | null;
    readonly disabled: readonly string[];
  };
  /** Providers whose models are passed over. */
  readonly disabledProviders: readonly string[];
  /** Tools that no session gets, by the runtime's names. */
  readonly disabledTools: readonly string[];
  readonly concurrency: {
    /** Tasks under way at once; null where nothing is said of it. */
    readonly tasks: number | null;
    readonly byProvider: Readonly<Record<string, number>>;
    readonly byModel: Readonly<Record<string, number>>;
  };
  /** Milliseconds without a sign of life that end an attempt; null where nothing is said of it. */
  readonly stallTimeout: number | null;
  readonly fallback: FallbackSettings;
  /** opencode plugins that a run's server loads. */
  readonly plugins: readonly string[];
  /** As it is written: kept for teams of agents. */
  readonly teamMode: unknown;
  /** How bad the findings of a rule are, by its code; `off` for not at all. */
  readonly rules: Readonly<Record<string, Severity | "off">>;
}

/** What happens when a model's provider fails. */
export interface FallbackSettings {
  readonly enabled: boolean;
  /** Models tried after the first, for one prompt. */
  readonly maxAttempts: number;
  /** Milliseconds for which a model that failed is passed over where there is another. */
  readonly cooldown: number;
}

/** Nothing said of a model. */
export const noModelSettings: ModelSettings = {
  model: null,
  variant: null,
  fallbacks: [],
  temperature: null,
  topP: null,
};

/** What holds without a configuration file. */
export const defaultConfig: Config = {
  agents: {},
  categories: {},
  reviewer: null,
  defaultAgent: "sisyphus",
  skills: { sources: [], enabled: null, disabled: [] },
  disabledProviders: [],
  disabledTools: [],
  concurrency: { tasks: null, byProvider: {}, byModel: {} },
  stallTimeout: null,
  fallback: { enabled: true, maxAttempts: 3, cooldown: 60_000 },
  plugins: [],
  teamMode: null,
  rules: {},
};
