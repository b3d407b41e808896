import { oneLine } from "./cells.ts";
import { type GraphView, type TaskView, taskLabel, waveLabel } from "./graph-view.ts";

/** A graph for Graphviz: waves as clusters, the critical path bold. */
export function graphDot(view: GraphView): string {
  const tasks = view.waves.flatMap((wave) => wave.tasks);
  const names = new Map(tasks.map(({ id }, i) => [id, `t${i + 1}`]));
  const name = (id: string) => names.get(id) ?? "";
  const lines = [
    "// A dependency that a longer chain implies is not drawn.",
    `digraph ${quote(view.title ?? view.file)} {`,
    "  node [shape=box, style=filled, fillcolor=white]",
    ...view.waves.flatMap((wave, i) => {
      const nodes = wave.tasks.map((task) => `${name(task.id)} [${attributes(task)}]`);
      if (wave.name === null) return nodes.map((node) => `  ${node}`);
      const head = [`  subgraph cluster_w${i + 1} {`, `    label=${quote(waveLabel(wave))}`];
      return [...head, ...nodes.map((node) => `    ${node}`), "  }"];
    }),
    ...view.edges.map(
      ({ from, to, critical }) =>
        `  ${name(from)} -> ${name(to)}${critical ? " [penwidth=3, color=red]" : ""}`,
    ),
    "}",
  ];
  return `${lines.join("\n")}\n`;
}

function attributes(task: TaskView): string {
  const look = {
    ticked: ", fillcolor=palegreen",
    blocked: ', style="filled,dashed", fillcolor=lightgrey',
    open: "",
  };
  return `label=${quote(taskLabel(task))}${look[task.state]}${task.critical ? ", penwidth=3, color=red" : ""}`;
}

/** A quoted string; Graphviz reads `\` and HTML entities in it. */
function quote(text: string): string {
  return `"${oneLine(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("&", "&amp;")}"`;
}
