import { type BriefInput, compileBrief } from "../brief.ts";
import { type Dependencies, notesFor } from "../notes.ts";
import { findDocuments } from "./documents.ts";
import { readNotepads } from "./notepads.ts";
import type { RunTask } from "./run-task.ts";
import type { Notepads, Tree } from "./world.ts";

/** The most that notes take of a brief, in UTF-16 units. */
const roomForNotes = 4_000;

/** Which plan a brief is of, and what is known of its tasks. */
export interface BriefPlan {
  /** The plan's path relative to the git root. */
  readonly file: string;
  readonly plan: BriefInput["plan"];
  /** By task, what it waits for. */
  readonly dependsOn: Dependencies;
}

/** Where what surrounds a task is found. */
export interface BriefSources {
  readonly tree: Pick<Tree, "documents">;
  readonly notepads: Pick<Notepads, "read">;
}

/** The sources in a repository. `file`: the plan's path relative to its root. */
export function briefSources(root: string, file: string): BriefSources {
  return {
    tree: { documents: (task) => findDocuments(root, task) },
    notepads: { read: () => readNotepads(root, file) },
  };
}

/** The brief of a task, with what the repository and the plan's notepads have for it at this moment. */
export function briefOf(
  { file, plan, dependsOn }: BriefPlan,
  runTask: Omit<RunTask, "meaning">,
  { tree, notepads }: BriefSources,
): string {
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
    documents: tree.documents(task),
    notes: notesFor(id, file, dependsOn, notepads.read(), roomForNotes),
  });
}
