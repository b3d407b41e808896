import type { Check } from "../criteria/check.ts";
import type { Diagnostic, Severity } from "../diagnostic.ts";
import type { Graph } from "../graph.ts";
import type { Plan } from "../plan.ts";
import type { Source } from "../source.ts";

/** One thing to look for in a compiled plan. Rules report mistakes, not taste, and are silent on clean plans. */
export interface Rule {
  /** Stable code; its page is `grammar/codes/<code>.md`. */
  readonly code: string;
  readonly name: string;
  readonly severity: Severity;
  check(compiled: Compiled): Finding[];
}

/** What a rule looks at. */
export interface Compiled {
  readonly source: Source;
  readonly plan: Plan;
  readonly graph: Graph;
  /** What the executor will do about each criterion, by task and criterion in document order. */
  readonly checks: readonly (readonly Check[])[];
  /** The user named this file; otherwise it was found where plans are kept, and may be something else. */
  readonly named: boolean;
}

/** What a rule reports; code and name are the rule's, and so is the severity unless the finding has its own. */
export type Finding = Omit<Diagnostic, "code" | "name" | "severity"> & { readonly severity?: Severity };
