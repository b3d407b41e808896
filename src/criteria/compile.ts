import { codeSpans } from "../inline.ts";
import type { Criterion } from "../plan.ts";
import type { Check, CommandCheck, Expectation } from "./check.ts";
import { isCommand, isSearch, isTruthValue } from "./command.ts";
import { readExpectation } from "./expectation.ts";
import { humanPhrase } from "./human.ts";

/**
 * Decides what the executor will do about a criterion. Only what is plainly a command with an expectation is run;
 * a sentence that merely mentions one is judged, since to run the wrong thing is worse than to ask.
 */
export function compileCriterion(criterion: Criterion): Check {
  if (criterion.script) return compileScript(criterion.script.value);
  const phrase = humanPhrase(criterion.text);
  if (phrase !== null) return { kind: "human", phrase };
  return compileText(criterion.text) ?? { kind: "judged" };
}

/** Comments in a script that say what must come out. */
const assertion =
  /^\s*#+\s*(?:assert|expect(?:ed)?(?: (?:output|result))?|should|预期|期望|应|예상|기대)\s*[:：]?\s*(.+)$/i;

/** A fence is run as a whole, so what its comments expect of single lines is for a judge, unless there is one line. */
function compileScript(script: string): Check {
  const lines = script.split("\n").filter((line) => line.trim() !== "");
  const single = lines.filter((line) => !/^\s*#/.test(line)).length === 1;
  const judged: string[] = [];
  let exit: Expectation["exit"] = "zero";
  for (const line of lines) {
    const said = assertion.exec(line)?.[1]?.trim();
    const read = said === undefined ? null : readExpectation(said, "", true);
    if (read?.judged === null && (single || read.exit === "zero")) exit = read.exit;
    else if (said !== undefined) judged.push(said);
  }
  const expect = { exit, httpStatus: null, judged: judged.length > 0 ? judged.join("\n") : null };
  return { kind: "command", script, fence: true, expect };
}

const arrowSign = /^\s*(?:→|->|=>|⇒|➜|⟶|--?>)\s*/u;
/** Between a command and the sign: a note, or the word for running it. */
const beforeArrow = /^\s*(?:[(（][^()（）]*[)）]\s*)?(?:실행|run|执行)?\s*(?=→|->|=>|⇒|➜|⟶)/iu;
const nestedAssertion =
  /^\s*(?:[-*+]\s+)?\**(?:assert|expect(?:ed)?(?: (?:output|result))?|预期|期望|예상|기대)\**\s*[:：]\s*(.*)$/i;
/** Between commands that are run one after the other. */
const conjunction = /^\s*(?:,|and|&|&&|,\s*and|then|和|与|及|、|，|및|y|et|и|dan)\s*$/iu;

/** A criterion taken apart: `lead` command, command `said` — with the items nested below it. */
interface Sentence {
  readonly lead: string;
  readonly commands: readonly string[];
  /** What stands after the last command. */
  readonly rest: string;
  readonly nested: readonly string[];
}

function compileText(text: string): CommandCheck | null {
  const sentence = takeApart(text);
  if (!sentence) return null;
  const { lead, commands, rest, nested } = sentence;
  const script = commands.join(" && ");
  const afterNote = rest.replace(beforeArrow, "");
  const arrow = arrowSign.test(afterNote);
  const own = arrow ? afterNote.replace(arrowSign, "") : withoutNote(rest);
  const explicit = arrow || /[\p{L}\p{N}]/u.test(own);
  const asserted = nested.flatMap((item) => nestedAssertion.exec(item)?.[1] ?? []);

  if (!leadsToCommand(lead, explicit || asserted.length > 0)) return null;
  if (!explicit && asserted.length === 0 && isSearch(script) && !finding.test(lead)) return null;
  const words = explicit ? own : asserted.join("; ");
  const expect = readExpectation(words, script, arrow || (!explicit && asserted.length > 0));
  // Of several commands in a row all have to succeed; anything else leaves open which one is meant.
  if (!expect || (commands.length > 1 && (arrow || expect.exit !== "zero"))) return null;

  const remarks = nested.filter((item) => item.trim() !== "" && (explicit || !nestedAssertion.test(item)));
  const judged = [expect.judged ?? [], remarks.map((item) => item.trim())].flat().join("\n");
  return {
    kind: "command",
    script,
    fence: false,
    expect: { ...expect, judged: judged === "" ? null : judged },
  };
}

/** What only a command does. */
const exits = /^\s*(?:(?:→|->|=>)\s*)?(?:should |must )?exits?(?![\p{L}])/iu;

/** Null when the first code is no command, or when another command stands further on than in a row with it. */
function takeApart(text: string): Sentence | null {
  const [first = "", ...below] = text.split("\n");
  const { line, nested } = continued(first, below);
  const spans = codeSpans(line);
  const head = spans[0];
  if (!head || !(isCommand(head.text) || (isTruthValue(head.text) && exits.test(line.slice(head.span.end)))))
    return null;
  const commands = [head.text];
  let end = head.span.end;
  for (const span of spans.slice(1)) {
    if (!conjunction.test(line.slice(end, span.span.start)) || !isCommand(span.text)) break;
    commands.push(span.text);
    end = span.span.end;
  }
  const rest = line.slice(end);
  if (codeSpans(rest).some((span) => isCommand(span.text))) return null;
  return { lead: line.slice(0, head.span.start), commands, rest, nested };
}

/** Words without the note in parentheses before them; a note that stands alone and states an expectation is one. */
function withoutNote(words: string): string {
  const note = /^\s*[(（]([^()（）]*)[)）]([\s\S]*)$/u.exec(words);
  if (!note) return words.trim();
  const [, inside = "", after = ""] = note;
  const expects = /^(?:should|must|expect\w*|exits?|exit code|→|->|returns?)(?!\p{L})/iu.test(inside.trim());
  return /[\p{L}\p{N}]/u.test(after) || !expects ? after.trim() : inside.trim();
}

/** A sentence may go on in the next line; items and fences below it are nested. */
function continued(line: string, nested: readonly string[]): { line: string; nested: readonly string[] } {
  let whole = line;
  let at = 0;
  for (; at < nested.length; at++) {
    const next = nested[at] ?? "";
    if (next.trim() === "" || /^\s*(?:[-*+]|\d+[.)])\s|^\s*(?:```|~~~|>)/.test(next)) break;
    whole += ` ${next.trim()}`;
  }
  return { line: whole, nested: nested.slice(at) };
}

const runWord =
  /^(?:[✅☑✔]\s*)?(?:run|running|execute|verify|verify that|check|check that|ensure|command|执行|运行|验证|команда|ejecutar|exécuter|jalankan|실행)\s*[:：]?\s*$/iu;
const announcement =
  /(?:test|pass|build|compil|lint|typecheck|type check|typescript|tsc|format|command|verif|check|run|suite|green|succe|exit|syntax|parses|验证|测试|编译|构建|通过|命令|检查|运行|执行|검증|확인|빌드|테스트|컴파일|проверк|команд|тест|сборк|comando|prueba|commande)/iu;
const mention =
  /\b(?:docs?|document\w*|readme|workflow|script (?:named|exists|added)|contains?|includes?|mentions?|adds?|added|lists?|describes?|uses|CI|hook|config\w*|package\.json|changelog)\b|文档|说明|脚本|\bno (?!errors?|warnings?|failures?|issues?)|\bnot\b|没有|不|RED\b/iu;

/** Announces that a search must find something; a bare search does not say whether it should. */
const finding = /exist|contain|present|\bhas\b|\bhave\b|includ|defin|return|found|存在|包含|포함|존재/iu;

/** Whether what stands before the code makes it a command to run: nothing, a word for running, or an announcement. */
function leadsToCommand(lead: string, explicit: boolean): boolean {
  const text = lead.replace(/[*_]/g, "").trim();
  if (text === "" || runWord.test(text)) return true;
  if (text.length > 80 || !/[:：]$/.test(text) || /\bRED\b/.test(text)) return false;
  return explicit || (announcement.test(text) && !mention.test(text));
}
