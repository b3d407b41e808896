import type { Diagnostic } from "../diagnostic.ts";
import type { LintedPlan } from "../lint.ts";
import { positionAt, type Source, type Span } from "../source.ts";
// Types only: what is printed needs no validation at run time, and zod takes time to load.
import type { DiagnosticJson, LintJson, PlanJson } from "./json-schema.ts";
import { countOf, type FileReport } from "./lint.ts";

/** The compiled plan as `omo plan show --json` prints it. */
export function toPlanJson({ source, plan, graph, checks, diagnostics }: LintedPlan): PlanJson {
  const lineOf = (span: Span) => positionAt(source, span.start).line;
  const values = (list: readonly { readonly value: string }[]) => list.map((item) => item.value);
  return {
    file: source.file,
    title: plan.title?.value ?? null,
    tasks: graph.nodes.map(({ id, task, dependsOn, wave }, taskIndex) => ({
      id,
      label: task.label?.value ?? null,
      title: task.title.value,
      line: lineOf(task.span),
      checked: task.box?.checked ?? false,
      final: task.final,
      category: task.categories[0]?.value ?? null,
      agent: task.agent?.value ?? null,
      skills: values(task.skills),
      blockedBy: task.blockedBy && values(task.blockedBy),
      dependsOn: [...dependsOn],
      wave,
      criteria: task.criteria.map(({ text, span, checked }, index) => {
        const check = checks.tasks[taskIndex]?.criteria[index] ?? { kind: "judged" };
        const criterion = { text, line: lineOf(span), checked, kind: check.kind };
        return check.kind === "command" ? { ...criterion, command: check.script } : criterion;
      }),
      scenarios: task.scenarios.map(({ title, span, tool, evidence }) => ({
        title,
        line: lineOf(span),
        tool,
        evidence: evidence?.value ?? null,
      })),
      commit: task.commit && { wanted: task.commit.wanted, message: task.commit.message?.value ?? null },
    })),
    waves: plan.waves.map(({ name, title, members }) => ({ name, title, members: values(members) })),
    order: [...graph.order],
    levels: graph.levels.map((level) => [...level]),
    criticalPath: [...graph.criticalPath],
    diagnostics: diagnostics.map((diagnostic) => toDiagnosticJson(source, diagnostic)),
  };
}

/** Findings as `omo plan lint --format json` prints them. */
export function toLintJson(reports: readonly FileReport[], problems: readonly string[]): LintJson {
  return {
    files: reports.map(({ source, diagnostics }) => ({
      file: source.file,
      diagnostics: diagnostics.map((diagnostic) => toDiagnosticJson(source, diagnostic)),
    })),
    problems: [...problems],
    errors: countOf(reports, "error"),
    warnings: countOf(reports, "warning"),
  };
}

function toDiagnosticJson(source: Source, diagnostic: Diagnostic): DiagnosticJson {
  const { code, name, severity, message, span, label, related, help } = diagnostic;
  return {
    code,
    name,
    severity,
    message,
    ...place(source, span),
    label,
    related: related.map((other) => ({ ...place(source, other.span), text: other.text })),
    help,
  };
}

function place(source: Source, span: Span) {
  const start = positionAt(source, span.start);
  const end = positionAt(source, span.end);
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}
