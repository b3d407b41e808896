/** Categories that every plan may name. */
export const knownCategories: readonly string[] = [
  "visual-engineering",
  "artistry",
  "ultrabrain",
  "deep",
  "quick",
  "unspecified-low",
  "unspecified-high",
  "writing",
  "git",
];

/** Agents that every plan may name: those that plans are written for, and the coding agent's own. */
export const knownAgents: readonly string[] = [
  "sisyphus",
  "sisyphus-junior",
  "hephaestus",
  "prometheus",
  "metis",
  "momus",
  "atlas",
  "oracle",
  "librarian",
  "explore",
  "multimodal-looker",
  "build",
  "plan",
  "general",
];

/** Skills that come with the agents, so that no folder has to hold them. */
export const builtInSkills: readonly string[] = ["git-master", "playwright", "frontend-ui-ux", "dev-browser"];
