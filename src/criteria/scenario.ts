import { codeSpans } from "../inline.ts";
import type { Scenario } from "../plan.ts";
import type { Assertion, CommandCheck, Expectation, ScenarioCheck } from "./check.ts";
import { isCommand, isSearch } from "./command.ts";
import { allOf, readExpectation, succeeds } from "./expectation.ts";
import { parses } from "./script.ts";
import { compileSentence } from "./sentence.ts";
import { readCommand, readSteps, type Step } from "./step.ts";
import { isConditional } from "./words.ts";

/**
 * A QA scenario is a script when it is for a shell and each of its steps is a command, or says what must come out
 * of the one before. All others are for a QA agent, which leaves the evidence that a judge then reads.
 */
export function compileScenario({ text, tool, steps, expected, evidence }: Scenario): ScenarioCheck {
  const kind = toolOf(tool) ?? (tool === null && steps.some(isCode) && steps.every(isCode) ? "bash" : null);
  const path = evidencePath(evidence?.value ?? null);
  const base = { kind: "scenario" as const, tool: kind, evidence: path };
  // Some name the command itself as the tool.
  if (tool !== null && isCommand(tool) && steps.length + expected.length === 0) {
    const command = scriptOfSteps([readCommand(tool) ?? { script: tool, said: [] }], expected);
    if (typeof command !== "string") return { ...base, tool: "bash", command, why: "" };
  }
  const agent = (why: string): ScenarioCheck => ({ ...base, command: null, why });
  if (steps.length === 0 && (kind === null || kind === "bash")) {
    const check = compileClause(sentenceOf(text)) ?? scriptOfItems(text, expected);
    if (check) return { ...base, tool: "bash", command: check, why: "" };
  }
  if (kind === null) return agent(tool === null ? "it names no tool" : `${tool} is no shell`);
  if (kind !== "bash") return agent(kind === "browser" ? "it needs a browser" : "it needs a terminal");
  if (steps.length === 0) return agent("it lists no steps");
  const read = readSteps(steps);
  if (typeof read === "string") return agent(read);
  const command = scriptOfSteps(read, expected);
  return typeof command === "string" ? agent(command) : { ...base, command, why: "" };
}

/** Whether a step is a command in inline code, so that no tool need be named. */
function isCode(step: string): boolean {
  const [code] = codeSpans(step);
  return code?.span.start === 0 && isCommand(code.text);
}

/** A sentence whose first clause is a command; a clause for the case of failure is judged. */
function compileClause(sentence: string): CommandCheck | null {
  const [own, others] = clausesOf(sentence);
  const check = compileSentence(own);
  return check && { ...check, expect: withJudged(check.expect, others) };
}

/** What is said of the ordinary case, and what of the others. */
function clausesOf(words: string): [own: string, others: readonly string[]] {
  const [own = "", ...others] = words.split(/[;；]\s*(?=(?:failure|failed|error|edge|失败)\b)/i);
  return [own, others];
}

function withJudged(expect: Expectation, others: readonly string[]): Expectation {
  if (others.length === 0) return expect;
  return { ...expect, judged: [expect.judged ?? [], others].flat().join("\n") };
}

