import type { Rule } from "./rule.ts";

/** How a plan ends, and where it stands: the final wave, ticks. Codes OMO5xx. */
export const progressRules: readonly Rule[] = [];
