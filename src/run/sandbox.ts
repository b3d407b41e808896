import { readFileSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import type { Confinement } from "../host/confinement.ts";

/** Where a run is, as far as its programs are to be kept to it. Absolute paths. */
export interface SandboxPlace {
  /** The git root, links resolved. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home. */
  readonly home: string;
  /** Where omo keeps what outlives a run, trust above all, and its caches. */
  readonly own: readonly string[];
  /** Caches of tools are empty ones of each program's own, rather than the user's. */
  readonly privateCaches: boolean;
}

/** What the programs of a run are kept to. */
export interface Sandbox {
  readonly checks: Confinement;
  readonly server: Confinement;
}

/** Logins and keys, relative to the home: who has them can be the user elsewhere. */
const secrets = [
  ".ssh",
  ".gnupg",
  ".aws",
  ".azure",
  ".kube",
  ".netrc",
  ".npmrc",
  ".yarnrc.yml",
  ".pypirc",
  ".gem/credentials",
  ".cargo/credentials",
  ".cargo/credentials.toml",
  ".docker/config.json",
  ".git-credentials",
  ".password-store",
  ".mozilla",
  ".config/gh",
  ".config/hub",
  ".config/gcloud",
  ".config/git/credentials",
  ".config/google-chrome",
  ".config/chromium",
  ".local/share/keyrings",
] as const;

/** What tools keep for the next time, relative to the home: read-only they fail. */
const caches = [
  ".cache",
  ".npm",
  ".bun/install/cache",
  ".cargo/registry",
  ".cargo/git",
  ".gradle",
  ".m2/repository",
  "go/pkg",
] as const;

/**
 * What the programs of a run may see and write: the tree that they work on, private folders for temporary files, and the
 * caches of tools. The rest can be read, but for logins and keys. Of the repository nobody writes what git executes, nor
 * what the run itself goes by.
 */
export function sandboxOf({ root, env, home, own, privateCaches }: SandboxPlace): {
  readonly sandbox: Sandbox;
  /** Folders to be made first: nobody in the sandbox could. */
  readonly mustExist: readonly string[];
} {
  const git = gitFolders(root);
  const xdg = (name: string, below: string) => absolute(env[name]) ?? join(home, below);
  const data = join(xdg("XDG_DATA_HOME", ".local/share"), "opencode");
  const opencode = [
    data,
    join(xdg("XDG_STATE_HOME", ".local/state"), "opencode"),
    join(xdg("XDG_CACHE_HOME", ".cache"), "opencode"),
    join(xdg("XDG_CONFIG_HOME", ".config"), "opencode"),
  ];
  const fresh = present(["/tmp", "/var/tmp", absolute(env.TMPDIR), absolute(env.XDG_RUNTIME_DIR)]);
  const cached = [
    ...caches.map((path) => join(home, path)),
    ...present([absolute(env.XDG_CACHE_HOME), absolute(env.npm_config_cache)]),
  ];
  const common = {
    fresh: [...fresh, ...(privateCaches ? cached : [])],
    // A home, or a program, may lie where temporary files do.
    shown: [home, ...programFolders(env, fresh), xdg("XDG_CONFIG_HOME", ".config")],
    readOnly: [
      ...git.flatMap((folder) => ["config", "config.worktree", "hooks"].map((name) => join(folder, name))),
      // Of a linked work tree it says where git's own folder is.
      ...(git.includes(join(root, ".git")) ? [] : [join(root, ".git")]),
      join(root, ".omo", "runs"),
      ...own,
    ],
    network: true,
  };
  const writable = [root, ...git, ...(privateCaches ? [] : cached)];
  const hidden = secrets.map((path) => join(home, path));
  const checks = {
    ...common,
    writable,
    hidden: [...hidden, join(data, "auth.json"), join(data, "mcp-auth.json"), ...own],
  };
  // It has to log in to models; what its agents' shells read of that the runtime has to deny.
  const server = { ...common, writable: [...writable, ...opencode], hidden: [...hidden, ...own] };
  // Hooks that are not there yet could be put there.
  const hooks = git.slice(-1).map((folder) => join(folder, "hooks"));
  return { sandbox: { checks, server }, mustExist: [...opencode, ...hooks] };
}

function absolute(path: string | undefined): string | null {
  return path !== undefined && isAbsolute(path) ? path : null;
}

function present(paths: readonly (string | null)[]): string[] {
  return paths.filter((path) => path !== null);
}

/** Folders of programs, and what lies beside them, as their libraries do: `…/node/bin`, `…/node/lib`. */
function programFolders(env: SandboxPlace["env"], fresh: readonly string[]): string[] {
  const programs = present([process.execPath, absolute(env.OPENCODE_BIN)]).map((path) => dirname(path));
  const folders = [...(env.PATH ?? "").split(delimiter).filter((path) => isAbsolute(path)), ...programs];
  return [...folders, ...folders.map((path) => dirname(path))].filter((path) => !fresh.includes(path));
}

/** Where git keeps the repository and, for a linked work tree, what is the tree's own. */
function gitFolders(root: string): string[] {
  const own = join(root, ".git");
  try {
    const linked = /^gitdir: (.+)$/m.exec(readFileSync(own, "utf8"))?.[1];
    if (linked === undefined) return [];
    const folder = resolve(root, linked);
    return [folder, ...commonFolder(folder)];
  } catch {
    // A folder, which cannot be read as a file.
    return [own];
  }
}

/** None of a submodule. */
function commonFolder(folder: string): string[] {
  try {
    return [resolve(folder, readFileSync(join(folder, "commondir"), "utf8").trim())];
  } catch {
    return [];
  }
}
