import { randomBytes } from "node:crypto";
import { resolveAgent } from "../agents/resolve.ts";
import type { AgentRuntime, Catalog } from "../runtime/runtime.ts";
import { ringAt } from "./bell.ts";
import type { RunContext } from "./context.ts";
import { RunError, writeError } from "./errors.ts";
import { takeWords, watchInbox } from "./inbox.ts";
import { endLeftovers } from "./leftovers.ts";
import { lockPlan } from "./lock.ts";
import { type ModelUser, planModels } from "./models.ts";
import { beginRun, type OpenedRun, openRun, reopenRun, resumeRun, tickedNow } from "./opening.ts";
import { newRunId, prepareOmoDirectory, runPaths } from "./paths.ts";
import { LiveWork } from "./perform.ts";
import { profilesOf } from "./profiles.ts";
import type { RunReport, RunRequest } from "./request.ts";
import { createRunner, type Runner } from "./runner.ts";
import { earlierRun, latestRun } from "./runs.ts";
import { keepServer } from "./server.ts";
import { openSlots, slotKeyOf } from "./slots.ts";
import { workInPlace } from "./workspace.ts";

/**
 * Runs a plan to its end, or goes on with its latest run. Throws `RunError` for what keeps it from starting
 * or going on; then all processes have been ended and the journal is whole.
 */
export async function executePlan(request: RunRequest): Promise<RunReport> {
  const { root, file } = request;
  const resumed = request.resume ? latestRun(root, file) : null;
  if (request.resume && !resumed)
    throw new RunError(`no run of ${file} to resume`, "start one without --resume");
  prepare(root);
  const run = resumed?.id ?? newRunId(new Date(), randomBytes(2).toString("hex"));
  const lock = lockPlan(root, file, run);
  try {
    const earlier = resumed ?? earlierRun(root, file);
    const leftovers = earlier ? await endLeftovers(earlier) : 0;
    const opened = resumed ? reopenRun(request, resumed) : openRun(request, run, earlier);
    request.watcher.onOpen(run);
    try {
      return await conduct(request, opened, leftovers);
    } finally {
      opened.journal.close();
    }
  } finally {
    lock.release();
  }
}

/** Drives an opened run: server, models, the loop, and the end of everything that was started. */
async function conduct(request: RunRequest, opened: OpenedRun, leftovers: number): Promise<RunReport> {
  const { run, plan, journal, entries } = opened;
  const { roster, override } = request.resources;
  const stopping = new AbortController();
  const paths = runPaths(request.root, run);
  const workspace = workInPlace(request.root, paths.directory);
  const reviewer = resolveAgent("reviewer", roster, override);
  const adviser = resolveAgent("oracle", roster, override);
  const resolutions = [...plan.tasks.values()].map(({ assignment }) => assignment.resolved);
  const profiles = profilesOf(roster, [...resolutions, reviewer, adviser]);
  const live = new LiveWork();
  const { concurrency } = roster.config;
  const slots = openSlots({
    folder: request.slotFolder,
    limitOf: (model) => slotKeyOf(model, { ...concurrency, default: concurrency.tasks }),
  });
  let context: RunContext | null = null;
  const runner = createRunner(
    {
      journal,
      now: () => new Date(),
      perform: (command, emit) => {
        if (context === null) throw new Error("work began before the run did");
        return live.perform(context, command, emit);
      },
      wake: ringAt,
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
    // A server that hangs would keep waiting whoever asked it something.
    void server.close();
  };
  request.signal.addEventListener("abort", onAbort, { once: true });
  let begun = false;
  try {
    if (!request.resume) beginRun(request, opened, await workspace.snapshot(), runner);
    if (request.signal.aborted) onAbort();
    const isDone = [...runner.state().tasks.values()].every(({ state }) => state.name === "done");
    // Where all is done there is nothing to be asked of anybody.
    const catalog = isDone ? noCatalog : await catalogOf(await server.runtime());
    const models = isDone
      ? new Map()
      : planModels(
          catalog,
          [
            ...openUsers(opened, runner),
            { who: "the reviewer", resolved: reviewer },
            { who: "the adviser", resolved: adviser },
          ],
          roster,
        );
    context = {
      run,
      root: request.root,
      planFile: request.planFile,
      file: request.file,
      plan: plan.plan,
      tasks: plan.tasks,
      dependsOn: new Map(plan.specs.map(({ id, dependsOn }) => [id, dependsOn])),
      reviewer,
      adviser,
      workspace,
      base: baseOf(entries, runner),
      state: runner.state,
      candidates: (resolved) => models.get(resolved) ?? [],
      paths,
      server,
      limits: request.promptLimits,
      checkTimeout: request.checkTimeout,
      fallback: roster.config.fallback,
      resting: () => runner.state().resting,
      now: Date.now,
      slots,
      rankOf: (task) => runner.state().ranks.get(task) ?? 0,
      signal: stopping.signal,
      onActivity: request.watcher.onActivity,
    };
    // A run that is to be resumed does not count as running yet, so the signal has not stopped it.
    request.signal.throwIfAborted();
    if (request.resume) {
      takeWords(paths.inbox, runner.emit);
      resumeRun(request, opened, runner);
    }
    begun = true;
    request.watcher.onStart({ run, resumed: request.resume, leftovers, plan });
    const inbox = watchInbox(paths.inbox, runner.emit);
    try {
      await runner.go();
    } finally {
      inbox.close();
    }
  } catch (error) {
    await server.close();
    if (begun) throw error;
    if (interrupted === null) {
      opened.abandon();
      throw error;
    }
  } finally {
    slots.close();
    request.signal.removeEventListener("abort", onAbort);
  }
  await server.close();
  if (runner.state().phase !== "ended")
    runner.emit({ type: "run.ended", ticked: tickedNow(request, opened) });
  return { run, state: runner.state(), interrupted };
}

const noCatalog: Catalog = { providers: [], defaultChosen: false, defaultModel: null };

/** The tasks that may still need a model. */
function openUsers({ plan }: OpenedRun, runner: Runner): ModelUser[] {
  const { tasks } = runner.state();
  // What is proved can be sent back by a final review; what is done on a person's word cannot.
  const isSettled = (id: string) => {
    const state = tasks.get(id)?.state;
    return state?.name === "done" && state.by === "user";
  };
  return [...plan.tasks.values()]
    .filter(({ id }) => !isSettled(id))
    .map(({ id, assignment }) => ({ who: `task ${id}`, resolved: assignment.resolved }));
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

function prepare(root: string): void {
  try {
    prepareOmoDirectory(root);
  } catch (error) {
    throw writeError(`${root}/.omo`, error);
  }
}
