/** What is configured of sessions at once. */
export interface SlotLimits {
  /** `background_task.modelConcurrency`: by `provider/model`. */
  readonly byModel: Readonly<Record<string, number>>;
  /** `background_task.providerConcurrency`. */
  readonly byProvider: Readonly<Record<string, number>>;
  /** `background_task.defaultConcurrency`; null where nothing is said of it. */
  readonly default: number | null;
}

/** What a request is counted under, and how many may be held of that at once. */
export interface SlotKey {
  /** `model:<provider/model>`, `provider:<provider>`, or `default` for the runtime's own model. */
  readonly key: string;
  /** A whole number from 1, or Infinity for no bound. */
  readonly limit: number;
}

/** The limit where no configuration says one. */
export const defaultSlotLimit = 5;

/**
 * The one limit that holds for a model, as the predecessor has it. A model that `byModel` names is bounded by that
 * number alone. Else a provider that `byProvider` names bounds all its other models together. Else the default
 * bounds each model by itself. Names count in the spelling that they have, and a provider ends at the first slash.
 * A null model is counted by itself: which model the runtime takes is not known here.
 */
export function slotKeyOf(model: string | null, limits: SlotLimits): SlotKey {
  const standard = limits.default ?? defaultSlotLimit;
  if (model === null) return { key: "default", limit: standard };
  const own = numberOf(limits.byModel, model);
  if (own !== undefined) return { key: `model:${model}`, limit: own };
  const provider = model.split("/", 1)[0] ?? model;
  const shared = numberOf(limits.byProvider, provider);
  if (shared !== undefined) return { key: `provider:${provider}`, limit: shared };
  return { key: `model:${model}`, limit: standard };
}

/** A model may be called `constructor`. */
function numberOf(numbers: Readonly<Record<string, number>>, name: string): number | undefined {
  return Object.hasOwn(numbers, name) ? numbers[name] : undefined;
}
