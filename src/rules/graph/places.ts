import type { Task } from "../../plan.ts";
import { type Source, type Span, type Spanned, textOf } from "../../source.ts";

/** Where a task is named: its label, or its title when it has none. */
export function placeOfTask(task: Task | undefined): Span {
  return task?.label?.span ?? task?.title.span ?? { start: 0, end: 0 };
}

/** From the first reference of a list to the last; `otherwise` where the list is empty. */
export function placeOfList(references: readonly Spanned<string>[], otherwise: Span): Span {
  if (references.length === 0) return otherwise;
  const start = Math.min(...references.map(({ span }) => span.start));
  return { start, end: Math.max(...references.map(({ span }) => span.end)) };
}

/** What a task's Blocked By or Blocks says; its own name where the field is empty. */
export function placeOfField(source: Source, task: Task, name: "blockedBy" | "blocks"): Span {
  const value = task.fields.find((field) => field.name === name)?.value;
  const text = value ? textOf(source, value) : "";
  const stated = text.trim();
  const start = (value?.start ?? 0) + text.length - text.trimStart().length;
  const otherwise = stated === "" ? placeOfTask(task) : { start, end: start + stated.length };
  return placeOfList(task[name] ?? [], otherwise);
}
