import type { Rule } from "./rule.ts";

/** What waits for what, and what is said of it in several places. Codes OMO2xx. */
export const graphRules: readonly Rule[] = [];
