import { existsSync, lstatSync, realpathSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import type { Dialect } from "../config/layer.ts";
import type { Owner } from "../config/setting.ts";
import type { Context } from "./context.ts";

/** A place where a configuration may lie. */
export interface ConfigPlace {
  /** Absolute. */
  readonly path: string;
  readonly owner: Owner;
  readonly dialect: Dialect;
}

/** Where a command looks for configurations. */
export interface ConfigSearch {
  /** Where the walk begins. */
  readonly cwd: string;
  /** The git root. */
  readonly root: string;
  readonly env: Context["env"];
}

/** Names of the predecessor's files, those that win first. */
const predecessorNames = ["oh-my-openagent", "oh-my-opencode"].flatMap((name) => [
  `${name}.jsonc`,
  `${name}.json`,
]);

/** Names of opencode's own. */
const opencodeNames = ["opencode.jsonc", "opencode.json", "config.json"];

/**
 * Every configuration file that there is, the lowest first: the predecessor's of the user and of the directories from
 * the home down to here, then omo's own in the same order.
 */
export function findConfigFiles(search: ConfigSearch): ConfigPlace[] {
  const folders = walkedFolders(search);
  const home = homeOf(search.env);
  const ownerOf = (folder: string): Owner => (folder === home ? "user" : "repository");
  const first = (folder: string, owner: Owner): ConfigPlace[] => {
    const name = predecessorNames.find((one) => isThere(join(folder, one)));
    return name === undefined ? [] : [{ path: join(folder, name), owner, dialect: "predecessor" }];
  };
  const own = (path: string, owner: Owner): ConfigPlace[] =>
    isThere(path) ? [{ path, owner, dialect: "omo" }] : [];
  return [
    ...opencodeFolders(search.env).flatMap((folder) => first(folder, "user")),
    ...folders.flatMap((folder) => first(join(folder, ".opencode"), ownerOf(folder))),
    ...own(userConfigPath(search.env), "user"),
    ...folders.flatMap((folder) => own(join(folder, ".omo", "omo.jsonc"), ownerOf(folder))),
  ];
}

/** The user's own configuration of omo, which alone may grant what a repository cannot. */
export function userConfigPath(env: Context["env"]): string {
  return join(configHome(env), "omo", "omo.jsonc");
}

/** opencode's own configuration files that there are, the lowest first. */
export function findOpencodeFiles(search: ConfigSearch): string[] {
  const folders = [
    ...opencodeFolders(search.env),
    ...walkedFolders(search).flatMap((folder) => [folder, join(folder, ".opencode")]),
  ];
  return folders.flatMap((folder) => {
    const name = opencodeNames.find((one) => existsSync(join(folder, one)));
    return name === undefined ? [] : [join(folder, name)];
  });
}

/** Folders that hold opencode's things for the user, the one that wins last. */
export function opencodeFolders(env: Context["env"]): string[] {
  const named = env.OPENCODE_CONFIG_DIR?.trim();
  return [join(configHome(env), "opencode"), ...(named ? [named] : [])];
}

/**
 * The folders from the home directory down to where a command runs. A repository that lies outside of the home is
 * walked from its root: what is above it may be anybody's.
 */
export function walkedFolders({ cwd, root, env }: ConfigSearch): string[] {
  const start = isWithin(root, cwd) ? cwd : root;
  const home = homeOf(env);
  const top = home !== null && isWithin(home, start) ? home : root;
  const folders: string[] = [];
  for (let folder = start; ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (folder === top || folder === dirname(folder)) return folders;
  }
}

/** A path as people know it: relative to where they are, or to their home. */
export function displayName(path: string, { cwd, root, env }: ConfigSearch): string {
  const inside = path.startsWith(`${root}${sep}`);
  const home = env.HOME ?? "";
  if (!inside && home !== "" && path.startsWith(`${home}${sep}`)) return `~${path.slice(home.length)}`;
  return inside ? relative(cwd, path) : path;
}

/** Where relative paths in a configuration start: its folder; the one above where that is one of configuration only. */
export function baseOf({ path }: Pick<ConfigPlace, "path">): string {
  const folder = dirname(path);
  return [".omo", ".opencode"].includes(basename(folder)) ? dirname(folder) : folder;
}

function configHome(env: Context["env"]): string {
  return env.XDG_CONFIG_HOME || join(env.HOME ?? "/", ".config");
}

/** Links resolved, as the folders that are walked are. */
function homeOf({ HOME }: Context["env"]): string | null {
  try {
    return HOME ? realpathSync(HOME) : null;
  } catch {
    return null;
  }
}

/** A link that leads nowhere is there, so that who reads it says so. */
function isThere(path: string): boolean {
  try {
    return existsSync(path) || lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
