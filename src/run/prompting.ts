import { type Candidate, nextCandidate } from "../agents/models.ts";
import type { FallbackSettings } from "../config.ts";
import type { Event } from "../event.ts";
import type { Outcome } from "../runtime/runtime.ts";
import { addUsage, noUsage } from "../usage.ts";

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
  readonly signal: AbortSignal;
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
  let at = prompt.first;
  for (;;) {
    const model = candidates[at] as Candidate;
    tried.add(at);
    const mayGoOn = enabled && tried.size <= maxAttempts && tried.size < candidates.length;
    const outcome = await send(model, tried.size > 1, !mayGoOn);
    usage = addUsage(usage, outcome.usage);
    const fault = outcome.kind === "failed" ? outcome.fault : null;
    // Which of them rest is looked at only now: others may have failed meanwhile.
    const next = mayGoOn ? nextCandidate(candidates, world.resting(), world.now(), tried) : null;
    if (next === null || fault === null || world.signal.aborted) return { ...outcome, usage };
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
