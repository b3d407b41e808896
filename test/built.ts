import type { Diagnostic } from "../src/diagnostic.ts";
import { buildGraph, type Graph } from "../src/graph.ts";
import { makePlan, type RowSketch, type Sketch } from "./plans.ts";

/** The graph of a plan made of sketches, and what its tasks wait for by id. */
export interface Built {
  readonly graph: Graph;
  readonly dependsOn: Readonly<Record<string, readonly string[]>>;
  readonly findings: readonly Diagnostic[];
  readonly codes: readonly string[];
}

/** Makes a plan of sketches, and builds its graph. */
export function built(sketches: readonly Sketch[], rows?: readonly RowSketch[]): Built {
  const [graph, findings] = buildGraph(makePlan(sketches, rows));
  const dependsOn = Object.fromEntries(graph.nodes.map((node) => [node.id, node.dependsOn]));
  return { graph, dependsOn, findings, codes: findings.map(({ code }) => code) };
}
