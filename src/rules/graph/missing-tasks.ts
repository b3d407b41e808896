import { summarizeLabels } from "../../graph/labels.ts";
import type { Span } from "../../source.ts";
import type { Compiled, Finding } from "../rule.ts";
import { placeOfTask } from "./places.ts";

const mostShown = 5;

/** One finding for all tasks that an overview of the plan leaves out; final and unlabelled ones are not asked for. */
export function missingTasks(
  { plan, graph }: Compiled,
  leftOut: readonly number[],
  overview: { readonly name: string; readonly place: Span | undefined },
): Finding[] {
  const missing = leftOut.filter((index) => plan.tasks[index]?.label && !plan.tasks[index]?.final);
  const [first, ...others] = missing;
  if (first === undefined || overview.place === undefined) return [];
  const names = summarizeLabels(missing.map((index) => graph.labels.ids[index] ?? ""));
  return [
    {
      message: `${overview.name} leaves out ${names}`,
      span: placeOfTask(plan.tasks[first]),
      label: `not in ${overview.name}`,
      related: [
        { span: overview.place, text: `${overview.name} is here` },
        ...others
          .slice(0, mostShown)
          .map((index) => ({ span: placeOfTask(plan.tasks[index]), text: "nor is this one" })),
      ],
      help: `add ${missing.length === 1 ? "the task" : "the tasks"} to ${overview.name}`,
    },
  ];
}
