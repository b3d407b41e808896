import type { Setting } from "./setting.ts";

/** Settings by their paths, in the order in which they were put in. A path holds a value or has others below it. */
export class SettingTable<T extends Setting> {
  readonly #settings = new Map<string, T>();
  /** For each path that leads to settings, itself included, their keys. */
  readonly #below = new Map<string, Set<string>>();

  /** All of them. */
  list(): T[] {
    return [...this.#settings.values()];
  }

  /** Whether there is a setting at a path, or below it. */
  hasBelow(path: readonly string[]): boolean {
    return (this.#below.get(keyOf(path))?.size ?? 0) > 0;
  }

  /** What is at a path, and below it. */
  below(path: readonly string[]): T[] {
    return [...(this.#below.get(keyOf(path)) ?? [])].flatMap((key) => this.#settings.get(key) ?? []);
  }

  /** Takes out what is at a path, and below it. */
  removeBelow(path: readonly string[]): void {
    for (const key of [...(this.#below.get(keyOf(path)) ?? [])]) this.#remove(key);
  }

  /** Puts a setting in the place of those at its path, below it and above it. */
  put(setting: T): void {
    const key = keyOf(setting.path);
    this.removeBelow(setting.path);
    for (const prefix of prefixesOf(setting.path)) this.#remove(prefix);
    this.#settings.set(key, setting);
    for (const prefix of prefixesOf(setting.path)) {
      const keys = this.#below.get(prefix) ?? new Set();
      this.#below.set(prefix, keys.add(key));
    }
  }

  #remove(key: string): void {
    const setting = this.#settings.get(key);
    if (setting === undefined) return;
    this.#settings.delete(key);
    for (const prefix of prefixesOf(setting.path)) this.#below.get(prefix)?.delete(key);
  }
}

/** The path's own key and those of all above it. */
function prefixesOf(path: readonly string[]): string[] {
  return path.map((_, i) => keyOf(path.slice(0, i + 1)));
}

function keyOf(path: readonly string[]): string {
  return JSON.stringify(path);
}
