import { oneLine } from "./cells.ts";
import { type GraphView, type TaskView, taskLabel, waveLabel } from "./graph-view.ts";

/** A graph for Mermaid: waves as subgraphs, the critical path with thick arrows and borders. */
export function graphMermaid(view: GraphView): string {
  const tasks = view.waves.flatMap((wave) => wave.tasks);
  const names = new Map(tasks.map(({ id }, i) => [id, `t${i + 1}`]));
  const name = (id: string) => names.get(id) ?? "";
  const classOf = (kind: string, picked: (task: TaskView) => boolean) => {
    const members = tasks.filter(picked).map(({ id }) => name(id));
    return members.length > 0 ? [`  class ${members.join(",")} ${kind}`] : [];
  };
  const lines = [
    "%% A dependency that a longer chain implies is not drawn.",
    "flowchart TD",
    ...view.waves.flatMap((wave, i) => {
      const nodes = wave.tasks.map((task) => `${name(task.id)}["${escapeMermaid(taskLabel(task))}"]`);
      if (wave.name === null) return nodes.map((node) => `  ${node}`);
      const head = `  subgraph w${i + 1}["${escapeMermaid(waveLabel(wave))}"]`;
      return [head, ...nodes.map((node) => `    ${node}`), "  end"];
    }),
    ...view.edges.map(({ from, to, critical }) => `  ${name(from)} ${critical ? "==>" : "-->"} ${name(to)}`),
    "  classDef ticked fill:#d3f9d8,stroke:#2b8a3e,color:#000",
    "  classDef blocked fill:#e9ecef,stroke:#868e96,color:#000,stroke-dasharray:4",
    "  classDef critical stroke:#c92a2a,stroke-width:3px",
    ...classOf("ticked", ({ state }) => state === "ticked"),
    ...classOf("blocked", ({ state }) => state === "blocked"),
    ...classOf("critical", ({ critical }) => critical),
  ];
  return `${lines.join("\n")}\n`;
}

/** Text inside the quotes of a label: all that Mermaid could take for syntax, or for Markdown, as `#<code>;`. */
function escapeMermaid(text: string): string {
  return oneLine(text).replace(
    /[^\p{L}\p{M}\p{N}\p{Zs}\p{So}.,:()/+-]/gu,
    (char) => `#${char.codePointAt(0)};`,
  );
}
