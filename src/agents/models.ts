import type { ModelChoice } from "../config.ts";

/** The models that may work on something, before anybody has asked which there are. */
export interface ModelChain {
  /** The model that the user has named; null where they have named none. */
  readonly first: ModelChoice | null;
  /** Models to go on with when a provider fails, as the user has named them. */
  readonly fallbacks: readonly ModelChoice[];
  /** In the place of a first one: ids, without a provider, of models that suit the work, the best first. */
  readonly wished: readonly string[];
  /** Where it comes from, in a few words for people. */
  readonly reason: string;
}

/** A model that may work, and why. */
export interface Candidate extends ModelChoice {
  readonly reason: string;
}

/** Models that can be had: ids by provider, as the runtime lists them. */
export interface ModelList {
  readonly id: string;
  /** The user has chosen this provider: it has a login or stands in a configuration. */
  readonly chosen: boolean;
  readonly models: readonly string[];
}

/**
 * The models of a chain that can be had, in the order in which they are to be tried; never empty. What the user has not
 * named is looked for among providers of their own choosing alone, and is the runtime's default in the end.
 * @param disabled providers that are passed over
 */
export function candidatesOf(
  { first, fallbacks, wished, reason }: ModelChain,
  providers: readonly ModelList[],
  disabled: readonly string[],
): Candidate[] {
  const isOn = ({ model }: ModelChoice) => model === null || !isOfProvider(model, disabled);
  const named = fallbacks.filter(isOn).map((choice) => ({ ...choice, reason: `${reason}; fallback` }));
  if (first !== null && isOn(first)) return [{ ...first, reason }, ...named];
  const usable = providers.filter(({ id, chosen }) => chosen && !isOfProvider(id, disabled));
  const found = wished.flatMap((wish): Candidate[] => {
    const model = findWished(wish, usable);
    return model === null
      ? []
      : [{ model, variant: null, reason: `${reason}; suits it best of what there is` }];
  });
  const last = { model: null, variant: null, reason: `${reason}; opencode's default` };
  // Where the first one is passed over, its fallbacks stand in for it.
  return first !== null && named.length > 0 ? named : [...found, ...named, last];
}

/** Whether a model, written `provider/model`, is of one of these providers; names in any case. */
export function isOfProvider(model: string, providers: readonly string[]): boolean {
  const provider = model.split("/")[0]?.toLowerCase();
  return providers.some((one) => one.toLowerCase() === provider);
}

/** Every model that a chain names: all must exist. */
export function namedModels({ first, fallbacks }: ModelChain): string[] {
  return [first, ...fallbacks].flatMap((choice) => choice?.model ?? []);
}

/** `provider/model` of the first provider that has a model of that id, however it groups its models. */
function findWished(wish: string, providers: readonly ModelList[]): string | null {
  for (const { id, models } of providers) {
    const found = models.find((model) => model === wish || model.endsWith(`/${wish}`));
    if (found !== undefined) return `${id}/${found}`;
  }
  return null;
}

/**
 * The candidate to try now: the first whose model is not resting after a fault of its provider; the one that has
 * rested longest where all are.
 * @param resting until when models rest, in milliseconds since 1970
 * @param tried positions that this prompt has tried already
 * @returns its position, or null when all have been tried
 */
export function nextCandidate(
  candidates: readonly Candidate[],
  resting: ReadonlyMap<string, number>,
  now: number,
  tried: ReadonlySet<number> = new Set(),
): number | null {
  const open = candidates.flatMap((candidate, i) =>
    tried.has(i) ? [] : [{ i, until: restOf(candidate, resting) }],
  );
  const awake = open.find(({ until }) => until <= now);
  if (awake) return awake.i;
  return (
    open.reduce<{ i: number; until: number } | null>(
      (best, one) => (best === null || one.until < best.until ? one : best),
      null,
    )?.i ?? null
  );
}

function restOf({ model }: Candidate, resting: ReadonlyMap<string, number>): number {
  return resting.get(model ?? "") ?? 0;
}
