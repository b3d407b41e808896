import { reduceEdges } from "../graph/reduce.ts";
import type { Graph } from "../graph.ts";
import type { LintedPlan } from "../lint.ts";
import type { WaveName } from "../plan.ts";

/** A plan's graph as it is drawn. */
export interface GraphView {
  readonly file: string;
  readonly title: string | null;
  /** Waves that have tasks, in the order they come; tasks in no wave stand before the final one. */
  readonly waves: readonly WaveView[];
  /** In document order of the waiting task. */
  readonly edges: readonly EdgeView[];
  /** Ids of a longest chain of dependencies. */
  readonly criticalPath: readonly string[];
}

/** The tasks of one wave; `name` is null for those in none. */
export interface WaveView {
  readonly name: WaveName | null;
  readonly title: string;
  readonly tasks: readonly TaskView[];
}

/** `blocked` is a box `[~]`; a task without a box is open. */
export type TaskState = "ticked" | "blocked" | "open";

/** One task. */
export interface TaskView {
  readonly id: string;
  readonly title: string;
  readonly state: TaskState;
  readonly critical: boolean;
}

/** `to` waits for `from`. */
export interface EdgeView {
  readonly from: string;
  readonly to: string;
  /** A step of the critical path. */
  readonly critical: boolean;
  /** Others that the task waits for wait for this one. */
  readonly transitive: boolean;
}

/** What there is to draw of a plan; transitive edges only where they are asked for. */
export function graphView({ source, plan, graph }: LintedPlan, transitive: boolean): GraphView {
  const { criticalPath } = graph;
  const critical = new Set(criticalPath);
  const waves = new Map<WaveName | null, TaskView[]>();
  for (const { id, task, wave } of graph.nodes) {
    const state = task.box?.blocked ? "blocked" : task.box?.checked ? "ticked" : "open";
    const view = { id, title: task.title.value, state, critical: critical.has(id) } as const;
    const tasks = waves.get(wave);
    if (tasks) tasks.push(view);
    else waves.set(wave, [view]);
  }
  return {
    file: source.file,
    title: plan.title?.value ?? null,
    waves: [...waves]
      .sort(([a], [b]) => rankOf(a) - rankOf(b))
      .map(([name, tasks]) => ({
        name,
        title: plan.waves.find((wave) => wave.name === name)?.title ?? "",
        tasks,
      })),
    edges: edgesOf(graph, transitive),
    criticalPath,
  };
}

function rankOf(wave: WaveName | null): number {
  if (wave === null) return Number.MAX_SAFE_INTEGER - 1;
  return wave === "final" ? Number.MAX_SAFE_INTEGER : wave;
}

function edgesOf(graph: Graph, transitive: boolean): EdgeView[] {
  const direct = reduceEdges(graph);
  const steps = new Map(graph.criticalPath.slice(1).map((id, i) => [id, graph.criticalPath[i]]));
  return graph.nodes.flatMap((node) => {
    const { id } = node;
    const kept = new Set(direct.get(id));
    // All that a task waits for is listed only where it is asked for: it can be far more than is drawn.
    return (transitive ? node.dependsOn : [...kept]).map((from) => ({
      from,
      to: id,
      critical: steps.get(id) === from,
      transitive: !kept.has(from),
    }));
  });
}

/** `Wave 1: Start Immediately`. */
export function waveLabel({ name, title }: WaveView): string {
  const head = name === null ? "In no wave" : name === "final" ? "Final wave" : `Wave ${name}`;
  return title ? `${head}: ${title}` : head;
}

/** `✓ 1: Add the limiter`; the mark is that of the state. */
export function taskLabel({ id, title, state }: TaskView): string {
  const mark = { ticked: "✓ ", blocked: "~ ", open: "" }[state];
  return `${mark}${id}: ${title}`;
}
