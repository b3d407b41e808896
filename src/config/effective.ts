import {
  type AgentSettings,
  type CategorySettings,
  type Config,
  defaultConfig,
  type ModelChoice,
  type ModelSettings,
  type SkillSource,
} from "../config.ts";
import type { EffectiveSetting } from "./merge.ts";
import type { ConfigFile } from "./schema.ts";
import { assemble, type Layer } from "./setting.ts";

type AgentValue = NonNullable<ConfigFile["agents"]>[string];
type CategoryValue = NonNullable<ConfigFile["categories"]>[string];
type ModelValue = NonNullable<ConfigFile["reviewer"]>;

/** Makes a configuration of the settings that hold. Their form has been checked, file by file. */
export function toConfig(settings: readonly EffectiveSetting[], layers: readonly Layer[]): Config {
  const file = assemble(settings) as Omit<
    ConfigFile,
    "skills" | "runtime_fallback" | "disabled_providers" | "disabled_tools"
  > & {
    readonly skills?: { readonly enable?: string[]; readonly disable?: Readonly<Record<string, true>> };
    readonly disabled_providers?: Readonly<Record<string, true>>;
    readonly disabled_tools?: Readonly<Record<string, true>>;
    readonly runtime_fallback?: Exclude<ConfigFile["runtime_fallback"], boolean>;
  };
  const { fallback, concurrency } = defaultConfig;
  const limits = file.background_task;
  return {
    agents: mapValues(file.agents ?? {}, toAgent),
    categories: mapValues(file.categories ?? {}, toCategory),
    reviewer: file.reviewer ? toModel(file.reviewer) : null,
    defaultAgent: file.default_run_agent?.toLowerCase() ?? defaultConfig.defaultAgent,
    skills: {
      sources: sourcesOf(layers),
      enabled: file.skills?.enable ?? null,
      disabled: Object.keys(file.skills?.disable ?? {}),
    },
    disabledProviders: Object.keys(file.disabled_providers ?? {}),
    disabledTools: Object.keys(file.disabled_tools ?? {}),
    concurrency: {
      tasks: limits?.defaultConcurrency ?? concurrency.tasks,
      byProvider: { ...limits?.providerConcurrency },
      byModel: { ...limits?.modelConcurrency },
    },
    stallTimeout: limits?.staleTimeoutMs ?? null,
    fallback: {
      enabled: file.runtime_fallback?.enabled ?? fallback.enabled,
      maxAttempts: file.runtime_fallback?.max_fallback_attempts ?? fallback.maxAttempts,
      cooldown:
        file.runtime_fallback?.cooldown_seconds === undefined
          ? fallback.cooldown
          : file.runtime_fallback.cooldown_seconds * 1_000,
    },
    plugins: file.plugins ?? [],
    teamMode: file.team_mode ?? null,
    rules: { ...file.rules },
  };
}

function toAgent(value: AgentValue): AgentSettings {
  return {
    ...toModel(value),
    category: value.category?.toLowerCase() ?? null,
    skills: value.skills ?? [],
    promptAppend: value.prompt_append ?? null,
    tools: { ...value.tools },
    permission: { ...value.permission },
    description: value.description ?? null,
    disabled: value.disable ?? false,
  };
}

function toCategory(value: CategoryValue): CategorySettings {
  return {
    ...toModel(value),
    description: value.description ?? null,
    promptAppend: value.prompt_append ?? null,
    disabled: value.disable ?? false,
  };
}

function toModel(value: ModelValue): ModelSettings {
  const fallbacks =
    typeof value.fallback_models === "string" ? [value.fallback_models] : value.fallback_models;
  return {
    model: value.model ?? null,
    variant: value.variant ?? null,
    fallbacks: (fallbacks ?? []).map(
      (one): ModelChoice =>
        typeof one === "string"
          ? { model: one, variant: null }
          : { model: one.model, variant: one.variant ?? null },
    ),
    temperature: value.temperature ?? null,
    topP: value.top_p ?? null,
  };
}

/** Folders of skills from all files, the nearest first: one does not replace another. */
function sourcesOf(layers: readonly Layer[]): SkillSource[] {
  return [...layers]
    .reverse()
    .flatMap(({ base, owner, settings }) =>
      settings.flatMap(({ path, value }) =>
        path[0] === "skills" && path[1] === "sources" && Array.isArray(value)
          ? value.map((one) => ({ path: String(one), base, confined: owner === "repository" }))
          : [],
      ),
    );
}

function mapValues<A, B>(
  values: Readonly<Record<string, A>>,
  to: (value: A) => B,
): Readonly<Record<string, B>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, to(value)]));
}
