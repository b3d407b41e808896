import type { Severity } from "../diagnostic.ts";

/** The forms that findings are printed in. */
export type LintFormat = "pretty" | "concise" | "json" | "sarif" | "github" | "agent";

/** The arguments of `omo plan lint`, as the command line gives them. */
export interface LintArguments {
  readonly _: readonly string[];
  readonly format: LintFormat;
  readonly fix?: boolean | undefined;
  readonly "unsafe-fixes"?: boolean | undefined;
  readonly diff?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly info?: boolean | undefined;
  readonly "max-warnings"?: string | undefined;
  readonly "allow-human"?: boolean | undefined;
  readonly "stdin-filename"?: string | undefined;
  readonly cache: boolean;
  readonly threads?: string | undefined;
}

/** What is asked of `omo plan lint`. */
export interface LintRequest {
  readonly files: readonly string[];
  /** The name of the text on standard input, when that is what to look at; else null. */
  readonly stdin: string | null;
  readonly format: LintFormat;
  readonly fix: boolean;
  readonly diff: boolean;
  /** Make fixes that may be wrong, too. */
  readonly unsafe: boolean;
  readonly quiet: boolean;
  readonly info: boolean;
  /** Which findings are shown. */
  readonly levels: readonly Severity[];
  /** Warnings allowed; null for any number. */
  readonly limit: number | null;
  /** Files looked at at a time; null for as many as pays. */
  readonly threads: number | null;
  readonly cache: boolean;
}

/** Reads the arguments, or says in one line which are wrong. */
export function readLintRequest(
  args: LintArguments,
): { ok: true; request: LintRequest } | { ok: false; problem: string } {
  const { fix = false, diff = false, quiet = false, info = false } = args;
  const unsafe = args["unsafe-fixes"] ?? false;
  const stdin = args["stdin-filename"] ?? null;
  const limit = args["max-warnings"];
  const { threads } = args;
  const wrong = (problem: string) => ({ ok: false, problem }) as const;
  if (limit !== undefined && !/^\d+$/.test(limit)) return wrong("--max-warnings takes a number, 0 or more");
  if (threads !== undefined && !/^[1-9]\d*$/.test(threads))
    return wrong("--threads takes a number, 1 or more");
  if (unsafe && !fix && !diff) return wrong("--unsafe-fixes goes with --fix or --diff");
  if (quiet && info) return wrong("--quiet shows errors only, --info shows notes too: leave one of them out");
  if (stdin === "") return wrong("--stdin-filename takes the name of a file");
  if (args._.includes("-")) return wrong("- is no file: --stdin-filename FILE lints standard input");
  if (args._.includes("")) return wrong("a name is empty: name plans, folders or globs, or nothing at all");
  if (stdin !== null && args._.length > 0)
    return wrong("--stdin-filename reads standard input, so no files can be named beside it");
  const levels: Severity[] = quiet ? ["error"] : info ? ["error", "warning", "info"] : ["error", "warning"];
  return {
    ok: true,
    request: {
      files: args._,
      stdin,
      format: args.format,
      fix,
      diff,
      unsafe,
      quiet,
      info,
      levels,
      limit: limit === undefined ? null : Number(limit),
      threads: threads === undefined ? null : Number(threads),
      cache: args.cache,
    },
  };
}
