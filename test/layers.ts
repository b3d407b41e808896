import { join } from "node:path";
import { knownAgents, nativeAgents, ownAgentNames } from "../src/agents/known.ts";
import type { ConfigSearch } from "../src/cli/config-files.ts";
import { type LoadedConfig, loadConfig } from "../src/cli/configuration.ts";
import { toConfig } from "../src/config/effective.ts";
import { type LayerOptions, parseLayer } from "../src/config/layer.ts";
import { mergeLayers } from "../src/config/merge.ts";
import type { Layer } from "../src/config/setting.ts";
import type { Config } from "../src/config.ts";
import type { Diagnostic } from "../src/diagnostic.ts";
import { renderDiagnostic } from "../src/report/frame.ts";
import { createStyle } from "../src/report/style.ts";
import { catalogue } from "../src/rules/all.ts";
import { createSource } from "../src/source.ts";
import { makeFolder } from "./omo.ts";

/** One configuration file as it is read. */
export interface ReadLayer {
  readonly layer: Layer;
  /** What holds where there is no other file. */
  readonly config: Config;
  readonly diagnostics: readonly Diagnostic[];
  /** The findings as people see them. */
  readonly shown: readonly string[];
}

/** Reads the text of a configuration file: of omo's own in a repository, unless said otherwise. */
export function readLayer(text: string, options: Partial<LayerOptions> = {}): ReadLayer {
  const source = createSource(".omo/omo.jsonc", text);
  const [layer, diagnostics] = parseLayer(source, {
    owner: "repository",
    dialect: "omo",
    base: "/repository",
    known: { rules: catalogue, agents: knownAgents },
    ...options,
  });
  return {
    layer,
    config: toConfig(mergeLayers([layer], catalogue), [layer]),
    diagnostics,
    shown: diagnostics.map((diagnostic) => renderDiagnostic(source, diagnostic, createStyle(false))),
  };
}

/** Agents that opencode has besides, where tests say so: one is named as nothing should be. */
export const foreign = [...nativeAgents, "Painter", "constructor"];

/** What files say that lie over each other, the lowest first, each the user's own. Throws where one has a mistake. */
export function layered(...files: readonly object[]): Config {
  const known = { rules: catalogue, agents: [...ownAgentNames, ...foreign] };
  const layers = files.map((file) => {
    const { layer, shown } = readLayer(JSON.stringify(file), { owner: "user", known });
    if (shown.length > 0) throw new Error(shown.join("\n"));
    return layer;
  });
  return toConfig(mergeLayers(layers, catalogue), layers);
}

/** Where a test's files lie. */
export interface World {
  readonly folder: string;
  readonly search: ConfigSearch;
}

/** What else there is in a world. */
export interface WorldOptions {
  /** Where omo runs; below the folder, as everything. */
  readonly cwd?: string;
  readonly root?: string;
  /** Environment besides `HOME`: values that begin with `./` are below the folder. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Where the repository lies unless said otherwise: two folders below the home directory. */
export const repo = "home/work/repo";

/** Makes a home directory, `home`, and a git repository in it, with these files in them. Objects become JSON. */
export function makeWorld(
  files: Readonly<Record<string, string | Uint8Array | object>>,
  { cwd, root = repo, env = {} }: WorldOptions = {},
): World {
  const texts = Object.entries(files).map(([path, content]): [string, string | Uint8Array] => [
    path,
    typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content),
  ]);
  const folder = makeFolder({
    "home/": "",
    [`${root}/.git/`]: "",
    [`${cwd ?? root}/`]: "",
    ...Object.fromEntries(texts),
  });
  const below = Object.entries(env).map(([name, value]) => [
    name,
    value.startsWith("./") ? join(folder, value) : value,
  ]);
  return {
    folder,
    search: {
      cwd: join(folder, cwd ?? root),
      root: join(folder, root),
      env: { HOME: join(folder, "home"), ...Object.fromEntries(below) },
    },
  };
}

/** Reads what is configured in a world with these files. */
export function loadWorld(...world: Parameters<typeof makeWorld>): Promise<LoadedConfig> {
  return loadConfig(makeWorld(...world).search);
}

/** What is wrong with the files, each finding with its file: `OMO905 .omo/omo.jsonc: a repository's …`. */
export function findingsOf({ files }: LoadedConfig): string[] {
  return files.flatMap(({ name, report }) =>
    report.diagnostics.map(({ code, severity, message }) => `${severity} ${code} ${name}: ${message}`),
  );
}
