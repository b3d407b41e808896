import { summarizeLabels } from "../../graph/labels.ts";
import type { Compiled, Finding, Rule } from "../rule.ts";
import { placeOfTask } from "./places.ts";

/** What a plan says before its tasks where they are meant to be done one after the other. */
const statedSequence =
  /\bparallel execution\W+(?:no\b|none\b|sequential)|\b(?<!than )sequential (?:execution|order|pass)\b|\b(?:run|done|executed?|implement(?:ed)?) (?:sequentially|one after|in (?:this|dependency|the \w+) order)\b/i;

/** Tasks that wait for the one before, since the plan neither says what they wait for nor puts them into a wave. */
export const impliedOrder: Rule = {
  code: "OMO214",
  name: "implied-order",
  severity: "warning",
  check(compiled): Finding[] {
    const { plan, graph } = compiled;
    const { inSequence, labels } = graph;
    const [first] = inSequence;
    if (first === undefined || saysSequence(compiled)) return [];
    const named = inSequence.map((task) => labels.ids[task] ?? "").filter((id) => !id.startsWith("@"));
    const unnamed = inSequence.length - named.length;
    const who = [
      ...(named.length > 0 ? [summarizeLabels(named)] : []),
      ...(unnamed > 0 ? [`${unnamed} without a label of its own`] : []),
    ];
    const one = inSequence.length === 1;
    const says = one
      ? `nothing says what ${named.length > 0 ? `task ${who[0]}` : "this task"} waits for, so it waits for the task before it`
      : `nothing says what these tasks wait for, so each waits for the one before: ${who.join(", ")}`;
    return [
      {
        message: says,
        span: placeOfTask(plan.tasks[first]),
        label: "waits for the task before it",
        related: [],
        help: "say `**Blocked By**: None` or name tasks, so that what can run side by side does",
      },
    ];
  },
};

function saysSequence({ source, plan }: Compiled): boolean {
  const firstTask = plan.tasks.find(({ final }) => !final)?.span.start ?? 0;
  return statedSequence.test(source.text.slice(0, firstTask));
}
