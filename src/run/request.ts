import type { Resources } from "../agents/resources.ts";
import type { RunLimits } from "../event.ts";
import type { Activity, AgentProfile, AgentRuntime, PromptLimits } from "../runtime/runtime.ts";
import type { RunState } from "../state.ts";
import type { RunnablePlan } from "./compile.ts";
import type { JournalEntry } from "./journal.ts";
import type { Sandbox } from "./sandbox.ts";
import type { Selection } from "./selection.ts";
import type { TrustedText } from "./trust.ts";

/** What a run is asked to do. Times in milliseconds. */
export interface RunRequest {
  /** The git root, links resolved. */
  readonly root: string;
  /** The plan file, absolute, links resolved. */
  readonly planFile: string;
  /** The same relative to the root, with `/`. */
  readonly file: string;
  /** What the plan file holds now. */
  readonly text: string;
  readonly resources: Resources;
  readonly limits: RunLimits;
  readonly selection: Selection;
  /** Where slots lie that all runs of the user share, absolute. */
  readonly slotFolder: string;
  readonly promptLimits: PromptLimits;
  readonly checkTimeout: number;
  /** What checks and the server are kept to, where the system has the means; null for nothing. */
  readonly sandbox: Sandbox | null;
  readonly resume: boolean;
  /** Whether the user has said that what a plan means may be done. */
  readonly isTrusted: (plan: TrustedText) => boolean;
  /** Starts a server whose processes carry the run's id as OMO_RUN; gives up when the signal fires. */
  readonly launch: (
    run: string,
    agents: readonly AgentProfile[],
    signal: AbortSignal,
  ) => Promise<AgentRuntime>;
  /** Aborted, with the signal's name as reason, when the run is to stop. */
  readonly signal: AbortSignal;
  readonly watcher: RunWatcher;
}

/** Who looks on. */
export interface RunWatcher {
  /** Before any process is started: the run's id. */
  readonly onOpen: (run: string) => void;
  /** Once the server is up and all models are known: the tasks, and what was ended of an earlier run. */
  readonly onStart: (start: { run: string; resumed: boolean; leftovers: number; plan: RunnablePlan }) => void;
  readonly onEntry: (entry: JournalEntry, state: RunState) => void;
  readonly onActivity: (task: string, activity: Activity) => void;
}

/** How a run ended. */
export interface RunReport {
  readonly run: string;
  readonly state: RunState;
  /** The signal that cut it short; null when it came to its end. */
  readonly interrupted: string | null;
}
