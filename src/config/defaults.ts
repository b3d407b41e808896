import { defaultConfig } from "../config.ts";

/** What holds of a key that no file sets. */
export interface DefaultSetting {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** The defaults of omo itself, by the keys that set them otherwise. */
export const defaultSettings: readonly DefaultSetting[] = [
  { path: ["default_run_agent"], value: defaultConfig.defaultAgent },
  { path: ["runtime_fallback", "enabled"], value: defaultConfig.fallback.enabled },
  { path: ["runtime_fallback", "max_fallback_attempts"], value: defaultConfig.fallback.maxAttempts },
  { path: ["runtime_fallback", "cooldown_seconds"], value: defaultConfig.fallback.cooldown / 1_000 },
  { path: ["plugins"], value: defaultConfig.plugins },
];

/** Keys that are read, checked and shown, and that nothing obeys yet. */
const kept: readonly (readonly string[])[] = [["default_run_agent"], ["team_mode"]];

/** Whether a key has no effect yet. */
export function isKept(path: readonly string[]): boolean {
  return kept.some((one) => one.every((key, i) => path[i] === key));
}
