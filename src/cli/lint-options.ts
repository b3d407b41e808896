import type { Config } from "../config.ts";
import type { LintOptions } from "../lint.ts";
import type { FileReport } from "../report/lint.ts";
import { loadConfig } from "./configuration.ts";
import type { Context } from "./context.ts";
import { findRoot } from "./files.ts";
import { findSkills } from "./skills.ts";

/** How the user wants plans to be looked at, and what is wrong with the file that says so. */
export interface LintSetup {
  readonly options: LintOptions;
  /** Findings in the configuration; null where there are none. */
  readonly report: FileReport | null;
  /** Why the configuration cannot be read at all; null where it can, or is not there. */
  readonly problem: string | null;
}

/** Reads what is configured where a command runs. What is wrong with it is told, and the default used instead. */
export async function readLintSetup(allowHuman: boolean, { cwd, env }: Context): Promise<LintSetup> {
  const root = findRoot(cwd);
  const loaded = await loadConfig(root, cwd);
  return {
    options: lintOptions(loaded?.ok ? loaded.config : null, allowHuman, root, env),
    report: loaded?.ok && loaded.report.diagnostics.length > 0 ? loaded.report : null,
    problem: loaded?.ok === false ? loaded.problem : null,
  };
}

/** What a configuration, and the skills that there are, mean for a look at plans: the same for every command. */
export function lintOptions(
  config: Config | null,
  allowHuman: boolean,
  root: string,
  env: Context["env"],
): LintOptions {
  const categories = Object.keys(config?.categories ?? {});
  const skills = findSkills(root, env.HOME ?? root);
  return { configured: { categories, skills }, severities: config?.rules ?? {}, allowHuman };
}
