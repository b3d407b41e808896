import { configFindings } from "../config/findings.ts";
import { graphFindings } from "../graph/findings.ts";
import { readFindings } from "../read/fence-findings.ts";
import { suppressionFindings } from "../suppress.ts";
import { agentRules } from "./agents.ts";
import { criteriaRules } from "./criteria.ts";
import { graphRules } from "./graph.ts";
import { progressRules } from "./progress.ts";
import type { Rule, RuleInfo } from "./rule.ts";
import { structureRules } from "./structure.ts";

/** Every rule, by code. */
export const rules: readonly Rule[] = [
  ...structureRules,
  ...graphRules,
  ...criteriaRules,
  ...agentRules,
  ...progressRules,
];

/** All that can be found, by whatever part of the compiler: what configuration and suppression may name. */
export const catalogue: readonly RuleInfo[] = [
  ...rules,
  ...readFindings,
  ...graphFindings,
  ...suppressionFindings,
  ...Object.values(configFindings),
].sort((a, b) => (a.code < b.code ? -1 : 1));
