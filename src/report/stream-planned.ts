import type { ModelChoice } from "../config.ts";
import type { RunnablePlan } from "../run/compile.ts";
import { stuckTasks } from "./dry-run.ts";
import { toCriterionJson } from "./json.ts";
import type { Told } from "./stream.ts";

/** What a run of a plan would do, as `--dry-run --json` tells it. */
export function plannedTold({ source, tasks, specs, graph }: RunnablePlan): Told<"run.planned"> {
  const stuck = stuckTasks(specs, graph.order);
  const waves = new Map(graph.nodes.map(({ id, wave }) => [id, wave]));
  return {
    type: "run.planned",
    order: [...graph.order],
    steps: graph.levels.map((level) => [...level]),
    tasks: specs.flatMap(({ id, title, final, dependsOn, claimed }) => {
      const task = tasks.get(id);
      if (task === undefined) return [];
      const { resolved, skills, missingSkills, tools } = task.assignment;
      const { first, wished, fallbacks, reason } = resolved.chain;
      return [
        {
          id,
          title,
          wave: waves.get(id) ?? null,
          final,
          dependsOn: [...dependsOn],
          claimed,
          stuckOn: stuck.get(id) ?? null,
          agent: resolved.agent,
          models: {
            first: first && modelOf(first),
            wished: [...wished],
            fallbacks: fallbacks.map(modelOf),
            reason,
          },
          skills: skills.map(({ name, file }) => ({ name, file })),
          missingSkills: [...missingSkills],
          tools: tools && { tools: [...tools.tools], commands: tools.commands && [...tools.commands] },
          criteria: task.tested.map(({ criterion, check }) => toCriterionJson(source, criterion, check)),
        },
      ];
    }),
  };
}

/** What is named may come with settings, which are not told here. */
function modelOf({ model, variant }: ModelChoice): { model: string | null; variant: string | null } {
  return { model, variant };
}
