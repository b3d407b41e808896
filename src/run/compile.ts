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
 * @param earlier the plan's run before: tasks without a box that it has proved are done, since no tick can say so
 */
export function compilePlan(
  file: string,
  text: string,
  config: Config,
  earlier: RecordedRun | null = null,
): RunnablePlan {
  const source = createSource(file, text);
  const { plan, graph, checks, diagnostics } = lintPlan(source);
  const before = earlier ? fold(earlier.entries.map((entry) => entry.event)).tasks : null;
  const isProved = (id: string, title: string) => {
    const record = before?.get(id);
    return record?.spec.title === title && record.state.name === "done";
  };
  const tasks = new Map<string, RunTask>();
  const specs: TaskSpec[] = [];
  for (const [i, { id, task, dependsOn }] of graph.nodes.entries()) {
    tasks.set(id, { id, task, checks: checks[i] ?? [], resolved: resolveTask(task, config) });
    specs.push({
      id,
      title: task.title.value,
      dependsOn,
      final: task.final,
      claimed: task.box?.checked ?? isProved(id, task.title.value),
    });
  }
  return { source, plan, graph, diagnostics, tasks, specs };
}
