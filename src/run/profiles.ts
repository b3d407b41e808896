import { isOfProvider } from "../agents/models.ts";
import type { Resolution } from "../agents/resolve.ts";
import { type Agent, modelOf, type Roster } from "../agents/roster.ts";
import type { AgentProfile } from "../runtime/runtime.ts";

/**
 * The name by which the runtime knows who works on a task: a category with a temperature of its own makes another
 * profile of the same agent, since a runtime sets it by agent.
 */
export function profileName({ agent, temperature, topP }: Resolution): string {
  const settings = [temperature === null ? "" : `t${temperature}`, topP === null ? "" : `p${topP}`];
  const suffix = settings.join("");
  return suffix === "" ? agent : `${agent}-${suffix}`;
}

/** Every agent that sessions may name or ask: all that are omo's, and those of them that are tuned for a category. */
export function profilesOf(roster: Roster, resolutions: readonly Resolution[]): AgentProfile[] {
  const plain = [...roster.agents.values()].flatMap((agent) => {
    const { temperature, topP } = agent.settings;
    return profileOf(roster, agent, agent.name, temperature, topP) ?? [];
  });
  const known = new Set(plain.map(({ name }) => name));
  const tuned = resolutions.flatMap((resolution) => {
    const name = profileName(resolution);
    const agent = roster.agents.get(resolution.agent.toLowerCase());
    if (known.has(name) || agent === undefined) return [];
    known.add(name);
    return profileOf(roster, agent, name, resolution.temperature, resolution.topP) ?? [];
  });
  return [...plain, ...tuned];
}

/** Null for an agent that the runtime has by itself, or that is switched off. */
function profileOf(
  roster: Roster,
  agent: Agent,
  name: string,
  temperature: number | null,
  topP: number | null,
): AgentProfile | null {
  const { role, prompt, rights } = agent;
  if (prompt === null || agent.disabled) return null;
  return { name, description: role, prompt, rights, temperature, topP, model: modelWhenAsked(roster, agent) };
}

/** The model of an agent that others ask; null for the model of who asks, as where it is of a provider passed over. */
export function modelWhenAsked(roster: Roster, agent: Agent): string | null {
  const { model } = modelOf(agent, roster);
  return model === null || isOfProvider(model, roster.config.disabledProviders) ? null : model;
}
