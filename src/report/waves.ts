import type { Graph } from "../graph.ts";
import type { Plan, WaveName } from "../plan.ts";
import { oneLine } from "./cells.ts";

/** Waves that have tasks, in the order they come; null, for tasks in no wave, before the final one. */
export function wavesOf(graph: Graph): (WaveName | null)[] {
  const rank = (wave: WaveName | null) =>
    wave === "final" ? Number.POSITIVE_INFINITY : (wave ?? Number.MAX_VALUE);
  return [...new Set(graph.nodes.map(({ wave }) => wave))].sort((a, b) => {
    const [x, y] = [rank(a), rank(b)];
    return x === y ? 0 : x - y;
  });
}

/** What a wave is called, on one line; null for the tasks in none. */
export function waveTitle(wave: WaveName | null, plan: Plan): string {
  if (wave === null) return plan.waves.length > 0 ? "In no wave" : "Tasks";
  const name = wave === "final" ? "Final wave" : `Wave ${wave}`;
  const title = plan.waves.find((other) => other.name === wave)?.title;
  return title ? `${name}: ${oneLine(title)}` : name;
}
