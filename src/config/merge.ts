import { spelledTool } from "../agents/tool-names.ts";
import type { RuleInfo } from "../diagnostic.ts";
import { findRule } from "../rule-name.ts";
import type { Layer, Setting } from "./setting.ts";
import { SettingTable } from "./setting-table.ts";
import { givesBack } from "./user-limits.ts";

/** A setting that holds, and the file that it comes from. */
export interface EffectiveSetting extends Setting {
  readonly layer: Layer;
}

/**
 * Lays files over each other: what a later one says holds. Whole values are replaced, never parts of a list; a model
 * that is set anew drops the variant of the one before, which is a variant of that model. What the user has taken away
 * from an agent a repository does not give back.
 * @param layers the lowest first
 */
export function mergeLayers(layers: readonly Layer[], rules: readonly RuleInfo[]): EffectiveSetting[] {
  const merged = new SettingTable<EffectiveSetting>();
  for (const layer of layers) {
    const added = layer.settings.flatMap((setting) => normalize(setting, rules));
    for (const { path } of added)
      if (path.at(-1) === "model") merged.removeBelow([...path.slice(0, -1), "variant"]);
    for (const setting of added) {
      if (isEmptyObject(setting.value) && merged.hasBelow(setting.path)) continue;
      const isBound = layer.owner === "repository";
      if (isBound && givesBack(setting, merged.below(setting.path.slice(0, 2)))) continue;
      merged.put({ ...setting, layer });
    }
  }
  return merged.list();
}

/**
 * Brings what can be said in several ways into one: names in lower case, those of tools as the runtime spells them,
 * rules by code, lists of what is off.
 */
function normalize(setting: Setting, rules: readonly RuleInfo[]): Setting[] {
  const { path, value } = setting;
  const [top = "", name = "", ...rest] = path;
  const each = (to: (one: string) => string[]) =>
    (Array.isArray(value) ? value : []).map((one) => ({ ...setting, path: to(String(one)), value: true }));
  switch (top) {
    case "agents":
    case "categories":
      if (path.length < 2) return [];
      if (rest.at(-1) === "fallback_models" && typeof value === "string")
        return [{ ...setting, path: [top, name.toLowerCase(), ...rest], value: [value] }];
      return [{ ...setting, path: [top, name.toLowerCase(), ...withSpelledTool(rest)] }];
    case "reviewer":
      return name === "fallback_models" && typeof value === "string"
        ? [{ ...setting, value: [value] }]
        : [setting];
    case "rules":
      return path.length < 2 ? [] : [{ ...setting, path: [top, findRule(name, rules)?.code ?? name] }];
    case "disabled_agents":
      return each((one) => ["agents", one.toLowerCase(), "disable"]);
    case "disabled_categories":
      return each((one) => ["categories", one.toLowerCase(), "disable"]);
    case "disabled_skills":
      return each((one) => ["skills", "disable", one.toLowerCase()]);
    case "disabled_providers":
      return each((one) => [top, one]);
    case "disabled_tools":
      return each((one) => [top, spelledTool(one)]);
    case "skills":
      return name === "disable"
        ? each((one) => ["skills", "disable", one.toLowerCase()])
        : path.length < 2
          ? []
          : [setting];
    case "runtime_fallback":
      return typeof value === "boolean" ? [{ ...setting, path: [top, "enabled"] }] : [setting];
    case "$schema":
      return [];
    default:
      return [setting];
  }
}

/** `["tools", "Bash"]` → `["tools", "bash"]`, of what an agent's path ends in. */
function withSpelledTool(rest: readonly string[]): readonly string[] {
  const [kind = "", tool, ...patterns] = rest;
  const isOfTool = tool !== undefined && (kind === "tools" || kind === "permission");
  return isOfTool ? [kind, spelledTool(tool), ...patterns] : rest;
}

function isEmptyObject(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
  );
}
