import { type Candidate, candidatesOf, isOfProvider, namedModels } from "../agents/models.ts";
import type { Resolution } from "../agents/resolve.ts";
import type { Roster } from "../agents/roster.ts";
import type { Catalog } from "../runtime/runtime.ts";
import { closest } from "../suggest.ts";
import { RunError } from "./errors.ts";
import { modelWhenAsked } from "./profiles.ts";

/** Someone who needs a model, and how people are told of them. */
export interface ModelUser {
  /** E.g. `task 3`. */
  readonly who: string;
  readonly resolved: Resolution;
}

/**
 * The models that may work for each of those who need one, in the order to be tried. Holds every model that a run can
 * reach against what the runtime knows, before the first session: a name it does not know fails in the middle of a
 * run, and opaquely. Throws `RunError`.
 */
export function planModels(
  catalog: Catalog,
  users: readonly ModelUser[],
  roster: Roster,
): ReadonlyMap<Resolution, readonly Candidate[]> {
  const disabled = roster.config.disabledProviders;
  // Thousands of tasks share a few chains, and looking one up goes through every model there is.
  const ofChain = new Map<string, readonly Candidate[]>();
  const planned = new Map(
    users.map(({ resolved }) => {
      const key = JSON.stringify(resolved.chain);
      const found = ofChain.get(key) ?? candidatesOf(resolved.chain, catalog.providers, disabled);
      ofChain.set(key, found);
      return [resolved, found];
    }),
  );
  const leavesToDefault = [...planned.values()].some(([first]) => first?.model === null);
  // Nobody's code is sent to a service that nobody has chosen.
  if (catalog.providers.length === 0 || (leavesToDefault && !catalog.defaultChosen))
    throw new RunError(
      "opencode has no provider configured",
      "log in with `opencode auth login`, or name a provider or a model in opencode.json",
    );
  const { defaultModel } = catalog;
  if (leavesToDefault && defaultModel !== null && isOfProvider(defaultModel, disabled))
    throw new RunError(
      `opencode's default model ${defaultModel} is of a provider that \`disabled_providers\` names`,
      "name a model for each category that is used, or another default in opencode.json",
    );
  for (const { resolved } of users) {
    const { first, fallbacks, reason } = resolved.chain;
    if (first?.model && fallbacks.length === 0 && reason === "--model" && isOfProvider(first.model, disabled))
      throw new RunError(
        `--model names ${first.model}, whose provider \`disabled_providers\` names`,
        "name another model, or take the provider off that list",
      );
  }
  const known = catalog.providers.flatMap(({ id, models }) => models.map((model) => `${id}/${model}`));
  for (const [model, why] of wantedModels(users, roster)) {
    if (known.includes(model)) continue;
    const near = closest(model, known);
    throw new RunError(
      `opencode knows no model ${model} (${why})`,
      near ? `did you mean ${near}?` : "`opencode models` lists those it knows",
    );
  }
  return planned;
}

/** Every model that is named for those users, and for the agents that their sessions may ask; with the first reason why. */
function wantedModels(users: readonly ModelUser[], roster: Roster): ReadonlyMap<string, string> {
  const wanted = new Map<string, string>();
  const want = (model: string, why: string) => {
    if (!wanted.has(model) && !isOfProvider(model, roster.config.disabledProviders)) wanted.set(model, why);
  };
  for (const { who, resolved } of users)
    for (const model of namedModels(resolved.chain)) want(model, `${who}: ${resolved.chain.reason}`);
  for (const name of new Set(users.flatMap(({ resolved }) => resolved.rights.delegates))) {
    const agent = roster.agents.get(name);
    const model = agent === undefined ? null : modelWhenAsked(roster, agent);
    if (model !== null) want(model, `agent ${name}`);
  }
  return wanted;
}
