import { execFile } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { findOpencode } from "../src/runtime/opencode/binary.ts";

/**
 * A throw-away world for an opencode server or an `omo` process: its own home, configuration, caches and
 * temporary directory below one root, and a provider `fake` that is a scripted model. Nothing in it makes a
 * connection beyond loopback, and nothing of the user's own set-up is seen.
 *
 *     const model = await startScriptedModel(script);
 *     const sandbox = await createSandbox({ modelUrl: model.url });
 *     const repo = await sandbox.createRepository({ "plans/a.md": "…" });
 *     spawn(process.execPath, ["dist/cli.js", "plan", "run", "plans/a.md"], { cwd: repo, env: sandbox.env });
 *     await sandbox.remove();
 *
 * The provider stands in `opencode.json` of the sandbox's own home, as it would in a user's. OPENCODE_BIN names
 * this project's own opencode, whatever is installed besides.
 */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "omo-sandbox-")));
  const configDirectory = join(root, "config", "opencode");
  await Promise.all(
    ["home", "data", "cache", "state", "tmp"].map((name) => mkdir(join(root, name), { recursive: true })),
  );
  await preventPluginInstall(configDirectory);
  await writeJson(join(configDirectory, "opencode.json"), {
    ...opencodeConfig(options.modelUrl, options.models ?? ["quick", "deep"]),
    ...options.config,
  });
  const env = { ...isolatedEnvironment(root), ...options.env };

  return {
    root,
    configDirectory,
    env,
    createRepository: async (files, name = "repo") => {
      const directory = join(root, name);
      await mkdir(directory, { recursive: true });
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(directory, path)), { recursive: true });
        await writeFile(join(directory, path), text);
      }
      await git(directory, env, "init", "--quiet", "--initial-branch=main");
      await git(directory, env, "add", "--all");
      await git(directory, env, "commit", "--quiet", "--allow-empty", "--message=Initial state");
      return directory;
    },
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}

export interface SandboxOptions {
  /** `url` of a scripted model. */
  readonly modelUrl: string;
  /** Model ids of the provider `fake`, the first is the default: `quick` is named `fake/quick`. */
  readonly models?: readonly string[];
  /** Further keys of `opencode.json`; they win over the sandbox's own. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Further environment; it wins over the sandbox's own. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Sandbox {
  /** Absolute real path of everything the sandbox holds. */
  readonly root: string;
  /** The global configuration directory of opencode: `opencode.json`, `plugin/`, `agent/`. */
  readonly configDirectory: string;
  /** The whole environment for a child process; nothing of `process.env` but PATH and the language. */
  readonly env: Readonly<Record<string, string>>;
  /** Makes a git repository of one commit below the root and returns its absolute path. */
  createRepository(files: Readonly<Record<string, string>>, name?: string): Promise<string>;
  /** Deletes the root. End every process that works in it first. */
  remove(): Promise<void>;
}

/** Runs git in a directory; rejects with git's own words when it fails, else resolves with its output. */
export async function git(
  directory: string,
  env: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<string> {
  const { stdout } = await promisify(execFile)("git", args, { cwd: directory, env });
  return stdout;
}

function opencodeConfig(modelUrl: string, models: readonly string[]): Record<string, unknown> {
  const model = {
    tool_call: true,
    limit: { context: 200_000, output: 8_192 },
    cost: { input: 3, output: 15 },
  };
  return {
    $schema: "https://opencode.ai/config.json",
    model: `fake/${models[0]}`,
    small_model: `fake/${models[0]}`,
    enabled_providers: ["fake"],
    provider: {
      fake: {
        npm: "@ai-sdk/openai-compatible",
        name: "Scripted",
        options: { baseURL: modelUrl, apiKey: "none" },
        models: Object.fromEntries(models.map((id) => [id, { name: id, ...model }])),
      },
    },
  };
}

function isolatedEnvironment(root: string): Record<string, string> {
  const kept = ["LANG", "LC_ALL", "OMO_CONTAIN"].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(kept),
    // What opencode would download stands there for machines that do not have it.
    PATH: [process.env.PATH ?? "", join(import.meta.dirname, "bin")].join(delimiter),
    OPENCODE_BIN: findOpencode({ env: {}, cwd: import.meta.dirname, program: import.meta.dirname }),
    HOME: join(root, "home"),
    XDG_CONFIG_HOME: join(root, "config"),
    XDG_DATA_HOME: join(root, "data"),
    XDG_CACHE_HOME: join(root, "cache"),
    XDG_STATE_HOME: join(root, "state"),
    TMPDIR: join(root, "tmp"),
    OPENCODE_DISABLE_MODELS_FETCH: "1",
    OPENCODE_DISABLE_AUTOUPDATE: "1",
    OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
    OPENCODE_DISABLE_DEFAULT_PLUGINS: "1",
    // opencode would install its plugin package into a repository's own .opencode folder, too.
    npm_config_offline: "true",
    // Its plans are the test's own.
    OMO_TRUST: "all",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "Test",
    GIT_AUTHOR_EMAIL: "test@example.invalid",
    GIT_COMMITTER_NAME: "Test",
    GIT_COMMITTER_EMAIL: "test@example.invalid",
  };
}

/** opencode takes its plugin package (63 MB) as installed when the lock file of the directory names it. */
async function preventPluginInstall(configDirectory: string): Promise<void> {
  await mkdir(join(configDirectory, "node_modules"), { recursive: true });
  await writeJson(join(configDirectory, "package-lock.json"), {
    lockfileVersion: 3,
    packages: { "": { dependencies: { "@opencode-ai/plugin": "*" } } },
  });
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
