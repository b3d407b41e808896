import { countOf } from "../report/lint.ts";
import { compilePlan } from "../run/compile.ts";
import { step } from "../schedule.ts";
import { initialState, type RunState } from "../state.ts";
import { reportsOf } from "./configuration.ts";
import type { Context } from "./context.ts";
import { readSource } from "./files.ts";
import type { NotFound } from "./find-run.ts";
import { lintOptions, readSetup } from "./lint-options.ts";
import { readResources } from "./resources.ts";
import { readRunOptions } from "./run-options.ts";

/** What a new run of a plan would be at its beginning. */
export interface ForeseenRun {
  readonly state: RunState;
  /** Errors that keep the plan from being run. */
  readonly blockers: number;
  /** The configuration has errors, and no plan is run with it. */
  readonly misconfigured: boolean;
}

/** Begins a run in thought alone: with all options as they are where nobody says otherwise, and as configured. */
export async function foreseeRun(
  file: string,
  root: string,
  { cwd, env }: Context,
  now: number,
): Promise<ForeseenRun | NotFound> {
  const read = readSource(file, cwd);
  if (!read.ok) return { problem: read.problem };
  const setup = await readSetup({ cwd, root, env });
  const options = readRunOptions({ file }, setup.loaded.config);
  if (!options.ok) return { problem: options.problem };
  const { limits, override } = options.options;
  const { resources } = readResources(setup, override);
  const { specs, blockers } = compilePlan(file, read.source.text, resources, null, lintOptions(setup, false));
  const start = {
    type: "run.started",
    run: "",
    file,
    sha256: "",
    limits,
    tasks: specs,
    base: null,
  } as const;
  const [state] = step(initialState, start, now);
  const { loaded } = setup;
  const misconfigured = loaded.problems.length > 0 || countOf(reportsOf(loaded, "all"), "error") > 0;
  return { state, blockers: blockers.length, misconfigured };
}
