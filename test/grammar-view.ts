import type { LintedPlan } from "../src/lint.ts";
import type { Plan } from "../src/plan.ts";
import { viewPlan } from "./read-view.ts";

/** Any part of a plan by name, and its tasks. */
interface View {
  readonly [part: string]: unknown;
  readonly tasks: readonly object[];
}

/** What the examples of the reference may say of a plan: what was read, and what was worked out from it. */
export function viewCompiled({ source, plan, graph, checks }: LintedPlan): View {
  const read = viewPlan(plan, source) as View;
  return {
    ...read,
    ...viewSections(plan),
    levels: graph.levels,
    tasks: plan.tasks.map((task, i) => ({
      ...read.tasks[i],
      fields: task.fields.map(({ name, label }) => name ?? label.value),
      tools: task.tools.map(({ value }) => value),
      dependsOn: graph.nodes[i]?.dependsOn,
      checks: checks.tasks[i]?.criteria.map(({ kind }) => kind),
    })),
  };
}

function viewSections({ context, criteria, commits, criticalPath, outline }: Plan): object {
  return {
    background: context.background?.value ?? null,
    criteria: criteria.map(({ section, criterion: { text, checked, script } }) => ({
      section,
      text,
      checked,
      script: script?.value ?? null,
    })),
    commits: commits.map(({ after, message, files }) => ({
      after: after.map(({ value }) => value),
      message: message?.value ?? null,
      files: files.map(({ value }) => value),
    })),
    criticalPath: criticalPath?.map(({ value }) => value) ?? null,
    outline: outline.map(({ text, names }) => [text.value, names]),
  };
}
