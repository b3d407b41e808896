import { fence } from "./brief/markdown.ts";
import { taskName } from "./brief.ts";
import type { Task } from "./plan.ts";
import type { CriterionResult } from "./verdict.ts";

/** What is known of a task that has failed too often. */
export interface WriteUp {
  readonly task: Task;
  /** Why its last attempt failed. */
  readonly reason: string;
  readonly attempts: number;
  /** Criteria that did not hold in the end, with their output. */
  readonly failed: readonly CriterionResult[];
  /** What it had changed before that was taken back; empty for nothing. */
  readonly diff: string;
}

/** The most of a diff, and of one output, in UTF-16 units. */
const mostOfDiff = 30_000;
const mostOfOutput = 6_000;

/** The failures of a task, as a document for people and for who is asked for advice. Pure. */
export function writeUpFailures({ task, reason, attempts, failed, diff }: WriteUp): string {
  const parts = [
    `# ${taskName(task)}`,
    `Stopped after ${attempts} attempts: ${reason}.`,
    ...failed.map(
      ({ text, evidence, reason: why, output }) =>
        `## ${text.split("\n")[0]}\n\n${evidence}\n\nResult: ${why}\n${output ? `\n${fence(cut(output, mostOfOutput))}\n` : ""}`,
    ),
    `## What had been changed\n\n${diff === "" ? "Nothing that can be told." : fence(cut(diff, mostOfDiff))}`,
  ];
  return `${parts.join("\n\n")}\n`;
}

/** The question to an adviser who can only read. */
export function compileConsultPrompt(task: Task, writeUp: string): string {
  const about = [
    task.whatToDo?.value.trim(),
    task.mustNotDo && `Must NOT do:\n${task.mustNotDo.value.trim()}`,
  ];
  return `${[
    "A task of a plan has failed several times, and its changes were taken back. You can read this repository, and nothing else. Find out why it fails, and say how it can be done.",
    `## CONSULT ${taskName(task)}`,
    about.filter(Boolean).join("\n\n") || "The title says it all.",
    `## WHAT HAPPENED\n${fence(writeUp)}`,
    [
      "## ANSWER",
      "`conclusion`: why it fails, in a few sentences. `plan`: the steps to take, in order, each naming files. `effort`: Quick, Short, Medium or Large. `risks`: what may go wrong with that.",
    ].join("\n"),
  ].join("\n\n")}\n`;
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}\n[${text.length - most} characters left out]`;
}
