import { type Candidate, nextCandidate } from "../agents/models.ts";
import type { Outcome } from "../runtime/runtime.ts";
import { type RunState, rankOf } from "../state.ts";
import { addUsage, noUsage } from "../usage.ts";
import type { RunContext } from "./context.ts";
import type { Emit } from "./emit.ts";
import type { Slot } from "./slots.ts";
import type { World } from "./world.ts";

/** What a prompt needs that may go through several models. */
export interface FallbackPrompt {
  readonly task: string;
  readonly attempt: number;
  readonly candidates: readonly Candidate[];
  /** Position of the one to begin with. */
  readonly first: number;
  /**
   * Sends the prompt.
   * @param isTakeOver another model has tried before in the same session
   * @param isLast no other model is left, so that its provider is worth waiting for
   */
  readonly send: (model: Candidate, isTakeOver: boolean, isLast: boolean) => Promise<Outcome>;
}

/** What decides which model goes on, and when. */
export interface FallbackContext extends Pick<RunContext, "fallback" | "signal" | "onActivity"> {
  readonly world: Pick<World, "clock" | "slots">;
  readonly state: () => Pick<RunState, "resting" | "tasks" | "outline">;
}

/**
 * Sends a prompt, and sends it on through another model when the provider of one fails. The usage of all is added up.
 * What went wrong is journalled before another model begins.
 */
export async function promptWithFallback(
  context: FallbackContext,
  prompt: FallbackPrompt,
  emit: Emit,
): Promise<Outcome> {
  const { task, attempt, candidates, send } = prompt;
  const { enabled, maxAttempts, cooldown } = context.fallback;
  const now = () => context.world.clock.now();
  const tried = new Set<number>();
  let usage = noUsage;
  const wrote = new Set<string>();
  let at = prompt.first;
  for (;;) {
    const model = candidates[at] as Candidate;
    tried.add(at);
    const mayGoOn = enabled && tried.size <= maxAttempts && tried.size < candidates.length;
    const outcome = await withSlot(context, task, model, () => send(model, tried.size > 1, !mayGoOn));
    usage = addUsage(usage, outcome.usage);
    for (const path of outcome.wrote) wrote.add(path);
    const fault = outcome.kind === "failed" ? outcome.fault : null;
    // Which of them rest is looked at only now: others may have failed meanwhile.
    const next = mayGoOn ? nextCandidate(candidates, context.state().resting, now(), tried) : null;
    if (next === null || fault === null || context.signal.aborted)
      return { ...outcome, usage, wrote: [...wrote] };
    at = next;
    const { reason, ...choice } = candidates[at] as Candidate;
    await emit({
      type: "model.fell-back",
      task,
      attempt,
      model: model.model,
      fault,
      message: outcome.kind === "failed" ? outcome.message : "",
      until: new Date(now() + cooldown).toISOString(),
      next: { ...choice, reason },
    });
  }
}

/** Prompts once there is a slot for the model. Called off while it waits, it has done nothing. */
async function withSlot(
  { world, state, signal, onActivity }: FallbackContext,
  task: string,
  { model }: Candidate,
  prompt: () => Promise<Outcome>,
): Promise<Outcome> {
  let slot: Slot;
  try {
    // First served is what has the longest way to the end of the plan.
    const priority = rankOf(state(), task);
    const before = world.slots.waiting().length;
    const acquired = world.slots.acquire({ model, priority }, signal);
    const waits = world.slots.waiting().length > before;
    const name = model ?? "the default model";
    if (waits) onActivity(task, { kind: "slot", text: `waits for a slot of ${name}` });
    slot = await acquired;
    if (waits) onActivity(task, { kind: "slot", text: `has a slot of ${name}` });
  } catch (error) {
    if (!signal.aborted) throw error;
    return {
      kind: "failed",
      reason: "cancelled",
      fault: null,
      message: "cancelled",
      usage: noUsage,
      wrote: [],
    };
  }
  try {
    return await prompt();
  } finally {
    slot.release();
  }
}
