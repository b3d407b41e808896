import type { CommandCheck, Expectation } from "./check.ts";
import { describeMatcher, matchOutput } from "./matcher.ts";

/** What a command that ran to its end left behind. */
export interface CommandResult {
  /** Exit status; 128 and the signal's number when a signal ended it. */
  readonly status: number;
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
 * itself prints the body alone and exits 0 on any status; a fence with assertions says where each part ends.
 */
export function scriptOf(check: CommandCheck): string {
  if (check.assertions.length === 0) return withStatus(check.script, check.expect);
  const lines = check.script.split("\n");
  const out: string[] = [];
  let from = 0;
  for (const { line, expect } of check.assertions) {
    const command = withStatus(uncommented(lines[line] ?? ""), expect);
    const begin = `printf '\\nomo: line ${line + 1}\\n'`;
    const end = `printf '\\nomo: line ${line + 1} exited %d\\n' "$?"`;
    out.push(...lines.slice(from, line), begin);
    // Under `set -e` a search that is to find nothing would end the script.
    if (expect.exit === "zero") out.push(command, end);
    else out.push("set +e", command, end, "set -e");
    from = line + 1;
  }
  return [...out, ...lines.slice(from)].join("\n");
}

/** Without a trailing comment, so that something can be added to the command. */
function uncommented(line: string): string {
  const bare = line.replace(/'[^']*'|"(?:[^"\\]|\\.)*"/g, (quote) => "x".repeat(quote.length));
  const comment = bare.search(/\s#/);
  return comment < 0 ? line : line.slice(0, comment);
}

/** Holds the result of `scriptOf(check)` against all the check expects. */
export function matchCommand(check: CommandCheck, result: CommandResult): Match {
  const whole = matchPart(check.script, check.expect, result);
  const lines = check.script.split("\n");
  const parts: Match[] = [];
  for (const { line, expect } of check.assertions) {
    const name = `line ${line + 1}`;
    const printed = new RegExp(`\\nomo: ${name}\\n([\\s\\S]*?\\n)omo: ${name} exited (\\d+)\\n`).exec(
      result.output,
    );
    if (printed) {
      const part = { status: Number(printed[2]), output: printed[1] ?? "" };
      const match = matchPart(uncommented(lines[line] ?? ""), expect, part);
      parts.push({ ...match, reason: `${name} ${match.reason}` });
    } else if (whole.holds)
      parts.push({ holds: true, reason: `${name} left no trace in the output`, open: true });
  }
  return (
    parts.find(({ holds }) => !holds) ?? (whole.holds ? (parts.find(({ open }) => open) ?? whole) : whole)
  );
}

function matchPart(script: string, expect: Expectation, result: CommandResult): Match {
  const ended = matchEnd(script, expect, result);
  if (!ended.holds) return ended;
  const outcomes = expect.output.map((matcher) => ({
    matcher,
    outcome: matchOutput(matcher, result.output),
  }));
  const failed = outcomes.find(({ outcome }) => outcome === "fails");
  if (failed) {
    const reason = `${ended.reason}, but its output is not as expected: ${describeMatcher(failed.matcher)}`;
    return { holds: false, reason, open: false };
  }
  const open = outcomes.find(({ outcome }) => outcome === "open");
  if (!open) return ended;
  const reason = `${ended.reason}; whether its output ${describeMatcher(open.matcher)} is for a reader to tell`;
  return { holds: true, reason, open: true };
}

/** Exit status and HTTP status. */
function matchEnd(script: string, expect: Expectation, result: CommandResult): Match {
  const { exit, httpStatus } = expect;
  const ended = `exited ${result.status}`;
  if (httpStatus !== null) {
    const place = statusPlace(script, expect);
    if (place === null) {
      if (result.status === 0) return { holds: true, reason: ended, open: true };
      return { holds: false, reason: `${ended}, expected HTTP status ${httpStatus}`, open: false };
    }
    if (statusPatterns[place](httpStatus).test(result.output))
      return { holds: true, reason: `answered ${httpStatus}`, open: false };
    return { holds: false, reason: `${ended}, and was not answered HTTP status ${httpStatus}`, open: false };
  }
  const holds = isExpected(exit, result.status);
  const names = { zero: "0", nonzero: "another status than 0", any: "an end of its own" };
  const wanted = typeof exit === "number" ? String(exit) : names[exit];
  // pipefail reports the last stage that failed: a search that found nothing hides one that had nothing to search.
  const open = holds && exit === 1 && search.test(script) && !isSilent(result.output);
  return { holds, reason: holds ? ended : `${ended}, expected ${wanted}`, open };
}

function isExpected(exit: Expectation["exit"], status: number): boolean {
  if (exit === "zero") return status === 0;
  if (typeof exit === "number") return status === exit;
  return !notRun.has(status) && (exit === "any" || status !== 0);
}

/** Not executable, not found, killed, cut off by SIGPIPE: the command has not failed, it has not been run. */
const notRun: ReadonlySet<number> = new Set([126, 127, 137, 141]);

const search = /(?:^|[|;&]\s*)(?:git\s+grep|[ef]?grep|rg|ag)\b/;

/** Whether a search printed nothing but empty counts. */
function isSilent(output: string): boolean {
  return output.split("\n").every((line) => /^(?:[^\s:]+:)?\s*0?\s*$/.test(line));
}

function withStatus(script: string, expect: Expectation): string {
  return statusPlace(script, expect) === "appended" ? `${script} -w '\\nHTTP %{http_code}\\n'` : script;
}

type StatusPlace = "appended" | "headers" | "own-format";

/** Where each kind of curl prints the HTTP status: a number like it elsewhere in the output is none. */
const statusPatterns: Readonly<Record<StatusPlace, (status: number) => RegExp>> = {
  appended: (status) => new RegExp(`\\nHTTP ${status}\\n+$`),
  headers: (status) => new RegExp(`^HTTP/[\\d.]+ ${status}\\b`, "m"),
  // What `-w` prints comes last.
  "own-format": (status) => new RegExp(`(?<!\\d)${status}\\D*$`),
};

/** Where the HTTP status will stand in the output of a command that expects one; null where that cannot be known. */
function statusPlace(script: string, expect: Expectation): StatusPlace | null {
  const bare = script.replace(/'[^']*'|"(?:[^"\\]|\\.)*"/g, '""');
  // Nothing chained, piped or redirected: the output is curl's own.
  if (expect.httpStatus === null || !/^\s*curl\s[^|;&<>`()\n]*$/.test(bare)) return null;
  if (/\s(-\w*w|--write-out)\b/.test(bare))
    return /http_code|response_code/.test(script) ? "own-format" : null;
  return /\s(-\w*[iI]|--include|--head)\b/.test(bare) ? "headers" : "appended";
}
