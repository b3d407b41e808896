import { resolveAgent } from "../agents/resolve.ts";
import { LaunchError } from "../runtime/launch-error.ts";
import type { AgentRuntime, Catalog } from "../runtime/runtime.ts";
import type { RunState } from "../state.ts";
import { compilePlan, type RunnablePlan } from "./compile.ts";
import type { RunContext } from "./context.ts";
import { RunError } from "./errors.ts";
import { takeWords, watchInbox } from "./inbox.ts";
import { type ModelUser, planModels } from "./models.ts";
import { beginRun, type OpenedRun, resumeRun, tickedNow } from "./opening.ts";
import { runPaths } from "./paths.ts";
import { LiveWork } from "./perform.ts";
import { watchPlan } from "./plan-edits.ts";
import { profilesOf } from "./profiles.ts";
import type { RunReport, RunRequest } from "./request.ts";
import type { Revisions } from "./revisions.ts";
import { createRunner, type Runner } from "./runner.ts";
import { keepServer } from "./server.ts";
import type { World } from "./world.ts";

/**
 * Drives an opened run to its end: server, models, the loop, and the end of everything that was started. All it does
 * to the world goes through `world`, the run's journal and what `request.launch` gives. Throws `RunError` for what keeps
 * the run from going on.
 * @param leftovers processes of an earlier run that were ended before
 */
export async function conductRun(
  request: RunRequest,
  opened: OpenedRun,
  world: World,
  leftovers: number,
): Promise<RunReport> {
  const { run, revisions, journal, entries } = opened;
  const { first: plan } = revisions;
  const { roster, override } = request.resources;
  const stopping = new AbortController();
  const reviewer = resolveAgent("reviewer", roster, override);
  const adviser = resolveAgent("oracle", roster, override);
  const resolutions = [...plan.tasks.values()].map(({ assignment }) => assignment.resolved);
  const profiles = profilesOf(roster, [...resolutions, reviewer, adviser]);
  const live = new LiveWork();
  let context: RunContext | null = null;
  const runner = createRunner(
    {
      journal,
      clock: world.clock,
      redact: world.redact,
      perform: (command, emit) => {
        if (context === null) throw new Error("work began before the run did");
        return live.perform(context, command, emit);
      },
      stop: () => stopping.abort(),
      observe: request.watcher.onEntry,
    },
    entries,
  );
  const server = keepServer(() => request.launch(run, profiles, stopping.signal), runner.emit);
  let interrupted: string | null = null;
  const onAbort = () => {
    interrupted = String(request.signal.reason);
    runner.interrupt(interrupted);
    // A server that hangs would keep waiting whoever asked it something. Whether it ends well is told at the end.
    server.close().catch(() => {});
  };
  request.signal.addEventListener("abort", onAbort, { once: true });
  let begun = false;
  try {
    if (request.resume) await runner.emit({ type: "run.reopened" });
    else await beginRun(request, opened, await world.tree.snapshot(), runner);
    if (request.signal.aborted) onAbort();
    const { tasks, held } = runner.state();
    // Where all is done, and nothing waits to be adopted, there is nothing to be asked of anybody.
    const isDone = held.size === 0 && [...tasks.values()].every(({ state }) => state.name === "done");
    const users = (): ModelUser[] => [
      ...openUsers(revisions, runner.state()),
      { who: "the reviewer", resolved: reviewer },
      { who: "the adviser", resolved: adviser },
    ];
    let catalog = isDone ? null : await catalogOf(await server.runtime());
    const models = new Map(catalog === null ? [] : planModels(catalog, users(), roster));
    context = {
      run,
      world,
      root: request.root,
      file: request.file,
      revisions,
      reviewer,
      adviser,
      base: baseOf(entries, runner),
      state: runner.state,
      candidates: (resolved) => models.get(resolved) ?? [],
      paths: runPaths(request.root, run),
      server,
      limits: request.promptLimits,
      checkTimeout: request.checkTimeout,
      sandbox: request.sandbox,
      fallback: roster.config.fallback,
      signal: stopping.signal,
      onActivity: request.watcher.onActivity,
    };
    // A run that is to be resumed does not count as running yet, so the signal has not stopped it.
    request.signal.throwIfAborted();
    if (request.resume) {
      await takeWords(world.inbox, runner.emit);
      await resumeRun(request, opened, runner);
      // It has come while the run did not count as running yet.
      if (request.signal.aborted) onAbort();
    }
    begun = true;
    request.watcher.onStart({ run, resumed: request.resume, leftovers, plan });
    const prepare = async (edited: RunnablePlan) => {
      const resolutions = [...edited.tasks.values()].map(({ assignment }) => assignment.resolved);
      const known = new Set(profiles.map(({ name }) => name));
      if (profilesOf(roster, resolutions).some(({ name }) => !known.has(name)))
        return "it needs an agent that the server was not started with: stop the run, and go on with --resume";
      try {
        catalog ??= await catalogOf(await server.runtime());
        // Where all was done before, nobody has a model yet, and a review may send back what the edit is not about.
        const all = [...resolutions.map((resolved) => ({ who: "the edited plan", resolved })), ...users()];
        for (const [resolved, found] of planModels(catalog, all, roster)) models.set(resolved, found);
        return null;
      } catch (error) {
        if (error instanceof RunError || error instanceof LaunchError) return error.message;
        if (request.signal.aborted) return "the run is being stopped";
        throw error;
      }
    };
    const stopWatching: (() => void)[] = [];
    try {
      stopWatching.push(watchInbox(world.inbox, runner.emit));
      stopWatching.push(
        await watchPlan({
          planFile: world.planFile,
          state: runner.state,
          revisions,
          compile: (text) => compilePlan(request.file, text, request.resources),
          prepare,
          isTrusted: request.isTrusted,
          emit: runner.emit,
          signal: request.signal,
        }),
      );
      await runner.go();
    } finally {
      for (const stop of stopWatching) stop();
    }
  } catch (error) {
    await server.close();
    if (begun) throw error;
    if (interrupted === null) {
      opened.abandon();
      throw error;
    }
  } finally {
    world.slots.close();
    request.signal.removeEventListener("abort", onAbort);
  }
  await server.close();
  if (runner.state().phase !== "ended")
    await runner.emit({ type: "run.ended", ticked: tickedNow(request, runner.state(), world.planFile) });
  return { run, state: runner.state(), interrupted };
}

/** The tasks that may still need a model. */
function openUsers(revisions: Revisions, state: RunState): ModelUser[] {
  // What is proved can be sent back by a final review; what is done on a person's word cannot.
  const open = [...state.tasks]
    .filter(([, record]) => !(record.state.name === "done" && record.state.by === "user"))
    .map(([id]) => revisions.task(state, id));
  // A person may adopt these before the plan is looked at again.
  const held = [...state.held].flatMap(([id, { revision }]) => revisions.plan(revision).tasks.get(id) ?? []);
  return [...open, ...held].map(({ id, assignment }) => ({
    who: `task ${id}`,
    resolved: assignment.resolved,
  }));
}

async function catalogOf(runtime: AgentRuntime): Promise<Catalog> {
  try {
    return await runtime.catalog();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new RunError(message, "`opencode models` shows what is wrong with its configuration", {
      cause: error,
    });
  }
}

/** What the tree was when the run began, as its first event has it. */
function baseOf(entries: OpenedRun["entries"], runner: Runner): string | null {
  const [first] = entries.length > 0 ? entries : runner.entries();
  return first?.event.type === "run.started" ? first.event.base : null;
}
