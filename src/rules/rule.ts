import { knownAgents, knownCategories } from "../agents/known.ts";
import type { PlanChecks } from "../criteria/plan-checks.ts";
import type { Diagnostic, RuleInfo, Severity } from "../diagnostic.ts";
import type { Graph } from "../graph.ts";
import type { Plan } from "../plan.ts";
import type { Scan } from "../scan.ts";
import type { Source } from "../source.ts";

export type { RuleInfo } from "../diagnostic.ts";

/** One thing to look for in a compiled plan. Rules report mistakes, not taste, and are silent on clean plans. */
export interface Rule extends RuleInfo {
  check(compiled: Compiled): Finding[];
}

/** What a rule looks at. */
export interface Compiled {
  readonly source: Source;
  /** The lines of the source: for what the plan does not hold because it could not be read. */
  readonly scan: Scan;
  readonly plan: Plan;
  readonly graph: Graph;
  /** What the executor will do about each criterion, scenario and check of the whole plan. */
  readonly checks: PlanChecks;
  /** The user named this file; otherwise it was found where plans are kept, and may be something else. */
  readonly named: boolean;
  readonly configured: Configured;
}

/** What names in a plan may refer to, as the user has configured it. */
export interface Configured {
  /** Categories, the built-in ones among them; what is disabled is not. */
  readonly categories: readonly string[];
  /** Agents, likewise. */
  readonly agents: readonly string[];
  /** Names of the skills found; null where nobody looked, and any name may be one. */
  readonly skills: readonly string[] | null;
}

/** Nothing configured, and nobody looked for skills. */
export const nothingConfigured: Configured = {
  categories: knownCategories,
  agents: knownAgents,
  skills: null,
};

/** What a rule reports; code and name are the rule's, and so is the severity unless the finding has its own. */
export type Finding = Omit<Diagnostic, "code" | "name" | "severity"> & { readonly severity?: Severity };
