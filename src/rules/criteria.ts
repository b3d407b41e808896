import { humanCriterion } from "./criteria/human-criterion.ts";
import { noCriteria } from "./criteria/no-criteria.ts";
import type { Rule } from "./rule.ts";

/** Whether a task can be proved done. Codes OMO3xx. */
export const criteriaRules: readonly Rule[] = [noCriteria, humanCriterion];
