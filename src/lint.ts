import { compileChecks, type PlanChecks } from "./criteria/plan-checks.ts";
import { type Diagnostic, sortDiagnostics } from "./diagnostic.ts";
import { buildGraph, type Graph } from "./graph.ts";
import type { Plan } from "./plan.ts";
import { readPlan } from "./read.ts";
import { rules } from "./rules/all.ts";
import { type Configured, nothingConfigured } from "./rules/rule.ts";
import type { Source } from "./source.ts";

/** How to look at a file. */
export interface LintOptions {
  /** The user named the file, so that it must be a plan; true unless said otherwise. */
  readonly named?: boolean;
  /** What names in the plan may refer to; nothing beyond the built-in ones unless given. */
  readonly configured?: Configured;
}

/** A plan compiled, with everything there is to say about it. */
export interface LintedPlan {
  readonly source: Source;
  readonly plan: Plan;
  readonly graph: Graph;
  /** What the executor will do about each criterion, scenario and check of the whole plan. */
  readonly checks: PlanChecks;
  /** Sorted by place, without repetitions. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles a plan and holds every rule against it. The one way from text to plan: lint, show and run all take it. */
export function lintPlan(source: Source, options: LintOptions = {}): LintedPlan {
  const [plan, read] = readPlan(source);
  const [graph, built] = buildGraph(plan);
  const checks = compileChecks(plan);
  const { named = true, configured = nothingConfigured } = options;
  const compiled = { source, plan, graph, checks, named, configured };
  const found = rules.flatMap(({ check, ...rule }) =>
    check(compiled).map((finding) => ({ ...rule, ...finding })),
  );
  return { source, plan, graph, checks, diagnostics: sortDiagnostics([...read, ...built, ...found]) };
}
