/** What is there when a configuration is begun. */
export interface Found {
  readonly categories: readonly {
    readonly name: string;
    readonly description: string;
    /** Configured already, elsewhere. */
    readonly model: string | null;
    /** Ids of models that suit it. */
    readonly wished: readonly string[];
  }[];
  /** Names of the user's own skills. */
  readonly skills: readonly string[];
}

/** What the user has chosen: models by category, and by `reviewer`. */
export interface Wishes {
  readonly models: Readonly<Record<string, string>>;
}

/**
 * The text of a first `.omo/omo.jsonc`: what was chosen, and as comments what could be. JSON with comments that parses
 * as it is.
 */
export function initialConfig({ categories, skills }: Found, { models }: Wishes): string {
  const lines = categories.flatMap(({ name, description, model, wished }) => {
    const chosen = models[name];
    const example = chosen ?? model ?? `provider/${wished[0] ?? "model"}`;
    const entry = `"${name}": { "model": ${JSON.stringify(example)} },`;
    const where = model !== null && chosen === undefined ? " (set elsewhere)" : "";
    return [`    // ${description}${where}`, chosen === undefined ? `    // ${entry}` : `    ${entry}`];
  });
  const reviewer = models.reviewer;
  return `{
  // Which model works on the tasks of a category; others are made by naming them.
  // What is not said is what suits the category best of what there is, else opencode's default.
  "categories": {
${lines.join("\n")}
  },

  // Who judges what no command can settle, and works on the final wave.
  ${reviewer === undefined ? `// "reviewer": { "model": "provider/model" },` : `"reviewer": { "model": ${JSON.stringify(reviewer)} },`}

  // An agent's model, and rights taken from it. "omo config" lists the agents.
  // "agents": { "explore": { "model": "provider/model", "permission": { "webfetch": "deny" } } },

  // Skills that are not to be used${skills.length > 0 ? `; found here: ${skills.join(", ")}` : ""}.
  // "disabled_skills": [],

  // Findings of "omo plan lint": error, warning, info or off.
  // "rules": { "vague-criterion": "error" },
}
`;
}
