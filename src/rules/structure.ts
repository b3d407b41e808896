import type { Rule } from "./rule.ts";
import { duplicateLabel } from "./structure/duplicate-label.ts";
import { noTasks } from "./structure/no-tasks.ts";

/** What a plan is made of: sections, labels, fields, fences. Codes OMO1xx. */
export const structureRules: readonly Rule[] = [noTasks, duplicateLabel];
