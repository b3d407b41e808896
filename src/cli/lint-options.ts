import { buildRoster, namesOf, type Roster } from "../agents/roster.ts";
import type { LintOptions } from "../lint.ts";
import type { FileReport } from "../report/lint.ts";
import type { ConfigSearch } from "./config-files.ts";
import { type LoadedConfig, loadConfig, reportsOf } from "./configuration.ts";
import type { Context } from "./context.ts";
import { findRoot } from "./files.ts";
import { type FoundSkill, findSkills, skillNames } from "./skills.ts";

/** What is configured where a command runs, as far as plans go. */
export interface Setup {
  readonly search: ConfigSearch;
  readonly loaded: LoadedConfig;
  readonly roster: Roster;
  readonly skills: readonly FoundSkill[];
}

/** How the user wants plans to be looked at, and what is wrong with the files that say so. */
export interface LintSetup extends Setup {
  readonly options: LintOptions;
  /** Findings in configurations; empty where there are none. */
  readonly reports: readonly FileReport[];
  /** Configurations that cannot be read at all, one line each. */
  readonly problems: readonly string[];
}

/** Reads what is configured for a place. What is wrong with it is in `loaded`, and not used. */
export async function readSetup(search: ConfigSearch): Promise<Setup> {
  const loaded = await loadConfig(search);
  return {
    search,
    loaded,
    roster: buildRoster(loaded.config, loaded.foreignAgents),
    skills: findSkills(search, loaded.config),
  };
}

/** Reads what is configured where a command runs. What is wrong with it is told, and not used. */
export async function readLintSetup(allowHuman: boolean, { cwd, env }: Context): Promise<LintSetup> {
  const setup = await readSetup({ cwd, root: findRoot(cwd), env });
  const { loaded } = setup;
  return {
    ...setup,
    options: lintOptions(setup, allowHuman),
    reports: reportsOf(loaded),
    problems: loaded.problems,
  };
}

/** What a configuration, and the skills that there are, mean for a look at plans: the same for every command. */
export function lintOptions({ loaded, roster, skills }: Setup, allowHuman: boolean): LintOptions {
  return {
    configured: { ...namesOf(roster), skills: skillNames(skills) },
    severities: loaded.config.rules,
    allowHuman,
  };
}
