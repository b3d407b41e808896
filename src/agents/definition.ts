import type { Rights } from "./rights.ts";

/** An agent as it comes with omo; a configuration can change its model and narrow its rights. */
export interface AgentDefinition {
  readonly name: string;
  /** What it is for, in a few words: shown to people, and to agents that may ask it. */
  readonly role: string;
  /** Its system prompt, in place of the runtime's own. */
  readonly prompt: string;
  /**
   * Models it works best with, the best first, by their ids without a provider. The first that one of the user's
   * providers has is taken where nothing is configured.
   */
  readonly models: readonly string[];
  readonly rights: Rights;
}

/** A kind of work as plans name it: it picks the model, not the agent. */
export interface CategoryDefinition {
  readonly name: string;
  /** For which tasks, in a few words. */
  readonly description: string;
  /** As those of an agent. */
  readonly models: readonly string[];
  /** How such a task is to be gone about: added to its brief. Empty for none. */
  readonly prompt: string;
}
