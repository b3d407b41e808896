import type { CriticalPath } from "../report/critical-path.ts";
import type { RunnablePlan } from "../run/compile.ts";
import type { RunWatcher } from "../run/request.ts";
import type { RunState } from "../state.ts";
import type { ExitCode } from "./exit.ts";

/** Where it is told what `omo plan run` does with one plan. */
export interface RunOutput {
  /** Sees the run itself. */
  readonly watcher: RunWatcher;
  /** What server and checks are kept to, in words; before the run is opened. */
  showSandbox(text: string): void;
  /** Something worth knowing that keeps nothing from being run. */
  showNotice(text: string): void;
  /** What a run would do; nothing follows. */
  showPlanned(plan: RunnablePlan): void;
  /** Why there is nothing to run; nothing follows. */
  showOmitted(reason: string, code: ExitCode): void;
  /** The run is over. */
  showEnding(ending: RunEnding): void;
  /** The run could not begin, or could not go on; what is wrong is told on standard error by others. */
  showBreak(problem: string): void;
  /** Takes away what is only seen while a run goes on. Called before anything is said of its end; safe to call twice. */
  close(): void;
}

/** How a run ended. */
export interface RunEnding {
  readonly state: RunState;
  /** What its end waited for; null where its journal is gone. */
  readonly path: CriticalPath | null;
  /** The signal that cut it short; null when it came to its end. */
  readonly interrupted: string | null;
  readonly code: ExitCode;
}
