import type { Catalog } from "../runtime/runtime.ts";
import { closest } from "../suggest.ts";
import type { RunContext } from "./context.ts";
import { RunError } from "./errors.ts";

/**
 * Holds every model a run can reach against what the runtime knows, before the first session: a name it does
 * not know fails in the middle of a run, and opaquely. Throws `RunError`.
 */
export function checkModels(catalog: Catalog, context: Pick<RunContext, "tasks" | "reviewer">): void {
  const leavesToDefault =
    context.reviewer.model === null ||
    [...context.tasks.values()].some(({ resolved }) => resolved.model === null);
  // Nobody's code is sent to a service that nobody has chosen.
  if (catalog.models.length === 0 || (leavesToDefault && !catalog.defaultChosen))
    throw new RunError(
      "opencode has no provider configured",
      "log in with `opencode auth login`, or name a provider or a model in opencode.json",
    );
  const wanted = new Map<string, string>();
  for (const { id, resolved } of context.tasks.values())
    if (resolved.model !== null) wanted.set(resolved.model, `task ${id}: ${resolved.reason}`);
  if (context.reviewer.model !== null) wanted.set(context.reviewer.model, "the reviewer");
  for (const [model, why] of wanted) {
    if (catalog.models.includes(model)) continue;
    const near = closest(model, catalog.models);
    throw new RunError(
      `opencode knows no model ${model} (${why})`,
      near ? `did you mean ${near}?` : "`opencode models` lists those it knows",
    );
  }
}
