import type { Task } from "../../plan.ts";
import { fieldNamed } from "../../read/names.ts";
import type { Line } from "../../scan.ts";
import type { Rule } from "../rule.ts";
import { insideOf, listsOf } from "./lists.ts";
import { unlabelledTasks } from "./missing-label.ts";

/** Fields that say something of a task alone; others name parts of a document too. */
const ofTasks = new Set<string>([
  "whatToDo",
  "mustNotDo",
  "whatAndMustNot",
  "profile",
  "category",
  "skills",
  "tools",
  "parallelization",
  "parallelizable",
  "group",
  "blocks",
  "blockedBy",
  "criteria",
  "scenarios",
]);

const bold = /\*\*([^*\n]{1,60}?)(?:[:：]\s*\*\*|\*\*\s*(?:[（(][^()（）\n]{0,60}[)）]\s*)?[:：])/y;

/** A field of a task in a list of work items where no task is: nobody reads it. */
export const fieldOutsideTask: Rule = {
  code: "OMO107",
  name: "field-outside-task",
  severity: "warning",
  check(compiled) {
    const { source, scan, plan } = compiled;
    if (plan.tasks.length === 0) return [];
    const isListed = listsOf(plan);
    const isInTask = insideOf(plan.tasks.map((task) => task.span));
    const stretches: { label: string; line: Line; before: Task | undefined; fields: number }[] = [];
    let next = 0;
    let isOpen = false;
    for (const line of scan.lines) {
      if (line.kind === "heading" || (line.kind === "item" && line.depth === 0)) isOpen = false;
      if (line.kind !== "text" && line.kind !== "item") continue;
      if (!source.text.startsWith("**", line.content) || !isListed(line.start)) continue;
      if (isInTask(line.content)) continue;
      bold.lastIndex = line.content;
      const label = bold.exec(source.text)?.[1]?.trim() ?? "";
      if (!ofTasks.has(fieldNamed(label) ?? "")) continue;
      while ((plan.tasks[next]?.span.end ?? Number.POSITIVE_INFINITY) <= line.start) next++;
      const open = isOpen ? stretches.at(-1) : undefined;
      if (open) open.fields++;
      else stretches.push({ label, line, before: plan.tasks[next - 1], fields: 1 });
      isOpen = true;
    }
    if (stretches.length === 0) return [];
    // What is meant for a task that has no label is told once, of that task.
    const isInUnlabelled = insideOf(unlabelledTasks(compiled).map(({ span }) => span));
    return stretches
      .filter(({ line }) => !isInUnlabelled(line.content))
      .map(({ label, line, before, fields }) => ({
        message: `\`${label}\` belongs to no task`,
        span: { start: line.content, end: line.contentEnd },
        label: fields === 1 ? "not read" : `not read, nor what follows: ${fields} fields in all`,
        related: before ? [{ span: before.title.span, text: "the task before it ends before this" }] : [],
        help: "move it below the title of its task, with no other heading between",
      }));
  },
};
