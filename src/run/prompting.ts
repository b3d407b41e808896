import { type Candidate, nextCandidate } from "../agents/models.ts";
import type { FallbackSettings } from "../config.ts";
import type { Event } from "../event.ts";
import type { Activity, Outcome } from "../runtime/runtime.ts";
import { addUsage, noUsage } from "../usage.ts";
import type { Slot, Slots } from "./slots.ts";

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

/** What decides which model goes on. */
export interface FallbackWorld {
  readonly fallback: FallbackSettings;
  /** Until when models rest, as the journal has it. */
  readonly resting: () => ReadonlyMap<string, number>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Bounds how many sessions of a model go on at once, whichever run they are of. */
  readonly slots: Slots;
  /** What is served first where there is no slot: the longest way to the end of the plan, in milliseconds. */
  readonly rankOf: (task: string) => number;
  readonly signal: AbortSignal;
  /** Shown, not journalled. */
  readonly onActivity: (task: string, activity: Activity) => void;
}

/**
 * Sends a prompt, and sends it on through another model when the provider of one fails. The usage of all is added up.
 * What went wrong is journalled before another model begins.
 */
export async function promptWithFallback(
  world: FallbackWorld,
  prompt: FallbackPrompt,
  emit: (event: Event) => void,
): Promise<Outcome> {
  const { task, attempt, candidates, send } = prompt;
  const { enabled, maxAttempts, cooldown } = world.fallback;
  const tried = new Set<number>();
  let usage = noUsage;
  const wrote = new Set<string>();
  let at = prompt.first;
  for (;;) {
    const model = candidates[at] as Candidate;
    tried.add(at);
    const mayGoOn = enabled && tried.size <= maxAttempts && tried.size < candidates.length;
    const outcome = await withSlot(world, task, model, () => send(model, tried.size > 1, !mayGoOn));
    usage = addUsage(usage, outcome.usage);
    for (const path of outcome.wrote) wrote.add(path);
    const fault = outcome.kind === "failed" ? outcome.fault : null;
    // Which of them rest is looked at only now: others may have failed meanwhile.
    const next = mayGoOn ? nextCandidate(candidates, world.resting(), world.now(), tried) : null;
    if (next === null || fault === null || world.signal.aborted)
      return { ...outcome, usage, wrote: [...wrote] };
    at = next;
    const { reason, ...choice } = candidates[at] as Candidate;
    emit({
      type: "model.fell-back",
      task,
      attempt,
      model: model.model,
      fault,
      message: outcome.kind === "failed" ? outcome.message : "",
      until: new Date(world.now() + cooldown).toISOString(),
      next: { ...choice, reason },
    });
  }
}

/** Prompts once there is a slot for the model. Called off while it waits, it has done nothing. */
async function withSlot(
  { slots, rankOf, signal, onActivity }: FallbackWorld,
  task: string,
  { model }: Candidate,
  prompt: () => Promise<Outcome>,
): Promise<Outcome> {
  let slot: Slot;
  try {
    const before = slots.waiting().length;
    const acquired = slots.acquire({ model, priority: rankOf(task) }, signal);
    const waits = slots.waiting().length > before;
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
