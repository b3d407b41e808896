import { randomBytes } from "node:crypto";
import type { Rights } from "../../agents/rights.ts";
import type { AgentProfile } from "../runtime.ts";
import { userAgent } from "./config.ts";

/** How a server knows the agents that a run brings along. Names of others are its own. */
export interface ServerAgents {
  /** By which name it knows who works in a session. */
  nameOf(agent: string): string;
  /** By which name it knows an agent that is asked by others. */
  delegateOf(agent: string): string;
  /** Name of an agent of its own whose rules, for sessions of this agent, are what the user's configuration allows. */
  baseOf(agent: string): string;
  /** What its configuration says that the agent may do; null where that is not ours to say. */
  rightsOf(agent: string): Rights | null;
  /** What is to be said to the agent beside its server's own words; null where the server says it. */
  systemOf(agent: string): string | null;
}

/**
 * Agents of a server that is started with them in its configuration. It knows ours by names that nobody can have
 * foreseen, since opencode would merge what a repository says of an agent into ours.
 */
export function configuredAgents(profiles: readonly AgentProfile[]): ServerAgents {
  const suffix = randomBytes(3).toString("hex");
  const own = new Map(profiles.map((profile) => [profile.name, profile]));
  const nameOf = (agent: string) => (own.has(agent) || agent === userAgent ? `${agent}-${suffix}` : agent);
  return {
    nameOf,
    delegateOf: nameOf,
    // Ours have rules of their own in the configuration; what the user says stands alone in those of another.
    baseOf: (agent) => nameOf(own.has(agent) ? userAgent : agent),
    rightsOf: (agent) => own.get(agent)?.rights ?? null,
    systemOf: () => null,
  };
}

/** The agent of opencode's own that may do whatever the user's configuration allows. */
export const lentAgent = "build";

/**
 * Agents of a server that was there before, and cannot be given any: its own stands in for all of ours, with their
 * words beside its own. Who is asked by others is whom the server has by that name.
 */
export function lentAgents(profiles: readonly AgentProfile[]): ServerAgents {
  const own = new Map(profiles.map((profile) => [profile.name, profile]));
  const nameOf = (agent: string) => (own.has(agent) ? lentAgent : agent);
  return {
    nameOf,
    delegateOf: (agent) => agent,
    baseOf: nameOf,
    rightsOf: () => null,
    systemOf: (agent) => own.get(agent)?.prompt ?? null,
  };
}
