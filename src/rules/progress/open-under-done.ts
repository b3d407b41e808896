import type { Label } from "../../diagnostic.ts";
import type { Task } from "../../plan.ts";
import type { Finding, Rule } from "../rule.ts";

/** An open task of which others, already ticked, say that they wait for it. */
export const openUnderDone: Rule = {
  code: "OMO503",
  name: "open-under-done",
  severity: "warning",
  check({ plan, graph }) {
    const dependents = new Map<number, Set<number>>();
    const dropped = new Set(graph.dropped.map(({ statement }) => statement));
    for (const statement of graph.stated) {
      if (dropped.has(statement)) continue;
      const waiting = dependents.get(statement.on) ?? new Set();
      dependents.set(statement.on, waiting.add(statement.task));
    }
    const finals = [...plan.tasks.keys()].filter((index) => plan.tasks[index]?.final);
    return plan.tasks.flatMap((task, index) => {
      const { box } = task;
      if (!box || box.checked || box.blocked) return [];
      const waiting = [...(dependents.get(index) ?? []), ...(task.final ? [] : finals)];
      const done = [...new Set(waiting)].sort((a, b) => a - b).flatMap((other) => plan.tasks[other] ?? []);
      return findingOf(
        task,
        done.filter((other) => other.box?.checked),
      );
    });
  },
};

function findingOf(task: Task, done: readonly Task[]): Finding[] {
  if (!task.box || done.length === 0) return [];
  const names = done.map((other) => (other.label ? `\`${other.label.value}\`` : `"${other.title.value}"`));
  const own = task.label ? `task \`${task.label.value}\`` : "this task";
  const wait = done.length > 1 ? "which wait for it, are ticked" : "which waits for it, is ticked";
  return [
    {
      message: `${own} is open, but ${summary(names)}, ${wait}`,
      span: task.title.span,
      label: "still to be done",
      related: done.slice(0, shown).map(ticked),
      help: "tick it if it has been done, or untick what waits for it: a run takes what is ticked for finished",
    },
  ];
}

/** Ticked tasks that a finding points at; a final one waits for all the others. */
const shown = 3;

function ticked({ box, title }: Task): Label {
  return { span: box?.span ?? title.span, text: "ticked" };
}

function summary(names: readonly string[]): string {
  const rest = names.length > shown ? `${names.length - shown} more` : names.at(-1);
  const first = names.slice(0, Math.min(names.length - 1, shown));
  return first.length > 0 ? `${first.join(", ")} and ${rest}` : `${rest}`;
}
