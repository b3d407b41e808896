import { createHash } from "node:crypto";
import { resolveTask } from "../agents/resolve.ts";
import type { Config } from "../config.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { TaskSpec } from "../event.ts";
import type { Graph } from "../graph.ts";
import { lintPlan } from "../lint.ts";
import type { Plan } from "../plan.ts";
import { fold } from "../schedule.ts";
import { createSource, type Source } from "../source.ts";
import type { RunTask } from "./context.ts";
import type { RecordedRun } from "./runs.ts";

/** A plan made ready to be run. */
export interface RunnablePlan {
  readonly source: Source;
  readonly plan: Plan;
  readonly graph: Graph;
  readonly diagnostics: readonly Diagnostic[];
  /** In document order. */
  readonly tasks: ReadonlyMap<string, RunTask>;
  readonly specs: readonly TaskSpec[];
}

/**
 * Compiles a plan's text for a run: what lint sees, and per task its checks and its model. Pure.
 * @param earlier the plan's run before: of the same text, the tasks without a box that it has proved are done,
 * since no tick can say so; final tasks look at the whole tree and are done anew
 */
export function compilePlan(
  file: string,
  text: string,
  config: Config,
  earlier: RecordedRun | null = null,
): RunnablePlan {
  const source = createSource(file, text);
  const { plan, graph, checks, diagnostics } = lintPlan(source);
  const proved = earlier?.start.sha256 === digestOf(text) ? provedTasks(earlier) : new Set<string>();
  const tasks = new Map<string, RunTask>();
  const specs: TaskSpec[] = [];
  for (const [i, { id, task, dependsOn }] of graph.nodes.entries()) {
    tasks.set(id, { id, task, checks: checks.tasks[i]?.criteria ?? [], resolved: resolveTask(task, config) });
    const isProved = task.box === null && !task.final && proved.has(id);
    const claimed = task.box?.checked ? "user" : isProved ? "proof" : null;
    specs.push({ id, title: task.title.value, dependsOn, final: task.final, claimed });
  }
  return { source, plan, graph, diagnostics, tasks, specs };
}

/** SHA-256 of a plan's text with all its boxes empty: a tick makes it no other plan. */
export function digestOf(text: string): string {
  return createHash("sha256")
    .update(text.replace(/\[[ xX]\]/g, "[ ]"))
    .digest("hex");
}

function provedTasks({ entries }: RecordedRun): ReadonlySet<string> {
  const { tasks } = fold(entries.map((entry) => entry.event));
  return new Set([...tasks].filter(([, record]) => record.state.name === "done").map(([id]) => id));
}
