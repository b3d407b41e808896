import { twoCategories } from "./agents/two-categories.ts";
import { unknownAgent } from "./agents/unknown-agent.ts";
import { unknownCategory } from "./agents/unknown-category.ts";
import { unknownSkill } from "./agents/unknown-skill.ts";
import type { Rule } from "./rule.ts";

/** Who is to do the work. Codes OMO4xx. */
export const agentRules: readonly Rule[] = [twoCategories, unknownCategory, unknownAgent, unknownSkill];
