import { compileChecks, type PlanChecks } from "./criteria/plan-checks.ts";
import { type Diagnostic, type Severity, sortDiagnostics } from "./diagnostic.ts";
import { buildGraph, type Graph } from "./graph.ts";
import type { Plan } from "./plan.ts";
import { readPlan } from "./read.ts";
import { catalogue, rules } from "./rules/all.ts";
import { type Configured, nothingConfigured } from "./rules/rule.ts";
import { noTasks } from "./rules/structure/no-tasks.ts";
import { scan as scanSource } from "./scan.ts";
import type { Source } from "./source.ts";
import { suppress } from "./suppress.ts";

/** How to look at a file. Plain data: the same options and the same text give the same findings. */
export interface LintOptions {
  /** The user named the file, so that it must be a plan; true unless said otherwise. */
  readonly named?: boolean;
  /** What names in the plan may refer to; nothing beyond the built-in ones unless given. */
  readonly configured?: Configured;
  /** How bad the findings of a rule are, by its code, where the user has set it. */
  readonly severities?: Readonly<Record<string, Severity | "off">>;
  /** A criterion that only a person can check is one to approve, and no error. */
  readonly allowHuman?: boolean;
}

/** What there is to say about a plan. */
export interface Findings {
  /** Sorted by place, without repetitions, as configured, and without those that the plan suppresses. */
  readonly diagnostics: readonly Diagnostic[];
  /**
   * Errors by default that configuration or comments have switched off or made less of. A plan that has them
   * cannot be run as it stands, whatever these say.
   */
  readonly silenced: readonly Diagnostic[];
}

/** A plan compiled, with everything there is to say about it. */
export interface LintedPlan extends Findings {
  readonly source: Source;
  readonly plan: Plan;
  readonly graph: Graph;
  /** What the executor will do about each criterion, scenario and check of the whole plan. */
  readonly checks: PlanChecks;
}

/** What keeps a plan from being run, in the order of the text. */
export function blockersOf({ diagnostics, silenced }: Findings): Diagnostic[] {
  return sortDiagnostics([...diagnostics.filter(({ severity }) => severity === "error"), ...silenced]);
}

/** Compiles a plan and holds every rule against it. The one way from text to plan: lint, show and run all take it. */
export function lintPlan(source: Source, options: LintOptions = {}): LintedPlan {
  const scan = scanSource(source);
  const [plan, read] = readPlan(source, scan);
  const [graph, built] = buildGraph(plan);
  const { named = true, configured = nothingConfigured, severities = {}, allowHuman = false } = options;
  const checks = compileChecks(plan, { allowHuman });
  const compiled = { source, scan, plan, graph, checks, named, configured };
  const ruled = rules.flatMap(({ check, ...rule }) =>
    check(compiled).map((finding) => ({ ...rule, ...finding })),
  );
  // What was found, rather than named, and has no work items is no plan, and nothing in it a mistake of one.
  const isPlan = named || plan.tasks.length > 0;
  const isTold = ({ code }: Diagnostic) => isPlan || code === noTasks.code;
  const found = [...read, ...built, ...ruled].filter(isTold);
  const left = suppress(scan, plan, found, catalogue).filter(isTold);
  const levelOf = ({ code, severity }: Diagnostic) => severities[code] ?? severity;
  const diagnostics = left.flatMap((diagnostic) => {
    const severity = levelOf(diagnostic);
    return severity === "off" ? [] : [{ ...diagnostic, severity }];
  });
  const told = new Set(left.filter((diagnostic) => levelOf(diagnostic) === "error"));
  const silenced = found.filter((diagnostic) => diagnostic.severity === "error" && !told.has(diagnostic));
  return {
    source,
    plan,
    graph,
    checks,
    diagnostics: sortDiagnostics(diagnostics),
    silenced: sortDiagnostics(silenced),
  };
}
