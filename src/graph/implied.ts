import type { Plan, Task } from "../plan.ts";
import { cyclicCore } from "./algorithms.ts";
import type { Dependencies } from "./dependencies.ts";
import { groupBy } from "./group-by.ts";

/**
 * Adds what follows from a task's place: final tasks wait for all others; a task of which nothing is stated waits
 * for all of the waves before its own, and for the task before it when it is in no wave. What waits for a task
 * already, the task does not wait for. Returns the tasks that wait for the one before.
 */
export function addImplied(plan: Plan, spokenFor: ReadonlySet<number>, dependencies: Dependencies): number[] {
  const behindWave = waveBarriers(plan.tasks, spokenFor, dependencies);
  const silent = new Map<number, number>();
  const inSequence: number[] = [];
  let previous: number | null = null;
  plan.tasks.forEach((task, index) => {
    if (task.final) return;
    if (!spokenFor.has(index)) {
      const rank = waveRank(task);
      const on = rank === null ? previous : behindWave.get(rank);
      if (rank === null && on !== null) inSequence.push(index);
      if (on !== null && on !== undefined) silent.set(index, on);
    }
    previous = index;
  });
  for (const [task, on] of silent) dependencies.add({ task, on });
  openCycles(silent, dependencies);
  addFinalBarrier(plan.tasks, dependencies);
  return inSequence;
}

/** The tasks that a node stands for, ascending: itself, or all that a barrier is behind. */
export function tasksBehind(node: number, dependencies: Dependencies): number[] {
  if (node < dependencies.tasks) return [node];
  const found: number[] = [];
  const open = [node];
  for (let barrier = open.pop(); barrier !== undefined; barrier = open.pop()) {
    for (const before of dependencies.before(barrier)) {
      if (before < dependencies.tasks) found.push(before);
      else open.push(before);
    }
  }
  return found.sort((a, b) => a - b);
}

/** For each wave a barrier behind all earlier ones; a barrier is behind its wave and the barrier before. */
function waveBarriers(
  tasks: readonly Task[],
  spokenFor: ReadonlySet<number>,
  dependencies: Dependencies,
): Map<number, number> {
  const behind = new Map<number, number>();
  if (!tasks.some((task, index) => !task.final && task.wave && !spokenFor.has(index))) return behind;
  const inWaves = [...tasks.keys()].filter((index) => !tasks[index]?.final && tasks[index]?.wave);
  const waves = groupBy(inWaves, (index) => waveRank(tasks[index]) ?? 0);
  let barrier: number | null = null;
  for (const [rank, members] of [...waves].sort(([a], [b]) => (a === b ? 0 : a - b))) {
    if (barrier !== null) behind.set(rank, barrier);
    barrier = dependencies.addBarrier(barrier === null ? members : [...members, barrier]);
  }
  return behind;
}

/**
 * Where the order of the waves closes a cycle with what is stated, the task waits for single tasks, and for those
 * alone that do not wait for it.
 */
function openCycles(silent: ReadonlyMap<number, number>, dependencies: Dependencies): void {
  const core = cyclicCore(dependencies);
  const doubtful = [...silent].filter(([task]) => core.has(task));
  for (const [task, on] of doubtful) dependencies.remove({ task, on });
  for (const [task, barrier] of doubtful) {
    const waiting = allAfter(task, dependencies);
    for (const on of tasksBehind(barrier, dependencies)) {
      if (!waiting.has(on)) dependencies.add({ task, on });
    }
  }
}

/** The node itself and all that must wait for it. */
function allAfter(node: number, dependencies: Dependencies): Set<number> {
  const found = new Set([node]);
  for (const reached of found) for (const next of dependencies.after(reached)) found.add(next);
  return found;
}

function addFinalBarrier(tasks: readonly Task[], dependencies: Dependencies): void {
  const indices = [...tasks.keys()];
  const finals = indices.filter((index) => tasks[index]?.final);
  const others = indices.filter((index) => !tasks[index]?.final);
  if (finals.length === 0 || others.length === 0) return;
  const barrier = dependencies.addBarrier(others);
  for (const task of finals) dependencies.add({ task, on: barrier });
}

/** Position of a task's wave among all waves; null for a task in no wave. */
export function waveRank(task: Task | undefined): number | null {
  if (!task?.wave) return null;
  return task.wave.value === "final" ? Number.POSITIVE_INFINITY : task.wave.value;
}
