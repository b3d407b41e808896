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
}

/** A curl that is the whole script: nothing chained, piped or redirected after it. */
const loneCurl = /^\s*curl\s[^|;&<>\n]*$/;
const writesFormat = /\s(-w|--write-out)\b/;
const showsHeaders = /\s(-i|--include|-I|--head)\b/;

/**
 * The script to run for a check. A curl whose HTTP status is expected is made to print it, since curl by
 * itself prints the body alone and exits 0 on any status.
 */
export function scriptOf(check: CommandCheck): string {
  return asksStatus(check) ? `${check.script} -w '\\nHTTP %{http_code}\\n'` : check.script;
}

function asksStatus({ expect, script }: CommandCheck): boolean {
  return (
    expect.httpStatus !== null &&
    loneCurl.test(script) &&
    !writesFormat.test(script) &&
    !showsHeaders.test(script)
  );
}

/** Looks where the status must stand: a number like it in the body is none. */
function showsStatus(check: CommandCheck, status: number, output: string): boolean {
  if (asksStatus(check)) return output.endsWith(`\nHTTP ${status}\n`);
  if (showsHeaders.test(check.script)) return new RegExp(`^HTTP/[\\d.]+ ${status}\\b`, "m").test(output);
  return new RegExp(`(?<![\\d.])${status}(?![\\d.])`).test(output);
}

/** Holds the result of `scriptOf(check)` against the check's expectation. */
export function matchCommand(check: CommandCheck, result: CommandResult): Match {
  const { exit, httpStatus } = check.expect;
  const ended = result.status === null ? "was ended by a signal" : `exited ${result.status}`;
  if (httpStatus !== null) {
    return showsStatus(check, httpStatus, result.output)
      ? { holds: true, reason: `answered ${httpStatus}` }
      : { holds: false, reason: `${ended}, and its output shows no HTTP status ${httpStatus}` };
  }
  const holds =
    exit === "zero"
      ? result.status === 0
      : exit === "nonzero"
        ? result.status !== null && result.status !== 0
        : result.status === exit;
  const wanted = exit === "zero" ? "0" : exit === "nonzero" ? "another status than 0" : String(exit);
  return { holds, reason: holds ? ended : `${ended}, expected ${wanted}` };
}
