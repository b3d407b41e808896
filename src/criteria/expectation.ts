import type { Expectation } from "./check.ts";
import { isLookup, isRequest, isSearch, isVerifier } from "./command.ts";
import type { Matcher } from "./matcher.ts";
import { type OutputDemand, readOutput, readZeroCounts } from "./output.ts";
import {
  effect,
  exitStatus,
  failure,
  firstMatch,
  found,
  further,
  httpStatus,
  isConditional,
  must,
  nothing,
  number,
  proof,
  returned,
  success,
} from "./words.ts";

/**
 * What the words after a command say must come out. Exit status and HTTP status are checked; words that mean no
 * more than "it succeeds" are covered by them; all others are left to a judge.
 */

/** What may follow words of success without adding a demand. */
const emphasis =
  /^(?:\s|,|and|or|&|all|both|still|now|again|fully|cleanly|successfully|locally|in CI|in full|the|existing|new|unit|tests?|suite|checks?|errors?|failures?|warnings?|issues?|without|with|no|zero|any|0|failed|fail|type|lint|BUILD SUCCESS|成功|无错误|无警告|无报错|通过|에러 없음|PASS|sin|errores|sem|erros|sans|erreurs?)*$/i;

/**
 * Reads an expectation. `arrow` tells that a sign (`→`) announces it, so that any words are one; without it the
 * words must be a known form. Null when the text is no expectation, or one that cannot be held against a single run.
 */
export function readExpectation(text: string, command: string, arrow: boolean): Expectation | null {
  const status = readStatus(text, command, arrow);
  if (status === null) return null;
  const zero = readZeroCounts(text);
  const { output, judged } = status.judged === null ? onlyStatus : readOutput(status.judged, command);
  // What is counted may stand in another form, and the script succeeds all the same: a reader has to tell.
  const hidden = zero.length > 0 && output.length === 0 && hidesFailure.test(command);
  return { ...status, output: [...zero, ...output], judged: hidden ? text.trim() : judged };
}

const onlyStatus: OutputDemand = { output: [], judged: null };

/** Nothing but success. */
export const succeeds: Expectation = { exit: "zero", httpStatus: null, output: [], judged: null };

/** All of several expectations of one command. */
export function allOf(expects: readonly Expectation[]): Expectation {
  const judged = expects.flatMap((expect) => expect.judged ?? []);
  return {
    exit: expects.find(({ exit }) => exit !== "zero")?.exit ?? "zero",
    httpStatus: expects.find(({ httpStatus }) => httpStatus !== null)?.httpStatus ?? null,
    output: unique(expects.flatMap(({ output }) => output)),
    judged: judged.length > 0 ? judged.join("\n") : null,
  };
}

function unique(matchers: readonly Matcher[]): readonly Matcher[] {
  return [...new Map(matchers.map((matcher) => [JSON.stringify(matcher), matcher])).values()];
}

/** How the command must end, and the words that say more than that. */
type Status = Omit<Expectation, "output">;

function readStatus(text: string, command: string, arrow: boolean): Status | null {
  const said = text.trim().replace(/^[(（]([^()（）]*)[)）]$/, "$1");
  if (isConditional(said)) return null;
  if (said === "" || /^[.。]$/.test(said)) return { exit: "zero", httpStatus: null, judged: null };
  const words = said.replace(must, "");

  const request = isRequest(command) && !isFiltered(command, words) ? httpStatus.exec(words) : null;
  if (request) return demand({ exit: "zero", httpStatus: Number(request[1]) }, words, request[0].length);
  const exit = firstMatch(exitStatus, words) ?? (isVerifier(command) ? returned.exec(words) : null);
  if (exit) return demand({ exit: exitOf(exit[1] ?? "0"), httpStatus: null }, words, exit[0].length);
  const fails = failure.exec(words);
  if (fails) return demand({ exit: "nonzero", httpStatus: null }, words, fails[0].length);
  const some = isSearch(command) || isLookup(command) ? found.exec(words) : null;
  if (some) return demand({ exit: "zero", httpStatus: null }, words, some[0].length);
  return readResult({ said, words, command, arrow });
}

/** What is said of a command: as written, and without the words that add nothing. */
interface Saying {
  readonly said: string;
  readonly words: string;
  readonly command: string;
  readonly arrow: boolean;
}

