import { type Notes, notepads, type TaskNotes } from "../notes.ts";
import type { Plan, Task } from "../plan.ts";
import { bullets, fence } from "./markdown.ts";

/** What is known around a task besides its plan. */
export interface Surroundings {
  /** How tasks of its category are gone about; empty for nothing. */
  readonly manner: string;
  /** What the directories that it names say of themselves. */
  readonly documents: readonly Document[];
  /** What finished tasks that it builds on have left. */
  readonly notes: readonly TaskNotes[];
}

/** A document of a directory, capped. */
export interface Document {
  /** Relative to the git root. */
  readonly path: string;
  readonly text: string;
}

/** The last section of a brief: where the task stands, and what helps with it. */
export function background(
  input: Surroundings & { readonly plan: Plan; readonly task: Task; readonly file: string },
): string {
  const { plan, task, file, manner, documents, notes } = input;
  const parts = [`Plan: ${plan.title?.value ?? file} (\`${file}\`)`];
  if (plan.context.summary) parts.push(plan.context.summary.value.trim());
  if (manner !== "") parts.push(`How to go about it: ${manner}`);
  if (task.references) parts.push(`References:\n${task.references.value.trim()}`);
  for (const { path, text } of documents) parts.push(`\`${path}\` says:\n${fence(text)}`);
  if (notes.length > 0)
    parts.push(
      `What finished tasks have left, for you to check before you rely on it:\n${bullets(notes.map(describeNotes))}`,
    );
  return parts.join("\n\n");
}

function describeNotes({ task, notes }: TaskNotes): string {
  const lines = notepads.flatMap((name) => notes[name].map((note) => `${singular[name]}: ${note}`));
  return `Task ${task}\n${bullets(lines)}`;
}

const singular: Readonly<Record<keyof Notes, string>> = {
  learnings: "learned",
  decisions: "decided",
  issues: "open",
};
