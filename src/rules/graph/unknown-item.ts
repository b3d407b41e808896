import { kindOf, summarizeLabels } from "../../graph/labels.ts";
import type { Spanned } from "../../source.ts";
import type { Compiled, Finding, Rule } from "../rule.ts";

const mostShown = 5;

/** An item of the wave tree, or a row of the dependency matrix, that names no task. */
export const unknownItem: Rule = {
  code: "OMO209",
  name: "unknown-item",
  severity: "warning",
  check(compiled) {
    const { plan } = compiled;
    const tree = plan.waves.filter(({ source }) => source === "tree").flatMap(({ members }) => members);
    const rows = plan.matrix.map(({ label }) => label);
    return [
      ...unknownIn(compiled, "the wave tree", tree),
      ...unknownIn(compiled, "the dependency matrix", rows),
    ];
  },
};

function unknownIn(
  { plan, graph: { labels } }: Compiled,
  name: string,
  items: readonly Spanned<string>[],
): Finding[] {
  // A list that names none of the tasks there are is a list of something else; so is `R5` no task where none has an R.
  const work = plan.tasks.some((task) => task.label !== null && !task.final);
  const anyWork = items.some(({ value }) => plan.tasks[labels.find(value) ?? -1]?.final === false);
  if (work && !anyWork) return [];
  const kinds = new Set(plan.tasks.map((task) => kindOf(task.label?.value ?? "")));
  const unknown = items.filter(({ value }) => labels.find(value) === null && kinds.has(kindOf(value)));
  const values = unknown.map(({ value }) => value);
  // What a range stands for shares its place.
  const places = unknown.filter(({ span }, i) => span.start !== unknown[i - 1]?.span.start);
  const [first, ...rest] = places;
  if (first === undefined) return [];
  const meant = values.length === 1 ? labels.suggest(first.value) : null;
  const missing = values.length === 1 ? "there is no such task" : "there are no such tasks";
  const tasks = labels.summary ? `this plan has ${labels.summary}` : "no task has a label";
  return [
    {
      message: `${name} lists ${summarizeLabels(values)}, but ${missing}`,
      span: first.span,
      label: "no such task",
      related: rest.slice(0, mostShown).map(({ span }) => ({ span, text: "nor this one" })),
      help: meant ? `did you mean \`${meant}\`? ${tasks}` : tasks,
    },
  ];
}
