import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import type { Config } from "../config.ts";
import type { FileReport } from "../report/lint.ts";
import { readSource } from "./files.ts";

/** Where the configuration lies, relative to the root of the repository. */
const configPath = ".omo/omo.jsonc";

/** A configuration with what is wrong in it, or one line on why it cannot be read at all. */
export type LoadedConfig =
  | { readonly ok: true; readonly config: Config; readonly report: FileReport }
  | { readonly ok: false; readonly problem: string };

/** Reads the configuration of a repository. Null when it has none: everything is then as the runtime has it. */
export async function loadConfig(root: string, cwd: string): Promise<LoadedConfig | null> {
  const path = join(root, configPath);
  if (!existsSync(path)) return null;
  const file = readSource(relative(cwd, path), cwd);
  if (!file.ok) return file;
  const { parseConfig } = await import("../config.ts");
  const { catalogue } = await import("../rules/all.ts");
  const [config, diagnostics] = parseConfig(file.source, catalogue);
  return { ok: true, config, report: { source: file.source, diagnostics } };
}
