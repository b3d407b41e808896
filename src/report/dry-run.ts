import type { Assignment } from "../agents/assign.ts";
import type { ModelChain } from "../agents/models.ts";
import { describeTools } from "../agents/tool-names.ts";
import type { ModelChoice } from "../config.ts";
import { scriptOf } from "../criteria/match.ts";
import type { TaskSpec } from "../event.ts";
import type { RunnablePlan } from "../run/compile.ts";
import type { RunTask } from "../run/run-task.ts";
import { oneLine } from "./cells.ts";
import type { Style } from "./style.ts";

/**
 * What a run would do, in its order: which tasks may run side by side, who works on each and with which model,
 * and every command the executor itself would run.
 */
export function dryRunLines({ plan, tasks, specs, graph }: RunnablePlan, style: Style): string[] {
  const { colors } = style;
  const lines: string[] = [];
  const stuck = stuckTasks(specs, graph.order);
  for (const [step, level] of graph.levels.entries()) {
    const side = level.length > 1 ? ` ${colors.dim("(side by side)")}` : "";
    lines.push(colors.bold(`Step ${step + 1}`) + side);
    for (const id of level) {
      const runTask = tasks.get(id);
      const spec = specs.find((one) => one.id === id);
      if (runTask && spec) lines.push(...taskLines(runTask, spec, stuck.get(id) ?? null, style), "");
    }
  }
  const waves = plan.waves.map(
    (wave) => `${wave.name}: ${wave.members.map((m) => m.value).join(", ") || "–"}`,
  );
  if (waves.length > 0) lines.push(`${colors.bold("Waves")} ${waves.join(" · ")}`);
  lines.push(`${colors.bold("Order")} ${graph.order.join(" → ")}`);
  return lines;
}

/** For each task that cannot start, the set-aside task that it waits for, by way of others or not. */
export function stuckTasks(specs: readonly TaskSpec[], order: readonly string[]): Map<string, string> {
  const byId = new Map(specs.map((spec) => [spec.id, spec]));
  const stuck = new Map<string, string>();
  for (const id of order) {
    const spec = byId.get(id);
    if (!spec || spec.claimed !== null) continue;
    for (const on of spec.dependsOn) {
      const root = byId.get(on)?.claimed === "set-aside" ? on : stuck.get(on);
      if (root !== undefined && !stuck.has(id)) stuck.set(id, root);
    }
  }
  return stuck;
}

function taskLines(
  { id, task, tested, assignment }: RunTask,
  spec: TaskSpec,
  stuckOn: string | null,
  style: Style,
): string[] {
  const { colors } = style;
  const { dependsOn, claimed } = spec;
  const { resolved } = assignment;
  const lines = [
    `  ${colors.bold(`${id}.`)} ${oneLine(task.title.value)}`,
    `     ${colors.dim("agent")} ${resolved.agent} ${colors.dim("· model")} ${modelWords(resolved.chain)} ${colors.dim(`(${oneLine(resolved.chain.reason)})`)}`,
    ...equipmentLines(assignment, style),
  ];
  if (claimed === "skipped") lines.push(`     ${colors.yellow("left out of this run")}`);
  else if (claimed === "set-aside")
    lines.push(`     ${colors.yellow("set aside in the plan: would not run")}`);
  else if (claimed) lines.push(`     ${colors.dim("done already: would not run")}`);
  else if (stuckOn !== null)
    lines.push(`     ${colors.yellow(`would not start: ${stuckOn} is set aside in the plan`)}`);
  if (dependsOn.length > 0 && !task.final) lines.push(`     ${colors.dim("after")} ${dependsOn.join(", ")}`);
  for (const { criterion, check } of tested) {
    if (check.kind === "command")
      for (const line of scriptOf(check).trimEnd().split("\n"))
        lines.push(`     ${colors.dim("$")} ${oneLine(line)}`);
    else if (check.kind === "file") lines.push(`     ${colors.dim("file:")} ${oneLine(criterion.text)}`);
    else if (check.kind === "human" || check.kind === "approval")
      lines.push(`     ${colors.yellow("waits for a person:")} ${oneLine(criterion.text)}`);
    else lines.push(`     ${colors.dim("judged:")} ${oneLine(criterion.text)}`);
  }
  if (task.criteria.length === 0 && !task.final)
    lines.push(`     ${colors.dim("judged: what the task says is to be done")}`);
  if (task.final) lines.push(`     ${colors.dim("reviewed: APPROVE or REJECT")}`);
  return lines;
}

/** The models that would be tried, as far as it can be told without asking for those that there are. */
function modelWords({ first, fallbacks, wished }: ModelChain): string {
  const named = (choice: ModelChoice) =>
    `${choice.model}${choice.variant === null ? "" : ` (${choice.variant})`}`;
  const rest = fallbacks.map(named);
  if (first !== null) return [named(first), ...rest].join(" → ");
  const open = wished.length > 0 ? `the first there is of ${wished.join(", ")}, else ` : "";
  const last = `${open}opencode's default model`;
  return rest.length > 0 ? `${last}; then ${rest.join(" → ")}` : last;
}

/** Skills and tools of a task, where there is anything to say of them. */
function equipmentLines({ skills, missingSkills, tools, resolved }: Assignment, { colors }: Style): string[] {
  const lines: string[] = [];
  const named = skills.map(({ name, file }) => `${name} ${colors.dim(`(${oneLine(file)})`)}`);
  const missing = missingSkills.map((name) => colors.yellow(`${name} (not found)`));
  if (named.length + missing.length > 0)
    lines.push(`     ${colors.dim("skills")} ${[...named, ...missing].join(", ")}`);
  if (tools !== null) lines.push(`     ${colors.dim("tools")} ${describeTools(tools)}`);
  const { temperature, topP } = resolved;
  if (temperature !== null) lines.push(`     ${colors.dim("temperature")} ${temperature}`);
  if (topP !== null) lines.push(`     ${colors.dim("top_p")} ${topP}`);
  return lines;
}
