import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { pathToFileURL } from "node:url";
import { LaunchError } from "../launch-error.ts";
import {
  configNames,
  type FileConfig,
  listOf,
  mergeConfigs,
  readConfig,
  readConfigFile,
} from "./config-files.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** How the server is to be started so that it loads the plugins it shall, and what is to be removed when it has ended. */
export interface AdmittedPlugins {
  readonly env: Readonly<Record<string, string>>;
  remove(): void;
}

/** A plugin as a configuration lists it: a package, a file, or one of them with settings. */
type Listed = string | readonly [string, ...unknown[]];

const pluginFolders = ["plugin", "plugins"];
const instructionsName = "AGENTS.md";

const predecessors = /oh-my-open(?:code|agent)|omo-opencode/i;

/** Whether a plugin, by name or place, is of an orchestrator that prompts idle sessions by itself: two masters end no run. */
export function isPredecessor(plugin: string): boolean {
  return predecessors.test(plugin);
}

/**
 * Without plugins to admit the server starts with none. Otherwise it is given copies of what the user and the repository
 * have configured, with these plugins of the user's alone: opencode has no switch that lets some plugins in. Throws
 * `LaunchError` for a plugin that the user does not have, or that must not be.
 * @param directory the git root
 */
export function admitPlugins(names: readonly string[], directory: string, env: Environment): AdmittedPlugins {
  if (names.length === 0) return { env: { OPENCODE_PURE: "1" }, remove: () => {} };
  const home = env.HOME || homedir();
  const configHome = env.XDG_CONFIG_HOME || join(home, ".config");
  const user = join(configHome, "opencode");
  refuseUnremovable(home, env);
  const config = readConfig(user);
  const named = env.OPENCODE_CONFIG ? readConfigFile(env.OPENCODE_CONFIG) : {};
  const found = availablePlugins(user, [...listOf(config.plugin), ...listOf(named.plugin)]);
  const wanted = names.map((name) => admit(name, found));

  const folder = mkdtempSync(join(tmpdir(), "omo-opencode-"));
  const [copy, own, local] = ["config", "config/opencode", "local"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  try {
    for (const made of [own, local]) mkdirSync(made, { recursive: true });
    // What else lies there is other programs', and theirs stays where they look for it.
    linkAll([configHome], copy, ["opencode"]);
    const configOf = (...configs: readonly FileConfig[]) => inFull(configs, directory);
    const withoutPlugins = [...configNames, ...pluginFolders];
    linkAll([user], own, withoutPlugins);
    write(join(own, "opencode.json"), { ...configOf(config), plugin: wanted });
    write(join(folder, "repository.json"), configOf(named, readConfig(directory), agentsFile(directory)));
    const locals = [
      join(directory, ".opencode"),
      ...(env.OPENCODE_CONFIG_DIR ? [env.OPENCODE_CONFIG_DIR] : []),
    ];
    linkAll(locals, local, [...withoutPlugins, instructionsName]);
    // opencode reads the user's there once it is told of the folder.
    const general = join(env.OPENCODE_CONFIG_DIR || user, instructionsName);
    if (existsSync(general)) symlinkSync(general, join(local, instructionsName));
    write(join(local, "opencode.json"), configOf(...locals.map(readConfig)));
    for (const made of [own, local]) spareInstall(made);
    return {
      env: {
        XDG_CONFIG_HOME: copy,
        OPENCODE_CONFIG: join(folder, "repository.json"),
        OPENCODE_CONFIG_DIR: local,
        OPENCODE_DISABLE_PROJECT_CONFIG: "1",
      },
      remove: () => rmSync(folder, { recursive: true, force: true }),
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** A name as it is written in the user's configuration, without a version, or that of a plugin file. */
function admit(name: string, found: ReadonlyMap<string, Listed>): Listed {
  if (isPredecessor(name))
    throw new LaunchError(
      "bad-config",
      `the plugin ${name} cannot be loaded into a run: it prompts sessions by itself`,
      "take it out of `plugins`; what it does for plans, omo does",
    );
  const plugin = found.get(name) ?? found.get(bareName(name));
  if (plugin === undefined)
    throw new LaunchError(
      "bad-config",
      `\`plugins\` names ${name}, which your opencode configuration does not have`,
      found.size > 0 ? `it has ${[...found.keys()].join(", ")}` : "it has no plugins at all",
    );
  return plugin;
}

/** The plugins that the user has: by name, how opencode is told of them. */
function availablePlugins(user: string, listed: readonly unknown[]): Map<string, Listed> {
  const files = pluginFolders.flatMap((name) =>
    listFolder(join(user, name))
      .filter((file) => /\.[cm]?[jt]s$/.test(file))
      .map((file) => pathToFileURL(join(user, name, file)).href),
  );
  const named = [...files, ...listed.filter(isListed)].map((one): [string, Listed] => [
    bareName(nameOf(one)),
    one,
  ]);
  return new Map(named.filter(([name, one]) => !isPredecessor(name) && !isPredecessor(nameOf(one))));
}

function isListed(value: unknown): value is Listed {
  return typeof (Array.isArray(value) ? value[0] : value) === "string";
}

function nameOf(plugin: Listed): string {
  return typeof plugin === "string" ? plugin : plugin[0];
}

/** `@scope/name@1.2` → `@scope/name`; `file:///x/login.ts` → `login`. */
function bareName(plugin: string): string {
  if (/^(?:file:|[./~])/.test(plugin)) return plugin.replace(/^.*\//, "").replace(/\.[^.]+$/, "");
  return plugin.replace(/(?<=.)@[^/]*$/, "");
}

/** Without plugins, and with instructions where they are: opencode would look for them beside the copy. */
function inFull(configs: readonly FileConfig[], directory: string): FileConfig {
  const { plugin: _, ...config } = configs.reduce(mergeConfigs, {});
  if (config.instructions === undefined) return config;
  const isPlace = (one: unknown) =>
    typeof one === "string" && !/^(?:https?:\/\/|~\/)/.test(one) && !isAbsolute(one);
  const instructions = listOf(config.instructions).map((one) =>
    isPlace(one) ? join(directory, String(one)) : one,
  );
  return { ...config, instructions };
}

/** What the repository tells all agents, which opencode reads with its configuration. */
function agentsFile(directory: string): FileConfig {
  const file = [instructionsName, "CLAUDE.md"]
    .map((name) => join(directory, name))
    .find((path) => existsSync(path));
  return file === undefined ? {} : { instructions: [file] };
}

/** opencode loads what lies there, or is listed there, whatever its configuration says elsewhere. */
function refuseUnremovable(home: string, env: Environment): void {
  const own = join(home, ".opencode");
  const folders = [own, env.OPENCODE_CONFIG_DIR ?? ""].flatMap((folder) =>
    folder === "" ? [] : pluginFolders.map((name) => join(folder, name)),
  );
  const place =
    folders.find((folder) => listFolder(folder).length > 0) ??
    (listOf(readConfig(own).plugin).length > 0 ? own : undefined);
  if (place !== undefined)
    throw new LaunchError(
      "bad-config",
      `${place} holds plugins that cannot be left out of a run`,
      "move them to ~/.config/opencode, or take `plugins` out of omo's configuration",
    );
}

/** opencode installs a package of its own beside each configuration, unless it stands in a lock file there. */
function spareInstall(folder: string): void {
  if (existsSync(join(folder, "node_modules")) || existsSync(join(folder, "package.json"))) return;
  mkdirSync(join(folder, "node_modules"));
  const packages = { "": { dependencies: { "@opencode-ai/plugin": "*" } } };
  write(join(folder, "package-lock.json"), { lockfileVersion: 3, packages });
}

function write(path: string, config: FileConfig): void {
  // It may name keys.
  writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
}

/** Links what lies in folders; of one that several of them have, what lies in each. The last holds. */
function linkAll(places: readonly string[], to: string, except: readonly string[]): void {
  const names = new Set(places.flatMap(listFolder).filter((name) => !except.includes(name)));
  for (const name of names) {
    const sources = places
      .map((place) => join(place, name))
      .filter(isThere)
      .reverse();
    const [last = "", ...others] = sources;
    if (others.length === 0 || !isFolder(last)) symlinkSync(last, join(to, name));
    else {
      mkdirSync(join(to, name));
      linkAll(sources.filter(isFolder).reverse(), join(to, name), []);
    }
  }
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
