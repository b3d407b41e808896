import { type BriefInput, compileBrief } from "../brief.ts";
import { notesFor } from "../notes.ts";
import type { RunTask } from "./context.ts";
import { findDocuments } from "./documents.ts";
import { readNotepads } from "./notepads.ts";

/** The most that notes take of a brief, in UTF-16 units. */
const roomForNotes = 4_000;

/** Which plan a brief is of, and what is known of its tasks. */
export interface BriefPlan {
  /** The git root. */
  readonly root: string;
  /** The plan's path relative to it. */
  readonly file: string;
  readonly plan: BriefInput["plan"];
  /** By task, what it waits for. */
  readonly dependsOn: ReadonlyMap<string, readonly string[]>;
}

/** The brief of a task, with what the repository and the plan's notepads have for it at this moment. */
export function briefOf({ root, file, plan, dependsOn }: BriefPlan, runTask: RunTask): string {
  const { id, task, tested, assignment } = runTask;
  return compileBrief({
    plan,
    task,
    file,
    tested,
    skills: assignment.skills,
    missingSkills: assignment.missingSkills,
    tools: assignment.tools,
    manner: assignment.resolved.prompt,
    documents: findDocuments(root, task),
    notes: notesFor(id, file, dependsOn, readNotepads(root, file), roomForNotes),
  });
}