/** The sentence of a scenario on one line, without its title, its tool and the evidence after it. */
function sentenceOf(text: string): string {
  if (text.includes("\n")) return "";
  return text
    .replace(
      /^[\s*-]*(?:\[.\]\s*)?(?:(?:happy|failure|fail|edge|error|scenario|正常|成功|失败|异常)[\w /-]*\*{0,2}\s*)?(?:[(（](?:bash|curl|shell)[)）]\s*)?\*{0,2}\s*[:：—–-]\s*/i,
      "",
    )
    .replace(/^(?:happy|failure)\s+(?=`)/i, "")
    .replace(/^(?:bash|shell)\b\s*[:：]?\s*/i, "")
    .replace(/[;,.；，。]?\s*(?:→|->)?\s*[(（]?(?:evidence|证据)[:：]?\s*\S+[)）]?\s*$/i, "");
}

/** A scenario of a title and items, each of which is a command. */
function scriptOfItems(text: string, expected: readonly string[]): CommandCheck | null {
  const [, ...below] = text.split("\n");
  const items = below.map((line) => /^\s*(?:[-*+]|\d+[.)])\s+(.+)$/.exec(line)?.[1] ?? "");
  const steps = items.filter((item) => !/^\**(?:evidence|证据)\**\s*[:：]/i.test(item));
  if (steps.length === 0 || steps.includes("") || !steps.every((step) => step.includes("`"))) return null;
  const read = readSteps(steps);
  if (typeof read === "string") return null;
  const command = scriptOfSteps(read, expected);
  return typeof command === "string" ? null : command;
}

function toolOf(tool: string | null): ScenarioCheck["tool"] {
  if (tool === null) return null;
  if (/playwright|browser|puppeteer|chrom|selenium|cypress/i.test(tool)) return "browser";
  if (/interactive[_ ]?bash|tmux|terminal/i.test(tool)) return "terminal";
  return /bash|shell|curl|grep|pytest|node|bun|npm|cargo|python|\bgo\b|make|docker/i.test(tool)
    ? "bash"
    : null;
}

function evidencePath(value: string | null): string | null {
  const path = /[\w./@{}-]+\/[\w./@{}-]*\w/.exec(value ?? "")?.[0];
  return path === undefined || /[{}]/.test(path) ? null : path;
}

/** Words by which a search may be meant to find nothing. */
const denial =
  /\b(?:no|not|none|zero|0|nothing|empty|never|without|absent|removed|gone|only|clean|fails?|sin|ning[uú]n|ninguna?|aucun|kein|keine|não|nenhum|tidak|yok|нет|не)\b|[无不没仅只]|없|만 |否/i;

/** Words by which a command may be meant to fail, once those that deny it are gone. */
const mistake =
  /errors?\b|exception|\bfail(?:s|ed|ure)?\b|\braises?\b|\bthrows?\b|invalid|reject|denied|not found|no such|错误|失败|异常|拒绝|에러|오류|실패|ошибк|falla|fehlschlag/i;
const noMistake =
  /\b(?:no|0|zero|without|sin|sem|sans|tanpa|ohne|keine|без)(?: \w+){0,2} (?:errors?|errores|exceptions?|failures?|fail(?:s|ed)?|erros|erreurs?|fehler|ошибок)|(?:无|没有|零)\S{0,4}(?:错误|异常|失败)|(?:에러|오류|실패) ?없|(?:실패|에러) ?0/gi;

/** One script of all steps; the scenario's own expectation is held against the last. Else why there is none. */
function scriptOfSteps(steps: readonly Step[], expected: readonly string[]): CommandCheck | string {
  const lines: string[] = [];
  const assertions: Assertion[] = [];
  for (const [index, step] of steps.entries()) {
    const { script } = step;
    const isLast = index === steps.length - 1;
    const read = expectationsOf(step, isLast ? expected : []);
    const why = unclear(step, read, isLast ? [] : expected);
    if (why !== null) return why;
    lines.push(...apart(script, steps.slice(index + 1)).split("\n"));
    const expects = read.map(({ expect }) => expect);
    if (expects.length > 0) assertions.push({ line: lines.length - 1, expect: allOf(expects) });
    if (script.includes("\n") && expects.some(({ exit }) => exit !== "zero"))
      return "a command of several lines is expected to fail";
  }
  const script = lines.join("\n");
  if (!parses(script)) return "its steps are no script that bash can parse";
  return { kind: "command", script, fence: true, expect: succeeds, assertions };
}

interface Read {
  readonly words: string;
  readonly expect: Expectation;
}

/**
 * What is said of a step. The scenario's own words are about all of it, so that matchers are made of them only
 * where the step itself says nothing, or where they name the exit status or the output.
 */
function expectationsOf({ script, said }: Step, expected: readonly string[]): Read[] {
  const read = (all: string, ofStep: boolean): Read => {
    const [words, others] = clausesOf(all);
    const expect = readExpectation(words, script, true) ?? prose(words);
    const isAbout = ofStep || said.length === 0 || isSuccess(expect) || namesOutcome(words, expect);
    const held = isAbout ? expect : prose(words);
    return { words, expect: withJudged(held, others) };
  };
  return [...said.map((words) => read(words, true)), ...expected.map((words) => read(words, false))];
}

/** Whether words begin with the output or a successful exit; another exit may be that of an earlier step. */
function namesOutcome(words: string, { exit, httpStatus }: Expectation): boolean {
  const names = /^\W*(?:the )?(?:exit(?:s|ed)?|output|stdout)\b/i.test(words);
  return names && exit === "zero" && httpStatus === null;
}

function prose(words: string): Expectation {
  return { ...succeeds, judged: words };
}

function isSuccess({ exit, httpStatus, output, judged }: Expectation): boolean {
  return (
    exit === "zero" && httpStatus === null && output.every(({ kind }) => kind === "none") && judged === null
  );
}

/** Why a step may be meant to end otherwise than a script would take it; null where it is clear. */
function unclear({ script, said }: Step, read: readonly Read[], later: readonly string[]): string | null {
  if (isSearch(script)) {
    const words = read.map((one) => one.words);
    const understood = read.some(
      ({ expect: { exit, output, judged } }) => exit !== "zero" || output.length > 0 || judged === null,
    );
    const heard = [...words, ...(said.length === 0 ? later : [])];
    const denied = heard.some((one) =>
      denial.test(one.replace(noMistake, "").replace(/\bexit(?: code| status)? 0/gi, "")),
    );
    if (denied && !understood) return `what \`${script}\` is to find is said in prose`;
  }
  if (read.some(({ words }) => isConditional(words)))
    return `what \`${script.split("\n", 1)[0]}\` is to do depends on more than itself`;
  const fails = read.some(
    ({ words, expect }) =>
      expect.exit === "zero" &&
      expect.httpStatus === null &&
      (expect.judged === words ||
        expect.output.some(({ kind }) => kind === "contains" || kind === "equals")) &&
      mistake.test(words.replace(noMistake, "")),
  );
  return fails ? `how \`${script.split("\n", 1)[0]}\` is to fail is said in prose` : null;
}

/**
 * A step is written as if for a shell of its own: one that ends its shell, or goes to a folder before a later step
 * goes to one from the root, stands in a subshell.
 */
function apart(script: string, later: readonly Step[]): string {
  const leaves = /^cd\s+[^\s;&|]+\s*&&/.test(script) && later.some((step) => /^cd\s+[\w]/.test(step.script));
  const ends = later.length > 0 && /(?:^|[;&|{]\s*)exit\b/.test(script);
  return leaves || ends ? `(${script})` : script;
}
