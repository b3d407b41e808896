import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type ParseError, parse } from "jsonc-parser";
import { LaunchError } from "../launch-error.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** How the server is to be started so that it loads the plugins it shall, and what is to be removed when it has ended. */
export interface AdmittedPlugins {
  readonly env: Readonly<Record<string, string>>;
  remove(): void;
}

const configNames = ["opencode.jsonc", "opencode.json", "config.json"];
const pluginFolders = ["plugin", "plugins"];

/** Plugins of other orchestrators that prompt idle sessions by themselves: two masters end no run. */
const predecessors = /oh-my-open(?:code|agent)|omo-opencode/i;

/**
 * Without plugins to admit the server starts with none. Otherwise it is given a copy of the user's configuration
 * folder with these plugins alone, and the repository's configuration without any: opencode has no switch that lets
 * some plugins in. Throws `LaunchError` for a plugin that the user does not have, or that must not be.
 * @param directory the git root
 */
export function admitPlugins(names: readonly string[], directory: string, env: Environment): AdmittedPlugins {
  if (names.length === 0) return { env: { OPENCODE_PURE: "1" }, remove: () => {} };
  const home = env.HOME || homedir();
  const configHome = env.XDG_CONFIG_HOME || join(home, ".config");
  const user = join(configHome, "opencode");
  refuseUnremovable(home, env);
  const config = readConfig(user);
  const found = availablePlugins(user, config);
  const wanted = names.map((name) => admit(name, found));

  const folder = mkdtempSync(join(tmpdir(), "omo-opencode-"));
  try {
    const own = join(folder, "config", "opencode");
    mkdirSync(own, { recursive: true });
    // What else lies there is other programs', and theirs stays where they look for it.
    linkAll(configHome, join(folder, "config"), ["opencode"]);
    linkAll(user, own, [...configNames, ...pluginFolders]);
    writeFileSync(join(own, "opencode.json"), JSON.stringify({ ...config, plugin: wanted }), { mode: 0o600 });
    const project = join(folder, "project.json");
    writeFileSync(project, JSON.stringify(projectConfig(directory)), { mode: 0o600 });
    return {
      env: {
        XDG_CONFIG_HOME: join(folder, "config"),
        OPENCODE_CONFIG: project,
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
function admit(name: string, found: ReadonlyMap<string, string>): string {
  if (predecessors.test(name))
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
function availablePlugins(user: string, config: Record<string, unknown>): Map<string, string> {
  const listed = Array.isArray(config.plugin) ? config.plugin.filter((one) => typeof one === "string") : [];
  const files = pluginFolders.flatMap((name) =>
    listFolder(join(user, name))
      .filter((file) => /\.[cm]?[jt]s$/.test(file))
      .map((file): [string, string] => [
        file.replace(/\.[^.]+$/, ""),
        pathToFileURL(join(user, name, file)).href,
      ]),
  );
  const named = listed.map((one): [string, string] => [bareName(one), one]);
  return new Map(
    [...files, ...named].filter(([name, from]) => !predecessors.test(name) && !predecessors.test(from)),
  );
}

/** `@scope/name@1.2` → `@scope/name`; `file:///x/login.ts` → `login`. */
function bareName(plugin: string): string {
  if (/^(?:file:|[./~])/.test(plugin)) return plugin.replace(/^.*\//, "").replace(/\.[^.]+$/, "");
  return plugin.replace(/(?<=.)@[^/]*$/, "");
}

/** The repository's configuration as opencode would read it, without plugins; its AGENTS.md is read with it. */
function projectConfig(directory: string): Record<string, unknown> {
  const {
    plugin: _,
    plugins: __,
    ...config
  } = { ...readConfig(directory), ...readConfig(join(directory, ".opencode")) };
  const stated = Array.isArray(config.instructions) ? config.instructions : [];
  const instructions = ["AGENTS.md", "CLAUDE.md"]
    .map((name) => join(directory, name))
    .find((file) => existsSync(file));
  return { ...config, instructions: [...stated, ...(instructions ? [instructions] : [])] };
}

function readConfig(folder: string): Record<string, unknown> {
  const name = configNames.find((one) => existsSync(join(folder, one)));
  if (name === undefined) return {};
  const path = join(folder, name);
  const errors: ParseError[] = [];
  const value: unknown = parse(readFileSync(path, "utf8"), errors, { allowTrailingComma: true });
  if (errors.length > 0 || typeof value !== "object" || value === null)
    throw new LaunchError(
      "bad-config",
      `${path} is no JSON object`,
      "mend it, or take `plugins` out of omo's",
    );
  return value as Record<string, unknown>;
}

/** opencode loads what lies there whatever its configuration says. */
function refuseUnremovable(home: string, env: Environment): void {
  const folders = [join(home, ".opencode"), env.OPENCODE_CONFIG_DIR ?? ""].filter((folder) => folder !== "");
  for (const folder of folders)
    for (const name of pluginFolders)
      if (listFolder(join(folder, name)).length > 0)
        throw new LaunchError(
          "bad-config",
          `${join(folder, name)} holds plugins that cannot be left out of a run`,
          "move them to the plugin folder of ~/.config/opencode, or take `plugins` out of omo's configuration",
        );
}

function linkAll(from: string, to: string, except: readonly string[]): void {
  for (const name of listFolder(from))
    if (!except.includes(name)) symlinkSync(join(from, name), join(to, name));
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
