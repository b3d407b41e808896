import { summarizeLabels } from "../graph/labels.ts";
import type { Graph, GraphNode } from "../graph.ts";
import type { LintedPlan } from "../lint.ts";
import type { Plan } from "../plan.ts";
import { oneLine, truncate, widthOf } from "./cells.ts";
import { plural } from "./lint.ts";
import type { Style } from "./style.ts";
import { wavesOf, waveTitle } from "./waves.ts";

/**
 * The compiled plan for people: tasks by wave, with who works on each and what it waits for, then what may
 * run side by side and the critical path. Keeps to the style's width.
 */
export function showPretty({ source, plan, graph }: LintedPlan, style: Style): string {
  const { colors } = style;
  const lines = [
    colors.bold(truncate(oneLine(plan.title?.value ?? source.file), style.width)),
    colors.dim(truncate(overview(source.file, plan, graph), style.width)),
  ];
  const idWidth = Math.max(0, ...graph.nodes.map(({ id }) => widthOf(id)));
  for (const wave of wavesOf(graph)) {
    lines.push("", colors.cyan(truncate(waveTitle(wave, plan), style.width)));
    for (const node of graph.nodes.filter((other) => other.wave === wave))
      lines.push(...taskLines(node, idWidth, style));
  }
  if (graph.nodes.length > 0) {
    lines.push("", colors.cyan("May run side by side"));
    graph.levels.forEach((level, i) => {
      lines.push(...wrap(`${String(i + 1).padStart(4)}  `, level.map(oneLine), ", ", style.width));
    });
    lines.push("", colors.cyan(`Critical path, ${plural(graph.criticalPath.length, "task")}`));
    lines.push(...wrap("  ", graph.criticalPath.map(oneLine), " → ", style.width));
  }
  return `${lines.join("\n")}\n`;
}

function overview(file: string, plan: Plan, graph: Graph): string {
  const done = plan.tasks.filter((task) => task.box?.checked).length;
  const waves = wavesOf(graph).filter((wave) => wave !== null).length;
  return [oneLine(file), plural(plan.tasks.length, "task"), plural(waves, "wave"), `${done} ticked`].join(
    " · ",
  );
}

/** `  [x] 3  Title` (`[~]`: set aside), and below it who and after what. */
function taskLines({ id, task, dependsOn }: GraphNode, idWidth: number, { colors, width }: Style): string[] {
  const box = task.box === null ? "   " : task.box.blocked ? "[~]" : task.box.checked ? "[x]" : "[ ]";
  const head = `  ${box} ${oneLine(id)}${" ".repeat(idWidth - widthOf(id))}  `;
  const indent = " ".repeat(widthOf(head));
  const who = task.agent?.value ?? task.categories[0]?.value;
  const after = dependsOn.length > 0 ? `after ${summarizeLabels(dependsOn).replaceAll("`", "")}` : "at once";
  const details = [...(who ? [oneLine(who)] : []), oneLine(after)].join(" · ");
  return [
    `${head}${truncate(oneLine(task.title.value), width - widthOf(head))}`,
    ...wrap(indent, details.split(" "), " ", width).map((line) => colors.dim(line)),
  ];
}

/** Joins items into lines of at most `width` columns; the lines after the first are indented as deep as `head`. */
function wrap(head: string, items: readonly string[], separator: string, width: number): string[] {
  const lines: string[] = [];
  let line = head;
  items.forEach((item, i) => {
    const piece = i < items.length - 1 ? `${item}${separator}` : item;
    if (widthOf(line) + widthOf(piece.trimEnd()) > width && line.trim() !== "") {
      lines.push(line.trimEnd());
      line = " ".repeat(widthOf(head));
    }
    line += piece;
  });
  return [...lines, line.trimEnd()];
}
