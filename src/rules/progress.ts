import { humanApproval } from "./progress/human-approval.ts";
import { noFinalWave } from "./progress/no-final-wave.ts";
import { openUnderDone } from "./progress/open-under-done.ts";
import { setAside } from "./progress/set-aside.ts";
import type { Rule } from "./rule.ts";

/** How a plan ends, and where it stands: the final wave, ticks. Codes OMO5xx. */
export const progressRules: readonly Rule[] = [noFinalWave, humanApproval, openUnderDone, setAside];
