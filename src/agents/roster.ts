import {
  type AgentSettings,
  type CategorySettings,
  type Config,
  type ModelSettings,
  noModelSettings,
} from "../config.ts";
import { builtInAgents } from "./built-in.ts";
import { builtInCategories } from "./built-in-categories.ts";
import { type Limit, type Rights, rightOf, working } from "./rights.ts";

/** An agent as it is configured. */
export interface Agent {
  readonly name: string;
  readonly role: string;
  /** Null for one that the runtime has by itself, or the user has defined for it. */
  readonly prompt: string | null;
  readonly rights: Rights;
  /** Ids of models, without a provider, that suit it. */
  readonly wished: readonly string[];
  readonly settings: ModelSettings;
  /** The category whose model it takes where it has none of its own. */
  readonly category: string | null;
  /** Skills that its tasks get besides those they name. */
  readonly skills: readonly string[];
  readonly disabled: boolean;
}

/** A category as it is configured. */
export interface Category {
  readonly name: string;
  readonly description: string;
  /** Added to the brief of its tasks; empty for nothing. */
  readonly prompt: string;
  readonly wished: readonly string[];
  readonly settings: ModelSettings;
  readonly disabled: boolean;
}

/** Who can work on tasks, and on which kinds of them. Names are in lower case. */
export interface Roster {
  readonly agents: ReadonlyMap<string, Agent>;
  readonly categories: ReadonlyMap<string, Category>;
  readonly config: Config;
}

/** What a plan's own agents may do; those that are the user's have the limits the user gave them besides. */
const foreignRights = working("explore", "librarian");

/**
 * Lays what is configured over what comes with omo. Rights are only ever taken away.
 * @param foreign names of agents that the runtime has besides
 */
export function buildRoster(config: Config, foreign: readonly string[]): Roster {
  const agents = new Map<string, Agent>();
  for (const { name, role, prompt, models, rights } of builtInAgents)
    agents.set(name, withSettings({ name, role, prompt, wished: models, rights }, config));
  for (const name of foreign) {
    const own = {
      name,
      role: "opencode's, or defined for it",
      prompt: null,
      wished: [],
      rights: foreignRights,
    };
    agents.set(name.toLowerCase(), withSettings(own, config));
  }
  const categories = new Map<string, Category>();
  for (const { name, description, models, prompt } of builtInCategories)
    categories.set(name, toCategory(name, description, prompt, models, config.categories[name]));
  for (const [name, settings] of Object.entries(config.categories))
    if (!categories.has(name)) categories.set(name, toCategory(name, "configured", "", [], settings));
  return { agents, categories, config };
}

/** Names that plans may use: what is disabled is not among them. */
export function namesOf(roster: Roster): { agents: string[]; categories: string[] } {
  const active = (list: ReadonlyMap<string, { name: string; disabled: boolean }>) =>
    [...list.values()].filter(({ disabled }) => !disabled).map(({ name }) => name);
  return { agents: active(roster.agents), categories: active(roster.categories) };
}

/** The model settings that hold for an agent or a category: its own, else those of the category it takes its model from. */
export function modelOf(one: Agent | Category, { categories }: Roster): ModelSettings {
  if (one.settings.model !== null || !("category" in one) || one.category === null) return one.settings;
  const inherited = categories.get(one.category);
  const isOf = inherited !== undefined && !inherited.disabled && inherited.settings.model !== null;
  return isOf ? inherited.settings : one.settings;
}

/** The agent that does a plan's tasks, and the one that judges them: neither can be switched off. */
const indispensable: readonly string[] = ["sisyphus-junior", "reviewer"];

function withSettings(
  agent: Pick<Agent, "name" | "role" | "prompt" | "wished" | "rights">,
  config: Config,
): Agent {
  const key = agent.name.toLowerCase();
  // An agent of the user's may have the name of something that every object has.
  const settings = Object.hasOwn(config.agents, key) ? config.agents[key] : undefined;
  const own = settings ?? noModelSettings;
  // What is said of the reviewer by itself holds for the agent of that name.
  const model = agent.name === "reviewer" && config.reviewer !== null ? config.reviewer : own;
  const limits = [...limitsOf(settings), ...config.disabledTools.map(denied)];
  const isOff = (name: string) => config.agents[name]?.disabled === true && !indispensable.includes(name);
  return {
    ...agent,
    role: settings?.description ?? agent.role,
    prompt:
      agent.prompt !== null && settings?.promptAppend
        ? `${agent.prompt}\n\n${settings.promptAppend}`
        : agent.prompt,
    rights: {
      ...agent.rights,
      delegates: agent.rights.delegates.filter((name) => !isOff(name)),
      ...(limits.length > 0 ? { limits } : {}),
    },
    settings: model,
    category: settings?.category ?? null,
    skills: settings?.skills ?? [],
    disabled: isOff(key),
  };
}

function limitsOf(settings: AgentSettings | undefined): Limit[] {
  const tools = Object.entries(settings?.tools ?? {}).flatMap(([name, on]) => (on ? [] : [denied(name)]));
  const rights = Object.entries(settings?.permission ?? {}).flatMap(([permission, right]): Limit[] => {
    const patterns = typeof right === "string" ? { "*": right } : right;
    return Object.entries(patterns).map(([pattern, action]) => ({
      permission,
      pattern,
      // Nobody is there to ask.
      action: action === "allow" ? "allow" : "deny",
    }));
  });
  return [...tools, ...rights];
}

function denied(tool: string): Limit {
  return { permission: rightOf(tool), pattern: "*", action: "deny" };
}

function toCategory(
  name: string,
  description: string,
  prompt: string,
  wished: readonly string[],
  settings: CategorySettings | undefined,
): Category {
  return {
    name,
    description: settings?.description ?? description,
    prompt: [prompt, settings?.promptAppend ?? ""].filter((text) => text !== "").join("\n\n"),
    wished,
    settings: settings ?? noModelSettings,
    disabled: settings?.disabled ?? false,
  };
}
