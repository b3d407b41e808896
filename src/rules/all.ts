import { duplicateLabel } from "./duplicate-label.ts";
import { humanCriterion } from "./human-criterion.ts";
import { noCriteria } from "./no-criteria.ts";
import { noTasks } from "./no-tasks.ts";
import type { Rule } from "./rule.ts";
import { twoCategories } from "./two-categories.ts";

/** Every rule, by code. */
export const rules: readonly Rule[] = [noTasks, duplicateLabel, noCriteria, humanCriterion, twoCategories];
