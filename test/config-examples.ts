import { knownAgents } from "../src/agents/known.ts";
import { parseLayer } from "../src/config/layer.ts";
import type { Diagnostic } from "../src/diagnostic.ts";
import { catalogue } from "../src/rules/all.ts";
import { createSource, type Source } from "../src/source.ts";

/** Which file an example of a configuration is, by the word behind `jsonc` in its fence. */
const files = {
  "": { name: ".omo/omo.jsonc", owner: "repository", dialect: "omo" },
  user: { name: "~/.config/omo/omo.jsonc", owner: "user", dialect: "omo" },
  predecessor: { name: ".opencode/oh-my-openagent.jsonc", owner: "repository", dialect: "predecessor" },
} as const;

/** What is said of an example of a configuration, where nothing but omo and opencode is installed. */
export function readExample(info: string, text: string): { source: Source; diagnostics: Diagnostic[] } {
  if (!Object.hasOwn(files, info)) throw new Error(`no configuration file is called ${info}`);
  const { name, owner, dialect } = files[info as keyof typeof files];
  const source = createSource(name, text);
  const known = { rules: catalogue, agents: knownAgents };
  const [, diagnostics] = parseLayer(source, { owner, dialect, base: "/repository", known });
  return { source, diagnostics };
}
