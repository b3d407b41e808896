import { twoCategories } from "./agents/two-categories.ts";
import type { Rule } from "./rule.ts";

/** Who is to do the work. Codes OMO4xx. */
export const agentRules: readonly Rule[] = [twoCategories];