/** Success, what is counted, and what comes out, once no status is named. */
function readResult({ said, words, command, arrow }: Saying): Status | null {
  const count = firstMatch(number, words);
  const none = nothing.exec(words) ?? (count?.[1] === "0" ? count : null);
  if (isSearch(command)) {
    if (none) return findsNothing(command, words, none[0].length);
    if (count) return { exit: "zero", httpStatus: null, judged: said };
    // "At most one" holds with none as well, and then the search exits 1.
    if (/^(?:≤|<|at most|no more than|最多|不超过)/i.test(words)) return null;
  }
  // What is not there any more is an error for a command whose complaints nobody is to see.
  if (none && ignoresErrors(command)) return { exit: "any", httpStatus: null, judged: said };
  let worded = false;
  for (const pattern of success) {
    const match = pattern.exec(words);
    const read = match && demand({ exit: "zero", httpStatus: null }, words, match[0].length);
    if (read) return read;
    worded ||= match !== null;
  }
  // Words of success that go on as no demand does are prose.
  if (worded && !arrow) return null;
  if (count?.[1] === "0" && isLookup(command)) {
    return demand({ exit: "zero", httpStatus: null }, words, count[0].length);
  }
  // Without a sign, and no word of output, it may be a file that must not contain something.
  const ofOutput = arrow || /^(?:the )?(?:output|stdout)\b/i.test(words);
  if (ofOutput && !isSearch(command) && onlyForbids(words, command))
    return { exit: "zero", httpStatus: null, judged: said };
  if (proof.test(words)) return { exit: "zero", httpStatus: null, judged: said };
  if (arrow || effect.test(words)) return announced(said);
  const measured = count !== null || nothing.test(words) || /^(?:≥|>=|≤|<=|>|<|==?)\s*\d/.test(words);
  return measured ? { exit: "zero", httpStatus: null, judged: said } : null;
}

/** Succeeds whatever comes before: `… || echo OK`. */
const hidesFailure = /\|\|\s*echo(?![\w-])[^|;&]*$/;

/** What a request prints goes through a filter, so that a number is what the filter prints. */
function isFiltered(command: string, words: string): boolean {
  return (
    /\|\s*(?:jq|wc|grep|awk|sed|python3?|node|bun)\b/.test(command) &&
    !/http|status|code/i.test(words + command.replace(/https?:/g, ""))
  );
}

function ignoresErrors(command: string): boolean {
  return /2>\s*\/dev\/null/.test(command);
}

/** A search that is to find nothing exits 1; one in what need not be there exits 2 where it is gone. */
function findsNothing(command: string, words: string, length: number): Status | null {
  // "No line contains", "none outside of tests": some lines may well be found.
  if (
    /^\s*(?:contain|mention|reference|includ|match|ha[sv]e?\b|outside|beyond|that\b|which\b)/i.test(
      words.slice(length),
    )
  )
    return null;
  return demand({ exit: ignoresErrors(command) ? "nonzero" : 1, httpStatus: null }, words, length);
}

/** Whether words say only what must not be printed: an error named there is not one that is expected. */
function onlyForbids(words: string, command: string): boolean {
  const { output, judged } = readOutput(words, command);
  return judged === null && output.length > 0 && output.every(({ kind }) => kind === "lacks");
}

/** Any words after a sign are what must come out; an error expected there leaves the exit status open. */
function announced(said: string): Status | null {
  const bare = said.replace(/\b(?:no|0|zero|without)(?: \w+){0,2} (?:errors?|failures?|fail)\b/gi, "");
  if (/\b(?:errors?|fail(?:s|ed|ure)?|reject|throws?|invalid|denied|refus)/i.test(bare)) return null;
  return { exit: "zero", httpStatus: null, judged: said };
}

/** Completes an expectation by what stands after the words that were understood. Prose there is no expectation. */
function demand(base: Omit<Status, "judged">, words: string, length: number): Status | null {
  const rest = words.slice(length);
  const bare = rest.replace(/[(（]([^()（）]*)[)）]/g, (note, inside: string) =>
    addsDemand(inside) ? note : " ",
  );
  const edges = /^[\s*.。!！✅,，;；]+|[\s.。!！✅]+$/g;
  const trimmed = bare.replace(/^`(?=[^`]*$)/, "").replace(edges, "");
  if (trimmed === "" || emphasis.test(trimmed)) return { ...base, judged: null };
  const judged = rest.replace(/^`(?=[^`]*(?:`[^`]*`[^`]*)*$)/, "").replace(edges, "");
  return further.test(bare) || base.httpStatus !== null || base.exit !== "zero" ? { ...base, judged } : null;
}

/** Whether a note in parentheses asks for more than success: it names a number or quotes something. */
function addsDemand(note: string): boolean {
  const bare = note.replace(
    /\b(?:exit(?: code| status)?|code|status)? ?0(?: errors?| failures?| warnings?)?/gi,
    "",
  );
  return /\d|`|["“]|\b(?:same|identical)\b/.test(bare);
}

function exitOf(written: string): Expectation["exit"] {
  if (/^\d+$/.test(written)) return Number(written) === 0 ? "zero" : Number(written);
  return /^zero$/i.test(written) ? "zero" : "nonzero";
}
