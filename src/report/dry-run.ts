import { scriptOf } from "../criteria/match.ts";
import type { Graph } from "../graph.ts";
import type { RunnablePlan } from "../run/compile.ts";
import type { RunTask } from "../run/context.ts";
import { oneLine } from "./cells.ts";
import type { Style } from "./style.ts";

/**
 * What a run would do, in its order: which tasks may run side by side, who works on each and with which model,
 * and every command the executor itself would run.
 */
export function dryRunLines({ plan, tasks, graph }: RunnablePlan, style: Style): string[] {
  const { colors } = style;
  const lines: string[] = [];
  for (const [step, level] of graph.levels.entries()) {
    const side = level.length > 1 ? ` ${colors.dim("(side by side)")}` : "";
    lines.push(colors.bold(`Step ${step + 1}`) + side);
    for (const id of level) {
      const runTask = tasks.get(id);
      if (runTask) lines.push(...taskLines(runTask, graph, style), "");
    }
  }
  const waves = plan.waves.map(
    (wave) => `${wave.name}: ${wave.members.map((m) => m.value).join(", ") || "–"}`,
  );
  if (waves.length > 0) lines.push(`${colors.bold("Waves")} ${waves.join(" · ")}`);
  lines.push(`${colors.bold("Order")} ${graph.order.join(" → ")}`);
  return lines;
}

function taskLines({ id, task, checks, resolved }: RunTask, graph: Graph, { colors }: Style): string[] {
  const dependsOn = graph.nodes.find((node) => node.id === id)?.dependsOn ?? [];
  const model = resolved.model ?? "opencode's default model";
  const variant = resolved.variant === null ? "" : ` (${resolved.variant})`;
  const lines = [
    `  ${colors.bold(`${id}.`)} ${oneLine(task.title.value)}`,
    `     ${colors.dim("agent")} ${resolved.agent} ${colors.dim("· model")} ${model}${variant} ${colors.dim(`(${oneLine(resolved.reason)})`)}`,
  ];
  if (task.box?.checked) lines.push(`     ${colors.dim("ticked already: would not run")}`);
  if (dependsOn.length > 0 && !task.final) lines.push(`     ${colors.dim("after")} ${dependsOn.join(", ")}`);
  for (const [i, check] of checks.entries()) {
    if (check.kind === "command")
      for (const line of scriptOf(check).trimEnd().split("\n"))
        lines.push(`     ${colors.dim("$")} ${oneLine(line)}`);
    else lines.push(`     ${colors.dim("judged:")} ${oneLine(task.criteria[i]?.text ?? "")}`);
  }
  if (task.criteria.length === 0 && !task.final)
    lines.push(`     ${colors.dim("judged: what the task says is to be done")}`);
  if (task.final) lines.push(`     ${colors.dim("reviewed: APPROVE or REJECT")}`);
  return lines;
}
