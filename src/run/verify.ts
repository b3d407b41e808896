import type { CriterionResult } from "../verdict.ts";
import { type CheckContext, runCommands } from "./criteria.ts";
import type { RunTask } from "./run-task.ts";

/** A task, as far as its criteria go. */
export type CheckedTask = Pick<RunTask, "id" | "task" | "tested">;

/** A task whose criteria were put to the test once more, without any agent. */
export interface VerifiedTask {
  readonly id: string;
  readonly title: string;
  /** Whether the plan says that it is done. */
  readonly ticked: boolean;
  /** Of the criteria that the executor can settle, in their order. */
  readonly results: readonly CriterionResult[];
  /** How many criteria only a reader or a person can settle; they were not looked at. */
  readonly unread: number;
}

/**
 * Puts the criteria of tasks to the test on the tree as it is, one task after the other. Ends early when the signal fires.
 * @param found is told each task as it is done
 */
export async function verifyTasks(
  context: CheckContext,
  tasks: readonly CheckedTask[],
  found: (task: VerifiedTask) => void,
): Promise<VerifiedTask[]> {
  const verified: VerifiedTask[] = [];
  for (const runTask of tasks) {
    const { results, questions } = await runCommands(
      context,
      runTask,
      1,
      () => true,
      () => {},
    );
    if (context.signal.aborted) break;
    const { id, task } = runTask;
    // What a person has to approve was settled by nobody.
    const settled = results.filter(({ by }) => by !== "person");
    const one: VerifiedTask = {
      id,
      title: task.title.value,
      ticked: task.box?.checked ?? false,
      results: settled,
      unread: questions.length + results.length - settled.length,
    };
    verified.push(one);
    found(one);
  }
  return verified;
}
