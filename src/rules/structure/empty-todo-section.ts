import type { Heading, Task } from "../../plan.ts";
import type { Rule } from "../rule.ts";

/**
 * A list of work items with nothing in it, in a plan that has some before it, or final reviews only. Where they
 * follow under headings of their own, the list is only written in parts; one that holds their boxes lists them.
 */
export const emptyTodoSection: Rule = {
  code: "OMO103",
  name: "empty-todo-section",
  severity: "warning",
  check({ plan }) {
    if (plan.tasks.length === 0) return [];
    const work = plan.tasks.filter(({ final }) => !final);
    return plan.outline
      .filter(({ names }) => names === "todo")
      .filter((heading, i, todos) => !todos.slice(0, i).some((above) => holds(above, heading.span.start)))
      .filter((heading) => !plan.tasks.some((task) => isListed(heading, task)))
      .filter((heading) => !work.some((task) => task.span.start > heading.span.start))
      .map((heading) => {
        const elsewhere = work[0];
        return {
          message:
            elsewhere === undefined
              ? "the list of work items is empty: the plan has final reviews only"
              : "this list of work items is empty",
          span: heading.text.span,
          label: "no work item below this heading",
          related:
            elsewhere === undefined
              ? []
              : [{ span: elsewhere.title.span, text: `${nameOf(elsewhere)} stands here` }],
          help:
            elsewhere === undefined
              ? "list the work that they review, each item as `- [ ] 1. Title`"
              : "move the work items below this heading, or remove it",
        };
      });
  },
};

function holds({ span }: Heading, offset: number): boolean {
  return span.start <= offset && offset < span.end;
}

function isListed(heading: Heading, { span, box }: Task): boolean {
  return holds(heading, span.start) || (box !== null && holds(heading, box.span.start));
}

function nameOf(task: Task): string {
  return task.label ? `task \`${task.label.value}\`` : "the first one";
}
