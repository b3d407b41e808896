import type { ModelSettings } from "../config.ts";
import type { Task } from "../plan.ts";
import type { ModelChain } from "./models.ts";
import { isReadOnly, type Rights, readOnly, type ToolList } from "./rights.ts";
import { type Agent, type Category, modelOf, type Roster } from "./roster.ts";
import { readToolNames } from "./tool-names.ts";

/** Who works on a task, with which models, and why. */
export interface Resolution {
  /** Name of the agent. */
  readonly agent: string;
  /** Name of the category whose settings hold; null for none. */
  readonly category: string | null;
  /** What its sessions may do, before the tools that its skills restrict it to. */
  readonly rights: Rights;
  readonly chain: ModelChain;
  /** Null for the model's own. */
  readonly temperature: number | null;
  readonly topP: number | null;
  /** Names of the skills it is to have: the task's own, then its agent's. */
  readonly skills: readonly string[];
  /** The only tools that the task says it is to be done with; null where it does not say. */
  readonly tools: ToolList | null;
  /** Added to the brief; empty for nothing. */
  readonly prompt: string;
}

/** A choice for the whole run. */
export interface Override {
  /** `provider/model`, from the command line: goes before everything else. Null for none. */
  readonly model: string | null;
}

/** No choice. */
export const noOverride: Override = { model: null };

/** Does a plan's tasks where they name no agent. */
const worker = "sisyphus-junior";
/** Judges, and works on final tasks. */
const judge = "reviewer";

/**
 * Picks agent, rights and models of a task. A task goes to the agent it names, else to sisyphus-junior; a final task to
 * the read-only agent it names, else to the reviewer. Its model is that of the command line, of the agent it names,
 * of its category, of its agent, and then what suits its category or its agent best of what there is.
 */
export function resolveTask(task: Task, roster: Roster, override: Override = noOverride): Resolution {
  const category = categoryOf(task, roster);
  const named = agentNamed(task, roster);
  const agent = task.final
    ? named !== null && isReadOnly(named.rights)
      ? named
      : agentOf(judge, roster)
    : (named ?? agentOf(worker, roster));
  const setting = settingOf(task, agent, named, category, roster);
  return {
    agent: agent.name,
    category: category?.name ?? null,
    rights: task.final ? { ...agent.rights, ...readOnly } : agent.rights,
    chain: chainOf(setting, override),
    ...tuningOf(agent, setting),
    skills: [...new Set([...task.skills.map(({ value }) => value), ...agent.skills])],
    tools: toolsOf(task),
    prompt: task.final ? "" : (category?.prompt ?? ""),
  };
}

/** The runtime's own agents are tuned in its own configuration; what a category does not say holds as its agent has it. */
function tuningOf(agent: Agent, { settings }: Setting): Pick<Resolution, "temperature" | "topP"> {
  if (agent.prompt === null) return { temperature: null, topP: null };
  return {
    temperature: settings.temperature ?? agent.settings.temperature,
    topP: settings.topP ?? agent.settings.topP,
  };
}

/** An agent that works on no task of its own, with the models that are its: the reviewer, the oracle. */
export function resolveAgent(name: string, roster: Roster, override: Override = noOverride): Resolution {
  const agent = agentOf(name, roster);
  const setting = { settings: modelOf(agent, roster), wished: agent.wished, reason: `the ${agent.name}` };
  return {
    agent: agent.name,
    category: null,
    rights: agent.rights,
    chain: chainOf(setting, override),
    ...tuningOf(agent, setting),
    skills: [],
    tools: null,
    prompt: "",
  };
}

/** The agent of a name that is always there. */
function agentOf(name: string, { agents }: Roster): Agent {
  const agent = agents.get(name);
  if (agent === undefined) throw new Error(`no agent ${name}`);
  return agent;
}

function agentNamed({ agent, categories }: Task, { agents, categories: kinds }: Roster): Agent | null {
  // A name in the place of a category is an agent's unless it is a category's.
  const names = [agent, ...categories].flatMap((name) => name?.value.toLowerCase() ?? []);
  for (const name of names) {
    const found = agents.get(name);
    if (found !== undefined && !found.disabled && (name === agent?.value.toLowerCase() || !kinds.has(name)))
      return found;
  }
  return null;
}

function categoryOf({ categories }: Task, roster: Roster): Category | null {
  const name = categories[0]?.value.toLowerCase();
  const found = name === undefined ? undefined : roster.categories.get(name);
  return found === undefined || found.disabled ? null : found;
}

/** Where the model comes from, and in whose name. */
interface Setting {
  readonly settings: ModelSettings;
  readonly wished: readonly string[];
  readonly reason: string;
}

function settingOf(
  task: Task,
  agent: Agent,
  named: Agent | null,
  category: Category | null,
  roster: Roster,
): Setting {
  const ofCategory = (one: Category): Setting => ({ ...one, reason: `category ${one.name}` });
  const ofAgent = (one: Agent): Setting => ({ ...one, reason: `agent ${one.name}` });
  const inherited = agent.category === null ? undefined : roster.categories.get(agent.category);
  const options: Setting[] = [
    ...(named !== null && named === agent ? [ofAgent(agent)] : []),
    ...(category ? [ofCategory(category)] : []),
    ...(task.final ? [ofAgent(agentOf(judge, roster))] : []),
    ofAgent(agent),
    ...(inherited && !inherited.disabled ? [ofCategory(inherited)] : []),
  ];
  const configured = options.find(({ settings }) => settings.model !== null);
  if (configured) return configured;
  const [first = ofAgent(agent)] = options;
  const wishing = options.find(({ wished }) => wished.length > 0);
  // What is not a model (a temperature, fallbacks) holds although no model is named.
  const partly = options.find(({ settings }) => settings !== undefined && says(settings));
  const unknown = task.categories[0]?.value;
  const reason =
    category !== null || unknown === undefined || named !== null
      ? (wishing ?? first).reason
      : `category ${unknown.toLowerCase()} is not known`;
  return { settings: (partly ?? first).settings, wished: wishing?.wished ?? [], reason };
}

function says({ fallbacks, temperature, topP }: ModelSettings): boolean {
  return fallbacks.length > 0 || temperature !== null || topP !== null;
}

function chainOf({ settings, wished, reason }: Setting, { model }: Override): ModelChain {
  if (model !== null)
    return { first: { model, variant: null }, fallbacks: [], wished: [], reason: "--model" };
  const { variant, fallbacks } = settings;
  const first = settings.model === null ? null : { model: settings.model, variant };
  return { first, fallbacks, wished, reason };
}

/** The tools that a task restricts itself to; null where it does not, or names what is no tool of a session. */
function toolsOf({ tools }: Task): ToolList | null {
  if (tools.length === 0) return null;
  const { list, unknown } = readToolNames(tools.map(({ value }) => value));
  return unknown.length > 0 ? null : list;
}
