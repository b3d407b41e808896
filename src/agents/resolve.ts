import type { Config, ModelSettings } from "../config.ts";
import type { Task } from "../plan.ts";

/**
 * The agents a run brings along, by what their sessions may do: one works on the tree, one can only read it.
 * Judges and reviewers read. An agent that a plan names is told in the reason; it is not another set of rights.
 */
export const agentNames = { write: "omo-worker", read: "omo-reader" } as const;

/** Who works on a task, with which model, and why: `reason` is a few words for people. */
export interface Resolution {
  readonly agent: string;
  /** `provider/model`; null leaves it to the runtime. */
  readonly model: string | null;
  readonly variant: string | null;
  readonly reason: string;
}

/**
 * Picks agent and model of a task: the model configured for its category, for a final task without one the
 * reviewer's, else what the runtime itself would take. Whether the runtime knows the model is checked once it runs.
 */
export function resolveTask(task: Task, config: Config): Resolution {
  const agent = task.final ? agentNames.read : agentNames.write;
  const named = task.agent ? `, for the plan's ${task.agent.value}` : "";
  const category = task.categories[0]?.value.toLowerCase();
  const configured = Object.entries(config.categories).find(([name]) => name.toLowerCase() === category);
  if (configured) return { agent, ...choose(configured[1]), reason: `category ${configured[0]}${named}` };
  if (task.final && config.reviewer) return { agent, ...choose(config.reviewer), reason: `reviewer${named}` };
  const reason = category === undefined ? "no category" : `category ${category} is not configured`;
  return { agent, model: null, variant: null, reason: `${reason}${named}` };
}

function choose(settings: ModelSettings): { model: string | null; variant: string | null } {
  return { model: settings.model ?? null, variant: settings.variant ?? null };
}
