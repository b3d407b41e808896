import { type Reach, reachOf } from "../../graph/reach.ts";
import type { Span } from "../../source.ts";
import type { Compiled, Finding, Rule } from "../rule.ts";

const mostShown = 20;

/** One step of the stated path: a task, or several that are named as one (`T3/T4`, `Tasks 5-8`). */
interface Step {
  readonly tasks: readonly number[];
  readonly span: Span;
}

/**
 * A stated critical path that is no chain of dependencies, or one into which a further task fits: then it is not
 * the longest, however long each task takes.
 */
export const criticalPathMismatch: Rule = {
  code: "OMO211",
  name: "critical-path-mismatch",
  severity: "warning",
  check(compiled) {
    const steps = statedSteps(compiled);
    if (steps.length < 2) return [];
    const reach = reachOf(compiled.graph.links);
    const broken = noChain(compiled, steps, reach);
    return broken.length > 0 ? broken : notLongest(compiled, steps, reach);
  },
};

function noChain(compiled: Compiled, steps: readonly Step[], reach: Reach): Finding[] {
  const [first, ...rest] = steps.slice(1).flatMap((to, i) => {
    const from = steps[i]?.tasks ?? [];
    const linked = to.tasks.some((task) => from.some((on) => reach(task, on)));
    return linked
      ? []
      : [
          {
            span: to.span,
            text: `${namesOf(compiled, to.tasks)} does not wait for ${namesOf(compiled, from)}`,
          },
        ];
  });
  if (first === undefined) return [];
  return [
    {
      message: `the stated critical path is no chain of dependencies: ${first.text}`,
      span: first.span,
      label: first.text,
      related: rest,
      help: helpFor(compiled),
    },
  ];
}

/** Only where each step is one task: of several that share a step any may be on the path. */
function notLongest(compiled: Compiled, steps: readonly Step[], reach: Reach): Finding[] {
  const { plan, source } = compiled;
  const path = steps.flatMap(({ tasks }) => (tasks.length === 1 ? tasks : []));
  if (path.length < steps.length) return [];
  const onPath = new Set(path);
  const last = steps.at(-1)?.span.end ?? 0;
  const more = /^[^\n]*\bT(?:ask )?\d/i.test(source.text.slice(last, last + 400));
  for (const task of plan.tasks.keys()) {
    if (onPath.has(task) || plan.tasks[task]?.final) continue;
    const before = path.findLastIndex((on) => reach(task, on));
    const next = path[before + 1];
    // Behind the last step there may be another branch that the plan names on the same line.
    if (next === undefined ? more : !reach(next, task)) continue;
    const name = namesOf(compiled, [task]);
    const [after, ahead] = [path[before], next].map((other) =>
      other === undefined ? "" : namesOf(compiled, [other]),
    );
    const where = !after ? `before ${ahead}` : ahead ? `between ${after} and ${ahead}` : `after ${after}`;
    return [
      {
        message: `the stated critical path is not the longest chain: ${name} comes ${where}`,
        span: steps[Math.min(before + 1, steps.length - 1)]?.span ?? { start: 0, end: 0 },
        label: `${name} comes ${ahead ? "before" : "after"} this`,
        related: [],
        help: helpFor(compiled),
      },
    ];
  }
  return [];
}

function helpFor({ graph }: Compiled): string {
  const finals = new Set(graph.nodes.filter(({ task }) => task.final).map(({ id }) => id));
  const longest = graph.criticalPath.filter((id) => !finals.has(id));
  const path =
    longest.length > mostShown ? `${longest.length} tasks` : longest.map((id) => `\`${id}\``).join(" → ");
  return `a longest chain of this plan is ${path}`;
}

function namesOf({ graph }: Compiled, tasks: readonly number[]): string {
  return tasks.map((task) => `\`${graph.labels.ids[task]}\``).join(", ");
}

/** The steps between the arrows; final tasks are left out, since they come after all others anyway. */
function statedSteps({ source, plan, graph }: Compiled): Step[] {
  const steps: { tasks: number[]; span: Span }[] = [];
  let end: number | null = null;
  for (const { value, span } of plan.criticalPath ?? []) {
    const between = end === null ? "→" : source.text.slice(end, span.start);
    const last = steps.at(-1);
    const step = last && !/[→>➔⟶➜]/.test(between) ? last : { tasks: [], span };
    if (step !== last) steps.push(step);
    for (const label of [value, ...alternatives(source.text.slice(span.end, span.end + 80))]) {
      const task = graph.labels.find(label);
      if (task !== null && !plan.tasks[task]?.final && !step.tasks.includes(task)) step.tasks.push(task);
    }
    end = Math.max(end ?? 0, span.end);
  }
  return steps.filter(({ tasks }) => tasks.length > 0);
}

/** `/T4/T5` after `T3`: labels that share its step. */
function alternatives(text: string): string[] {
  const shared = /^(?:\s*[/+&]\s*(?:Tasks?\s*)?[A-Z]*\d[\w.]*)+/i.exec(text)?.[0] ?? "";
  return shared.match(/[A-Z]*\d[\w.]*/gi) ?? [];
}
