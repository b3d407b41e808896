import type { Candidate } from "../agents/models.ts";
import type { Resolution } from "../agents/resolve.ts";
import type { FallbackSettings } from "../config.ts";
import type { Activity, PromptLimits } from "../runtime/runtime.ts";
import type { RunState } from "../state.ts";
import type { RunPaths } from "./paths.ts";
import type { Revisions } from "./revisions.ts";
import type { RunTask } from "./run-task.ts";
import type { Sandbox } from "./sandbox.ts";
import type { ServerKeeper } from "./server.ts";
import type { World } from "./world.ts";

/** What carrying out a command needs. Fixed for the length of a run. */
export interface RunContext {
  readonly run: string;
  readonly world: World;
  /** The git root: where agents work and checks run. */
  readonly root: string;
  /** The plan's path relative to it, with `/`. */
  readonly file: string;
  readonly revisions: Revisions;
  /** Who judges criteria. */
  readonly reviewer: Resolution;
  /** Who is asked about a task that has failed too often. */
  readonly adviser: Resolution;
  /** What the tree was when the run began, as a git tree; null where git could not tell. */
  readonly base: string | null;
  /** The run as the journal has it. */
  readonly state: () => RunState;
  /** The models that may work for a resolution of this run, in the order to be tried; never empty. */
  readonly candidates: (resolved: Resolution) => readonly Candidate[];
  readonly paths: RunPaths;
  readonly server: ServerKeeper;
  readonly limits: PromptLimits;
  readonly fallback: FallbackSettings;
  /** What programs are kept to; null for nothing. */
  readonly sandbox: Sandbox | null;
  /** Milliseconds one command of a criterion may take. */
  readonly checkTimeout: number;
  /** Fires when the run is to stop: what is under way ends soon after, and tells its usage alone. */
  readonly signal: AbortSignal;
  /** Shown, not journalled. */
  readonly onActivity: (task: string, activity: Activity) => void;
}

/** The task of a command, as the text has it that it goes by; a command for a task that is not in the run is a bug. */
export function taskOf(context: RunContext, id: string): RunTask {
  return context.revisions.task(context.state(), id);
}
