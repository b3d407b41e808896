import type { Override } from "../agents/resolve.ts";
import type { Config } from "../config.ts";
import type { RunLimits } from "../event.ts";
import type { PromptLimits } from "../runtime/runtime.ts";
import { parseDuration } from "./duration.ts";

/** The arguments of `omo plan run`, as the command line gives them. */
export interface RunArguments {
  readonly file: string;
  readonly "dry-run"?: boolean | undefined;
  readonly "allow-human"?: boolean | undefined;
  readonly resume?: boolean | undefined;
  readonly "max-parallel"?: string | undefined;
  readonly "stall-timeout"?: string | undefined;
  readonly "attempt-timeout"?: string | undefined;
  readonly "check-timeout"?: string | undefined;
  readonly "max-steps"?: string | undefined;
  readonly port?: string | undefined;
  readonly model?: string | undefined;
}

/** The bounds of a run as the command line sets them. */
export interface RunOptions {
  readonly limits: RunLimits;
  readonly promptLimits: PromptLimits;
  /** Milliseconds. */
  readonly checkTimeout: number;
  /** Port of the opencode server; 0 for any that is free. */
  readonly port: number;
  /** The model of every session; null where each has its own. */
  readonly override: Override;
}

/** What holds where the user says nothing. */
const runDefaults = {
  "max-parallel": "4",
  "stall-timeout": "5m",
  "attempt-timeout": "60m",
  "check-timeout": "10m",
  "max-steps": "200",
  port: "0",
} as const;

/** One attempt and two retries. */
const maxAttempts = 3;
/** A server that dies under the same attempt this often is not bad luck. */
const maxServerDeaths = 2;
/** The longest `retry-after` that is waited for: 10 minutes. */
const providerWait = 600_000;

/** How often opencode may ask a failing provider again where another model could go on: the second time is no slip. */
const providerRetries = 1;

/** Reads the options, or says in one line which is wrong and what it takes. What they leave open is as configured. */
export function readRunOptions(
  args: RunArguments,
  config: Config,
): { ok: true; options: RunOptions } | { ok: false; problem: string } {
  const wrong: string[] = [];
  const duration = (name: "stall-timeout" | "attempt-timeout" | "check-timeout") => {
    const stated =
      name === "stall-timeout" && config.stallTimeout !== null ? `${config.stallTimeout}ms` : null;
    const text = args[name] ?? stated ?? runDefaults[name];
    const value = parseDuration(text);
    if (value === null) wrong.push(`--${name} takes a time like 90s, 10m or 2h, up to 596h, not "${text}"`);
    return value ?? 0;
  };
  const count = (name: "max-parallel" | "max-steps" | "port", least: number, most: number) => {
    const stated = name === "max-parallel" ? config.concurrency.tasks?.toString() : undefined;
    const text = args[name] ?? stated ?? runDefaults[name];
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most))
      wrong.push(`--${name} takes a whole number from ${least} to ${most}, not "${text}"`);
    return value;
  };
  const options: RunOptions = {
    limits: { maxParallel: count("max-parallel", 1, 100), maxAttempts, maxServerDeaths },
    promptLimits: {
      stall: duration("stall-timeout"),
      total: duration("attempt-timeout"),
      providerWait,
      providerRetries,
      steps: count("max-steps", 1, 100_000),
    },
    checkTimeout: duration("check-timeout"),
    port: count("port", 0, 65_535),
    override: { model: args.model ?? null },
  };
  if (args.model !== undefined && !/^[^/\s]+\/\S+$/.test(args.model))
    wrong.push(`--model takes provider/model, not "${args.model}"`);
  const [problem] = wrong;
  return problem === undefined ? { ok: true, options } : { ok: false, problem };
}
