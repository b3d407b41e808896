import { createHash } from "node:crypto";
import { assignTask } from "../agents/assign.ts";
import type { Resources } from "../agents/resources.ts";
import { type PlanChecks, testedOf } from "../criteria/plan-checks.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { TaskSpec } from "../event.ts";
import type { Graph } from "../graph.ts";
import { blockersOf, type LintOptions, lintPlan } from "../lint.ts";
import type { Plan, Task } from "../plan.ts";
import { fold } from "../schedule.ts";
import { createSource, type Source } from "../source.ts";
import { unknownDuration } from "./durations.ts";
import { happenedIn } from "./journal.ts";
import type { RunTask } from "./run-task.ts";
import type { RecordedRun } from "./runs.ts";

/** A plan made ready to be run. */
export interface RunnablePlan {
  readonly source: Source;
  readonly plan: Plan;
  readonly graph: Graph;
  readonly checks: PlanChecks;
  /** What keeps it from being run; empty when nothing does. */
  readonly blockers: readonly Diagnostic[];
  /** Those of them that lint does not call errors, as configuration and comments have it. */
  readonly silenced: readonly Diagnostic[];
  /** In document order. */
  readonly tasks: ReadonlyMap<string, RunTask>;
  readonly specs: readonly TaskSpec[];
}

/**
 * Compiles a plan's text for a run: what lint sees, and per task its checks, and who works on it with what. Pure.
 * @param resources who may work on tasks, and what with
 * @param earlier the plan's run before: of the same text, the tasks without a box that it has proved are done,
 * since no tick can say so; final tasks look at the whole tree and are done anew
 * @param durations how long tasks take, by category, in milliseconds
 * @param options how lint would look at it, which decides what keeps it from being run and nothing else
 */
export function compilePlan(
  file: string,
  text: string,
  resources: Resources,
  earlier: RecordedRun | null = null,
  options: LintOptions = {},
  durations: ReadonlyMap<string, number> = new Map(),
): RunnablePlan {
  const linted = lintPlan(createSource(file, text), options);
  const { source, plan, graph, checks, silenced } = linted;
  const proved = earlier?.start.sha256 === digestOf(text) ? provedTasks(earlier) : new Set<string>();
  const tasks = new Map<string, RunTask>();
  const specs: TaskSpec[] = [];
  for (const [i, { id, task, dependsOn }] of graph.nodes.entries()) {
    const compiled = checks.tasks[i];
    const tested = compiled ? testedOf(task, compiled) : [];
    const meaning = meaningOf(source.text, task);
    tasks.set(id, { id, task, meaning, tested, assignment: assignTask(task, resources) });
    const isProved = task.box === null && !task.final && proved.has(id);
    const claimed = claimOf(task, isProved);
    const category = task.categories[0]?.value.toLowerCase() ?? null;
    const weight = durations.get(category ?? "") ?? unknownDuration;
    specs.push({
      id,
      title: task.title.value,
      dependsOn,
      final: task.final,
      claimed,
      category,
      weight,
      asked: false,
    });
  }
  return { source, plan, graph, checks, blockers: blockersOf(linted), silenced, tasks, specs };
}

function claimOf({ box }: Task, isProved: boolean): TaskSpec["claimed"] {
  if (box?.checked) return "user";
  if (box?.blocked) return "set-aside";
  return isProved ? "proof" : null;
}

/** Digest of a task's text, ticks and white space left aside. */
export function meaningOf(text: string, { span }: Task): string {
  const words = text
    .slice(span.start, span.end)
    .replace(/\[[ xX~]\]/g, "[ ]")
    .replace(/\s+/g, " ")
    .trim();
  return createHash("sha256").update(words).digest("hex").slice(0, 32);
}

/** SHA-256 of a plan's text with all its boxes empty: a tick makes it no other plan. */
export function digestOf(text: string): string {
  return createHash("sha256")
    .update(text.replace(/\[[ xX]\]/g, "[ ]"))
    .digest("hex");
}

function provedTasks({ entries }: RecordedRun): ReadonlySet<string> {
  const { tasks } = fold(happenedIn(entries));
  return new Set([...tasks].filter(([, record]) => record.state.name === "done").map(([id]) => id));
}
