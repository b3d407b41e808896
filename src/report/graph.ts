import type { LintedPlan } from "../lint.ts";
import { graphDot } from "./graph-dot.ts";
import { graphMermaid } from "./graph-mermaid.ts";
import { graphView } from "./graph-view.ts";

/** For whom a graph is written: a Mermaid or Graphviz renderer, or a program. */
export type GraphFormat = "mermaid" | "dot" | "json";

/**
 * What waits for what. The drawings leave out edges that a longer way implies, so that they can be read; JSON
 * has every edge, and says which those are.
 */
export function renderGraph(linted: LintedPlan, format: GraphFormat): string {
  switch (format) {
    case "mermaid":
      return graphMermaid(graphView(linted, false));
    case "dot":
      return graphDot(graphView(linted, false));
    case "json":
      return `${JSON.stringify(graphView(linted, true), null, 2)}\n`;
  }
}
