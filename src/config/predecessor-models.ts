import type { Setting } from "./setting.ts";

/** Levels of effort that the predecessor writes behind a model's name. */
const levels = "off|none|minimal|low|medium|high|xhigh|max|auto";
const inline = new RegExp(`^(\\S+?)(?::(${levels})|\\((${levels})\\)|\\s+(${levels}))$`);

/** `provider/model:high`, `provider/model(high)`, `provider/model high`: the model, and the level or null. */
export function splitLevel(written: string): { model: string; level: string | null } {
  const match = inline.exec(written);
  if (!match) return { model: written, level: null };
  return { model: match[1] ?? written, level: match[2] ?? match[3] ?? match[4] ?? null };
}

/**
 * Brings the ways in which the predecessor names models into one: `models` is a model and its fallbacks, a level of
 * effort is a variant, wherever it stands.
 */
export function adaptModels(settings: readonly Setting[]): Setting[] {
  const owners = new Map<string, Setting[]>();
  const others: Setting[] = [];
  for (const setting of settings) {
    const [top, name] = setting.path;
    if ((top === "agents" || top === "categories") && name !== undefined) {
      const key = `${top} ${name}`;
      owners.set(key, [...(owners.get(key) ?? []), setting]);
    } else others.push(setting);
  }
  return [...others, ...[...owners.values()].flatMap(adaptOwner)];
}

function adaptOwner(settings: readonly Setting[]): Setting[] {
  const of = (key: string) => settings.find(({ path }) => path[2] === key && path.length === 3);
  const chain = of("models");
  const entries: unknown[] = Array.isArray(chain?.value) ? chain.value : [];
  const first =
    of("model") ?? (chain && entries.length > 0 ? { ...chain, value: nameOf(entries[0]) } : undefined);
  const rest =
    of("fallback_models") ?? (chain && entries.length > 1 ? { ...chain, value: entries.slice(1) } : null);
  const named = ["model", "models", "fallback_models", "variant", "reasoning", "reasoningEffort"];
  const kept = settings.filter(({ path }) => !named.includes(path[2] ?? ""));
  const at = (setting: Setting, key: string, value: unknown): Setting => ({
    ...setting,
    path: [...setting.path.slice(0, 2), key],
    value,
  });

  const split = typeof first?.value === "string" ? splitLevel(first.value) : null;
  const stated = of("reasoning") ?? of("reasoningEffort") ?? of("variant");
  const written = (of("model") ? null : levelOf(entries[0])) ?? split?.level;
  const level = stated ?? (first && written ? { ...first, value: written } : undefined);
  const provider = split?.model.split("/")[0];
  return [
    ...kept,
    ...(first ? [at(first, "model", split?.model ?? first.value)] : []),
    ...(level && level.value !== "auto" ? [at(level, "variant", level.value)] : []),
    ...(rest ? [at(rest, "fallback_models", adaptFallbacks(rest.value, provider))] : []),
  ];
}

function adaptFallbacks(value: unknown, provider: string | undefined): unknown {
  const list = Array.isArray(value) ? value : [value];
  return list.map((entry) => {
    const written = nameOf(entry);
    if (typeof written !== "string") return entry;
    const { model, level } = splitLevel(written);
    const whole = model.includes("/") || provider === undefined ? model : `${provider}/${model}`;
    const stated = levelOf(entry) ?? level;
    return typeof stated === "string" && stated !== "auto" ? { model: whole, variant: stated } : whole;
  });
}

/** The level of effort that an entry states by itself; null where it has none. */
function levelOf(entry: unknown): unknown {
  const { variant, reasoning, reasoningEffort } = (
    typeof entry === "object" && entry !== null ? entry : {}
  ) as Record<string, unknown>;
  return reasoning ?? reasoningEffort ?? variant ?? null;
}

function nameOf(entry: unknown): unknown {
  return typeof entry === "object" && entry !== null && "model" in entry ? entry.model : entry;
}
