import { builtInAgents } from "./built-in.ts";
import { builtInCategories } from "./built-in-categories.ts";

/** Categories that every plan may name. */
export const knownCategories: readonly string[] = builtInCategories.map(({ name }) => name);

/** Agents that come with omo. */
export const ownAgentNames: readonly string[] = builtInAgents.map(({ name }) => name);

/** Agents that come with opencode. */
export const nativeAgents: readonly string[] = ["build", "plan", "general"];

/** Agents that every plan may name. */
export const knownAgents: readonly string[] = [...ownAgentNames, ...nativeAgents];

/** Skills that come with omo, so that no folder of the user's has to hold them. */
export const builtInSkills: readonly string[] = ["git-master", "playwright", "frontend-ui-ux"];
