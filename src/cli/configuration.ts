import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, isAbsolute, join, sep } from "node:path";
import { nativeAgents, ownAgentNames } from "../agents/known.ts";
import type { EffectiveSetting } from "../config/merge.ts";
import type { Owner } from "../config/setting.ts";
import { type Config, defaultConfig } from "../config.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { countOf, type FileReport } from "../report/lint.ts";
import { createSource } from "../source.ts";
import {
  baseOf,
  type ConfigPlace,
  type ConfigSearch,
  displayName,
  findConfigFiles,
  findOpencodeFiles,
  opencodeFolders,
  walkedFolders,
} from "./config-files.ts";
import { type FileText, readSource } from "./files.ts";

/** A configuration file, and what is wrong with it. */
export interface ReadConfigFile extends ConfigPlace {
  /** As people are told of it. */
  readonly name: string;
  readonly report: FileReport;
}

/** What is configured where a command runs. */
export interface LoadedConfig {
  readonly config: Config;
  /** All that any file says and that holds, with the file. Empty where there is no file. */
  readonly settings: readonly EffectiveSetting[];
  /** The lowest first. */
  readonly files: readonly ReadConfigFile[];
  /** Files that cannot be read at all, one line each. */
  readonly problems: readonly string[];
  /** Agents that opencode has besides those of omo. */
  readonly foreignAgents: readonly string[];
}

/**
 * Reads every configuration file there is for a place, and lays them over each other. What is wrong is in the reports;
 * of an omo file with errors nothing holds.
 */
export async function loadConfig(search: ConfigSearch): Promise<LoadedConfig> {
  const places = findConfigFiles(search);
  const foreignAgents = await findForeignAgents(search);
  if (places.length === 0)
    return { config: defaultConfig, settings: [], files: [], problems: [], foreignAgents };
  const { parseLayer } = await import("../config/layer.ts");
  const { mergeLayers } = await import("../config/merge.ts");
  const { toConfig } = await import("../config/effective.ts");
  const { inlinePrompts } = await import("../config/prompt-files.ts");
  const { catalogue } = await import("../rules/all.ts");
  const known = { rules: catalogue, agents: [...ownAgentNames, ...foreignAgents] };
  const files: ReadConfigFile[] = [];
  const problems: string[] = [];
  const layers = places.flatMap((place) => {
    const name = displayName(place.path, search);
    const read = readRegular(place.path, search.cwd);
    if (!read.ok) {
      problems.push(read.problem.replace(place.path, name));
      return [];
    }
    const source = createSource(name, read.source.text);
    const [parsed, mistakes] = parseLayer(source, { ...place, base: baseOf(place), known });
    const readText = (path: string) => readBeside(path, place, search);
    const [layer, missing] = inlinePrompts(parsed, readText);
    files.push({ ...place, name, report: { source, diagnostics: [...mistakes, ...missing] } });
    return [layer];
  });
  const settings = mergeLayers(layers, catalogue);
  return { config: toConfig(settings, layers), settings, files, problems, foreignAgents };
}

/** The files of which something is to be told: omo's own with any finding, the predecessor's only where asked for. */
export function reportsOf({ files }: LoadedConfig, which: "omo" | "all" = "omo"): FileReport[] {
  return files
    .filter(({ dialect }) => which === "all" || dialect === "omo")
    .map(({ report }) => ({ ...report, diagnostics: report.diagnostics.filter(isTold) }))
    .filter((report) => countOf([report], "error") + countOf([report], "warning") > 0);
}

/** What is left out of a file is told by `omo config`, and is nothing to mend. */
function isTold({ severity }: Diagnostic): boolean {
  return severity !== "info";
}

/** A pipe would keep everybody waiting, and a folder is no configuration. */
function readRegular(path: string, cwd: string): FileText {
  const isOther = existsSync(path) && statSync(path, { throwIfNoEntry: false })?.isFile() === false;
  return isOther ? { ok: false, problem: `${path}: is no file` } : readSource(path, cwd);
}

/** Agents that opencode itself comes with, and those that the user and the repository have defined for it. */
async function findForeignAgents(search: ConfigSearch): Promise<string[]> {
  const named =
    findOpencodeFiles(search).length === 0
      ? []
      : (await import("./opencode-files.ts")).readOpencodeFiles(search).flatMap(({ names }) => names.agents);
  const folders = [
    ...opencodeFolders(search.env),
    ...walkedFolders(search).map((folder) => join(folder, ".opencode")),
  ].flatMap((folder) => [join(folder, "agent"), join(folder, "agents")]);
  const defined = folders.filter((folder) => existsSync(folder)).flatMap((folder) => markdownNames(folder));
  const own = new Set(ownAgentNames);
  return [...new Set([...nativeAgents, ...named, ...defined])].filter((name) => !own.has(name.toLowerCase()));
}

function markdownNames(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".md"))
      .map((name) => basename(name, ".md"));
  } catch {
    return [];
  }
}

/**
 * The text of a file that a configuration names; null when it cannot be had. What a repository names must lie in it,
 * links resolved.
 */
function readBeside(path: string, place: ConfigPlace, { root, env }: ConfigSearch): string | null {
  const whole = path.startsWith("~/")
    ? join(env.HOME ?? "/", path.slice(2))
    : isAbsolute(path)
      ? path
      : join(baseOf(place), path);
  try {
    const real = realpathSync(whole);
    return mayRead(real, root, place.owner) ? readFileSync(real, "utf8") : null;
  } catch {
    return null;
  }
}

function mayRead(path: string, root: string, owner: Owner): boolean {
  return owner === "user" || path.startsWith(`${root}${sep}`);
}
