import type { Check } from "../criteria/check.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { LintedPlan } from "../lint.ts";
import type { Criterion } from "../plan.ts";
import { positionAt, type Source, type Span } from "../source.ts";
// Types only: what is printed needs no validation at run time, and zod takes time to load.
import type { CheckJson } from "./check-schema.ts";
import type { CriterionJson, DiagnosticJson, LintJson, PlanJson } from "./json-schema.ts";
import { countOf, countSilenced, type FileReport } from "./lint.ts";

/** The compiled plan as `omo plan show --json` prints it. */
export function toPlanJson({ source, plan, graph, checks, diagnostics }: LintedPlan): PlanJson {
  const lineOf = (span: Span) => positionAt(source, span.start).line;
  const values = (list: readonly { readonly value: string }[]) => list.map((item) => item.value);
  return {
    file: source.file,
    title: plan.title?.value ?? null,
    context: {
      summary: plan.context.summary?.value ?? null,
      background: plan.context.background?.value ?? null,
      mustHave: values(plan.context.mustHave),
      mustNotHave: values(plan.context.mustNotHave),
    },
    tasks: graph.nodes.map(({ id, task, dependsOn, wave }, taskIndex) => ({
      id,
      label: task.label?.value ?? null,
      title: task.title.value,
      line: lineOf(task.span),
      checked: task.box?.checked ?? false,
      blocked: task.box?.blocked ?? false,
      final: task.final,
      category: task.categories[0]?.value ?? null,
      agent: task.agent?.value ?? null,
      skills: values(task.skills),
      tools: values(task.tools),
      blockedBy: task.blockedBy && values(task.blockedBy),
      dependsOn: [...dependsOn],
      wave,
      criteria: task.criteria.map((criterion, index) =>
        toCriterionJson(source, criterion, checks.tasks[taskIndex]?.criteria[index]),
      ),
      scenarios: task.scenarios.map(({ title, span, tool, steps, expected, evidence }, index) => ({
        title,
        line: lineOf(span),
        tool,
        steps: [...steps],
        expected: [...expected],
        evidence: evidence?.value ?? null,
        check: toCheckJson(checks.tasks[taskIndex]?.scenarios[index]),
      })),
      commit: task.commit && {
        wanted: task.commit.wanted,
        message: task.commit.message?.value ?? null,
        files: values(task.commit.files),
        groupsWith: values(task.commit.groupsWith),
        preCommit:
          task.commit.preCommit &&
          toCriterionJson(source, task.commit.preCommit, checks.tasks[taskIndex]?.preCommit),
      },
    })),
    criteria: plan.criteria.map(({ section, criterion }, index) => ({
      ...toCriterionJson(source, criterion, checks.plan[index]),
      section,
    })),
    commits: plan.commits.map(({ after, message, files }) => ({
      after: values(after),
      message: message?.value ?? null,
      files: values(files),
    })),
    waves: plan.waves.map(({ name, title, members }) => ({ name, title, members: values(members) })),
    order: [...graph.order],
    levels: graph.levels.map((level) => [...level]),
    criticalPath: [...graph.criticalPath],
    diagnostics: diagnostics.map((diagnostic) => toDiagnosticJson(source, diagnostic)),
  };
}

type Compiled = Check | null | undefined;

/** A criterion as it is printed. */
export function toCriterionJson(
  source: Source,
  { text, span, checked }: Criterion,
  compiled: Compiled,
): CriterionJson {
  const check = toCheckJson(compiled);
  const line = positionAt(source, span.start).line;
  const command = check.kind === "command" ? { command: check.script } : {};
  return { text, line, checked, kind: check.kind, ...command, check };
}

/** A check is plain data already: the two types differ in what may be written to, and nothing is. */
function toCheckJson(check: Compiled): CheckJson {
  return (check ?? { kind: "judged" }) as CheckJson;
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
    silenced: countSilenced(reports),
  };
}

function toDiagnosticJson(source: Source, diagnostic: Diagnostic): DiagnosticJson {
  const { code, name, severity, message, span, label, related, help, fix } = diagnostic;
  return {
    code,
    name,
    severity,
    message,
    ...place(source, span),
    label,
    related: related.map((other) => ({ ...place(source, other.span), text: other.text })),
    help,
    fix: fix
      ? {
          title: fix.title,
          safety: fix.safety,
          edits: fix.edits.map((edit) => ({ ...place(source, edit.span), text: edit.text })),
        }
      : null,
  };
}

function place(source: Source, span: Span) {
  const start = positionAt(source, span.start);
  const end = positionAt(source, span.end);
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}
