import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { type ParseError, parse } from "jsonc-parser";
import { LaunchError } from "../launch-error.ts";

/** What a configuration file of opencode's says. */
export type FileConfig = Readonly<Record<string, unknown>>;

/** Names of the files that opencode looks for in a folder: what a later one says goes over what an earlier one does. */
export const configNames = ["config.json", "opencode.json", "opencode.jsonc"];

/** What the files of a folder say together, with the paths in them as they are meant from there. */
export function readConfig(folder: string): FileConfig {
  return configNames
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path))
    .map(readConfigFile)
    .reduce(mergeConfigs, {});
}

/** What one file says, likewise. Throws `LaunchError` where it says nothing that can be read. */
export function readConfigFile(path: string): FileConfig {
  const errors: ParseError[] = [];
  const value: unknown = parse(withWholePaths(readText(path), dirname(path)), errors, {
    allowTrailingComma: true,
  });
  if (errors.length > 0 || !isObject(value)) throw unreadable(path, "is no JSON object");
  const plugin = listOf(value.plugin).map((one) => (isRelative(one) ? resolve(dirname(path), one) : one));
  return plugin.length > 0 ? { ...value, plugin } : value;
}

/** As opencode lays one over another: objects key by key, and lists of instructions one after the other. */
export function mergeConfigs(below: FileConfig, above: FileConfig): FileConfig {
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const earlier = merged[key];
    if (isObject(earlier) && isObject(value)) merged[key] = mergeConfigs(earlier, value);
    else if (["instructions", "plugin"].includes(key)) merged[key] = [...listOf(earlier), ...listOf(value)];
    else merged[key] = value;
  }
  return merged;
}

/** A list, or none. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** `{file:./key}` is looked for from the file that says so, which a copy lies elsewhere than. */
function withWholePaths(text: string, folder: string): string {
  return text.replace(/\{file:([^}]+)\}/g, (whole, path: string) =>
    isAbsolute(path) || path.startsWith("~") ? whole : `{file:${resolve(folder, path)}}`,
  );
}

function isRelative(plugin: unknown): plugin is string {
  return typeof plugin === "string" && /^\.\.?\//.test(plugin);
}

function readText(path: string): string {
  try {
    return readFileSync(path.replace(/^~(?=\/)/, homedir()), "utf8");
  } catch {
    throw unreadable(path, "cannot be read");
  }
}

function unreadable(path: string, what: string): LaunchError {
  return new LaunchError("bad-config", `${path} ${what}`, "mend it, or take `plugins` out of omo's");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
