import type { CommandCheck } from "./check.ts";

/** What a command that ran to its end left behind. */
export interface CommandResult {
  /** Exit status; null when a signal ended it. */
  readonly status: number | null;
  readonly output: string;
}

/** Whether what came out is what the criterion expects, and one phrase that says why. */
export interface Match {
  readonly holds: boolean;
  readonly reason: string;
  /** The output cannot show what is expected (an HTTP status behind a pipe): a reader must settle it. */
  readonly open: boolean;
}

/**
 * The script to run for a check. A curl whose HTTP status is expected is made to print it, since curl by
 * itself prints the body alone and exits 0 on any status.
 */
export function scriptOf(check: CommandCheck): string {
  return statusPlace(check) === "appended" ? `${check.script} -w '\\nHTTP %{http_code}\\n'` : check.script;
}

/** Holds the result of `scriptOf(check)` against the check's expectation. */
export function matchCommand(check: CommandCheck, result: CommandResult): Match {
  const { exit, httpStatus } = check.expect;
  const ended = result.status === null ? "was ended by a signal" : `exited ${result.status}`;
  if (httpStatus !== null) {
    const place = statusPlace(check);
    if (place === null) {
      if (result.status === 0) return { holds: true, reason: ended, open: true };
      return { holds: false, reason: `${ended}, expected HTTP status ${httpStatus}`, open: false };
    }
    if (statusPatterns[place](httpStatus).test(result.output))
      return { holds: true, reason: `answered ${httpStatus}`, open: false };
    return { holds: false, reason: `${ended}, and was not answered HTTP status ${httpStatus}`, open: false };
  }
  const holds =
    exit === "zero"
      ? result.status === 0
      : exit === "nonzero"
        ? result.status !== null && !notRun.has(result.status) && result.status !== 0
        : result.status === exit;
  const wanted = exit === "zero" ? "0" : exit === "nonzero" ? "another status than 0" : String(exit);
  // pipefail reports the last stage that failed: a search that found nothing hides one that had nothing to search.
  const open = holds && exit === 1 && search.test(check.script) && !isSilent(result.output);
  return { holds, reason: holds ? ended : `${ended}, expected ${wanted}`, open };
}

/** Not executable, not found, cut off by SIGPIPE: the command has not failed, it has not been run. */
const notRun: ReadonlySet<number> = new Set([126, 127, 141]);

const search = /(?:^|[|;&]\s*)(?:git\s+grep|[ef]?grep|rg|ag)\b/;

/** Whether a search printed nothing but empty counts. */
function isSilent(output: string): boolean {
  return output.split("\n").every((line) => /^(?:[^\s:]+:)?\s*0?\s*$/.test(line));
}

type StatusPlace = "appended" | "headers" | "own-format";

/** Where each kind of curl prints the HTTP status: a number like it elsewhere in the output is none. */
const statusPatterns: Readonly<Record<StatusPlace, (status: number) => RegExp>> = {
  appended: (status) => new RegExp(`\\nHTTP ${status}\\n$`),
  headers: (status) => new RegExp(`^HTTP/[\\d.]+ ${status}\\b`, "m"),
  // What `-w` prints comes last.
  "own-format": (status) => new RegExp(`(?<!\\d)${status}\\D*$`),
};

/** Where the HTTP status will stand in the output of a check that expects one; null where that cannot be known. */
function statusPlace({ expect, script }: CommandCheck): StatusPlace | null {
  const bare = script.replace(/'[^']*'|"(?:[^"\\]|\\.)*"/g, '""');
  // Nothing chained, piped or redirected: the output is curl's own.
  if (expect.httpStatus === null || !/^\s*curl\s[^|;&<>`()\n]*$/.test(bare)) return null;
  if (/\s(-\w*w|--write-out)\b/.test(bare))
    return /http_code|response_code/.test(script) ? "own-format" : null;
  return /\s(-\w*[iI]|--include|--head)\b/.test(bare) ? "headers" : "appended";
}
