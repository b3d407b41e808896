import type { Task } from "../../plan.ts";
import type { Span, Spanned } from "../../source.ts";
import { closest } from "../../suggest.ts";
import type { Configured } from "../rule.ts";

/** The names that a task gives as agents: a name in the place of one is an agent's unless it is a category's. */
export function namedAgents(task: Task, configured: Configured): Spanned<string>[] {
  const others = task.categories.filter((name) => standsForAgent(task, name, configured));
  return task.agent ? [task.agent, ...others] : others;
}

/** The names that a task gives as categories. */
export function namedCategories(task: Task, configured: Configured): Spanned<string>[] {
  return task.categories.filter((name) => !standsForAgent(task, name, configured));
}

function standsForAgent(task: Task, { value, span }: Spanned<string>, configured: Configured): boolean {
  const { categories, agents } = configured;
  if (categories.some((category) => category.toLowerCase() === value.toLowerCase())) return false;
  // Behind the title of a review stands either: `F3. Manual QA — general`.
  const inTitle = !task.fields.some((field) => isWithin(span, field.value));
  if (inTitle) {
    const meant = closest(value, [...categories, ...agents]);
    return meant !== null && agents.includes(meant);
  }
  return task.fields.some((field) => field.name === "agent" && isWithin(span, field.value));
}

function isWithin(inner: Span, outer: Span): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}
