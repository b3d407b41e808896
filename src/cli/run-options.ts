import type { Override } from "../agents/resolve.ts";
import type { Config } from "../config.ts";
import type { RunLimits } from "../event.ts";
import type { Selection } from "../run/selection.ts";
import type { PromptLimits } from "../runtime/runtime.ts";
import { parseDuration } from "./duration.ts";
import type { SandboxMode } from "./run-sandbox.ts";

/** The arguments of `omo plan run`, as the command line gives them. */
export interface RunArguments {
  readonly file: string;
  readonly "dry-run"?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly plain?: boolean | undefined;
  readonly "allow-human"?: boolean | undefined;
  readonly resume?: boolean | undefined;
  readonly "max-parallel"?: string | undefined;
  readonly "stall-timeout"?: string | undefined;
  readonly "attempt-timeout"?: string | undefined;
  readonly "check-timeout"?: string | undefined;
  readonly "max-steps"?: string | undefined;
  readonly port?: string | undefined;
  readonly attach?: string | undefined;
  readonly model?: string | undefined;
  readonly only?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly skip?: string | undefined;
  readonly "keep-going"?: boolean | undefined;
  readonly "max-attempts"?: string | undefined;
  readonly "max-rounds"?: string | undefined;
  readonly "max-time"?: string | undefined;
  readonly "max-tokens"?: string | undefined;
  readonly "max-cost"?: string | undefined;
  readonly "max-task-tokens"?: string | undefined;
  readonly "max-task-cost"?: string | undefined;
  readonly "hard-stop"?: boolean | undefined;
  readonly wait?: boolean | undefined;
  readonly "on-complete"?: string | undefined;
  readonly sandbox?: SandboxMode | undefined;
  readonly trust?: string | undefined;
  readonly "trust-all"?: boolean | undefined;
}

/** The bounds of a run as the command line sets them. */
export interface RunOptions {
  readonly limits: RunLimits;
  readonly selection: Selection;
  readonly promptLimits: PromptLimits;
  /** Milliseconds. */
  readonly checkTimeout: number;
  /** Port of the opencode server; 0 for any that is free. */
  readonly port: number;
  /** Address of an opencode server that runs already, without a path; null where one is to be started. */
  readonly attach: string | null;
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
  "max-attempts": "8",
  "max-rounds": "100",
  "max-time": "8h",
  port: "0",
} as const;

/** One attempt, what came out of it, another way; then the task is stopped, and advice is asked for. */
const maxStrikes = 3;
/** Waits for a failing provider: together about half an hour. */
const maxBackoffs = 6;
/** Times that a final review may send tasks back. */
const maxReviewRounds = 3;
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
  const duration = (name: "stall-timeout" | "attempt-timeout" | "check-timeout" | "max-time") => {
    const stated =
      name === "stall-timeout" && config.stallTimeout !== null ? `${config.stallTimeout}ms` : null;
    const text = args[name] ?? stated ?? runDefaults[name];
    const value = parseDuration(text);
    if (value === null) wrong.push(`--${name} takes a time like 90s, 10m or 2h, up to 596h, not "${text}"`);
    return value ?? 0;
  };
  const count = (
    name: "max-parallel" | "max-steps" | "max-attempts" | "max-rounds" | "port",
    least: number,
    most: number,
  ) => {
    const stated = name === "max-parallel" ? config.concurrency.tasks?.toString() : undefined;
    const text = args[name] ?? stated ?? runDefaults[name];
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most))
      wrong.push(`--${name} takes a whole number from ${least} to ${most}, not "${text}"`);
    return value;
  };
  const bound = (name: "max-tokens" | "max-cost" | "max-task-tokens" | "max-task-cost") => {
    const text = args[name];
    if (text === undefined) return null;
    const value = name.endsWith("cost") ? parseMoney(text) : parseTokens(text);
    if (value === null)
      wrong.push(
        name.endsWith("cost")
          ? `--${name} takes US dollars like 5 or 0.50, not "${text}"`
          : `--${name} takes a number like 500000, 500k or 2M, not "${text}"`,
      );
    return value;
  };
  const options: RunOptions = {
    limits: {
      maxParallel: count("max-parallel", 1, 100),
      maxStrikes,
      maxAttempts: count("max-attempts", 1, 1_000),
      maxServerDeaths,
      maxRounds: count("max-rounds", 0, 10_000),
      maxBackoffs,
      maxReviewRounds,
      keepGoing: args["keep-going"] ?? true,
      wait: args.wait ?? false,
      budget: {
        time: duration("max-time"),
        tokens: bound("max-tokens"),
        money: bound("max-cost"),
        hard: args["hard-stop"] ?? false,
      },
      taskBudget: { tokens: bound("max-task-tokens"), money: bound("max-task-cost") },
    },
    selection: {
      only: labelsOf(args.only),
      from: args.from ?? null,
      until: args.until ?? null,
      skip: labelsOf(args.skip),
    },
    promptLimits: {
      stall: duration("stall-timeout"),
      total: duration("attempt-timeout"),
      providerWait,
      providerRetries,
      steps: count("max-steps", 1, 100_000),
    },
    checkTimeout: duration("check-timeout"),
    port: count("port", 0, 65_535),
    attach: args.attach === undefined ? null : originOf(args.attach),
    override: { model: args.model ?? null },
  };
  if (args.model !== undefined && !/^[^/\s]+\/\S+$/.test(args.model))
    wrong.push(`--model takes provider/model, not "${args.model}"`);
  if (args["on-complete"]?.trim() === "") wrong.push("--on-complete takes a command");
  if (args.attach !== undefined && options.attach === null) wrong.push(wrongAddress(args.attach));
  if (args.attach !== undefined && args.port !== undefined)
    wrong.push(
      "--port is for a server that is started, --attach for one that runs already: give one of them",
    );
  const [problem] = wrong;
  return problem === undefined ? { ok: true, options } : { ok: false, problem };
}

/** `1,2, F1` → the labels. */
function labelsOf(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((label) => label.trim())
    .filter((label) => label !== "");
}

/** `http://localhost:4096/` → `http://localhost:4096`; null for what is no such address, or has more in it. */
function originOf(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/` ? url.origin : null;
}

function wrongAddress(text: string): string {
  const takes = "--attach takes the address of an opencode server like http://127.0.0.1:4096";
  // A command line can be read by every process of the machine.
  const hasPassword = URL.canParse(text) && new URL(text).password !== "";
  return hasPassword ? `${takes}, and its password from OPENCODE_SERVER_PASSWORD` : `${takes}, not "${text}"`;
}

/** `500000`, `500k`, `2M` → a number more than 0; null for anything else. */
function parseTokens(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)([kM])?$/.exec(text.trim());
  const value = Number(match?.[1]) * ({ k: 1e3, M: 1e6 }[match?.[2] ?? ""] ?? 1);
  return value > 0 ? Math.round(value) : null;
}

/** `5`, `$0.50` → a number more than 0; null for anything else. */
function parseMoney(text: string): number | null {
  const value = Number(/^\$?(\d+(?:\.\d+)?)$/.exec(text.trim())?.[1]);
  return value > 0 ? value : null;
}
