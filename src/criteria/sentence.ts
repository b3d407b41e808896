import { codeSpans } from "../inline.ts";
import { wordPattern } from "../letters.ts";
import { bareCommand, type Sentence } from "./bare.ts";
import type { CommandCheck } from "./check.ts";
import { isCommand, isSearch, isTruthValue } from "./command.ts";
import { readExpectation } from "./expectation.ts";
import type { Matcher } from "./matcher.ts";

/** A sentence that says to run something and what must come out of it. */

const arrowSign = /^\s*(?:→|->|=>|⇒|➜|⟶|--?>)\s*/;
/** Between a command and the sign: a note, or the word for running it. */
const beforeArrow = wordPattern(/^\s*(?:[(（][^()（）]*[)）]\s*)?(?:\p{L}{2,12})?\s*(?=→|->|=>|⇒|➜|⟶)/iu);
/** A note that names the folder to run the command in. */
const inFolder = /\s*[(（](?:in |from )?`?((?:[\w.-]+\/)+)`?[)）]/;
const nestedAssertion =
  /^\s*(?:[-*+]\s+)?\**(?:assert|expect(?:ed)?(?: (?:output|result))?|预期|期望|예상|기대)\**\s*[:：]\s*(.*)$/i;
/** Between commands that are run one after the other. */
const conjunction = /^\s*(?:,|and|&|&&|,\s*and|then|和|与|及|、|，|및|y|et|и|dan)\s*$/i;

/** The check of a sentence with a command; null where it is no such sentence, or not plainly one. */
export function compileSentence(text: string): CommandCheck | null {
  const sentence = takeApart(text) ?? bareCommand(text);
  if (!sentence) return compileSeveral(text);
  const { lead, commands, nested } = sentence;
  const folder = inFolder.exec(sentence.rest);
  const rest = sentence.rest.replace(inFolder, "");
  const script = [...(folder ? [`cd ${folder[1]}`] : []), ...commands].join(" && ");
  const afterNote = rest.replace(beforeArrow, "");
  const arrow = arrowSign.test(afterNote);
  const own = arrow ? afterNote.replace(arrowSign, "") : withoutNote(rest).replace(/^[—–:：]\s*/, "");
  const explicit = arrow || /[\p{L}\p{N}]/u.test(own);
  const asserted = nested.flatMap((item) => nestedAssertion.exec(item)?.[1] ?? []);

  if (!leadsToCommand(lead, explicit || asserted.length > 0, arrow)) return null;
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
    assertions: [],
  };
}

/** Sentences side by side, each with a command that has to succeed: all are run, and nothing else is expected. */
function compileSeveral(text: string): CommandCheck | null {
  if (text.includes("\n") || !text.includes("`") || !/[;；且]| (?:and|plus) /.test(text)) return null;
  const masked = text.replace(/`[^`]*`/g, (code) => "x".repeat(code.length));
  const cuts = [...masked.matchAll(/\s*[;；]\s*|(?:,|，)?\s*(?:and|plus|且) (?=x)/g)];
  if (cuts.length === 0) return null;
  const parts = cuts.map((cut, i) => text.slice(i === 0 ? 0 : endOf(cuts[i - 1]), cut.index));
  const checks = [...parts, text.slice(endOf(cuts.at(-1)))].map((part) =>
    part.includes("`") ? compileSentence(part) : null,
  );
  const scripts = checks.flatMap((check) =>
    check?.expect.exit === "zero" && check.expect.httpStatus === null && check.expect.judged === null
      ? [check.script]
      : [],
  );
  if (scripts.length < checks.length || checks.some((check) => check?.expect.output.some(isOfOne)))
    return null;
  return { ...(checks[0] as CommandCheck), script: scripts.join(" && ") };
}

/** Whether a matcher speaks of one command's output, so that it cannot be held against that of several. */
function isOfOne({ kind }: Matcher): boolean {
  return kind !== "none" && kind !== "contains";
}

function endOf(match: RegExpMatchArray | undefined): number {
  return (match?.index ?? 0) + (match?.[0].length ?? 0);
}

/** What only a command does. */
const exits = wordPattern(/^\s*(?:(?:→|->|=>)\s*)?(?:should |must )?exits?(?![\p{L}])/iu);

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
  const note = /^\s*[(（]([^()（）]*)[)）]([\s\S]*)$/.exec(words);
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
  /^(?:[✅☑✔]\s*)?(?:run|running|execute|verify|verify that|check|check that|ensure|command|执行|运行|验证|команда|ejecutar|exécuter|jalankan|실행|(?:the )?(?:full|entire|whole|complete|global)(?: test)?(?: suite)?|(?:[\w -]+ )?(?:pass(?:es)?|succeeds?|compiles?|builds?|run green) (?:with|via|using|under|by running)|(?:验证)?命令)\s*[:：]?\s*$/i;
const announcement =
  /(?:test|pass|build|compil|lint|typecheck|type check|typescript|tsc|format|command|verif|check|run|suite|green|starts?$|reachable|created|initialized|responds?|healthy|loads?|valid|works?$|renders?|available|accessible|connected|succe|exit|syntax|parses|验证|测试|编译|构建|通过|命令|检查|运行|执行|검증|확인|빌드|테스트|컴파일|проверк|команд|тест|сборк|comando|prueba|commande)/i;
const mention =
  /\b(?:docs?|document\w*|readme|workflow|script (?:named|exists|added)|contains?|includes?|mentions?|adds?|added|lists?|describes?|uses|CI|hook|config\w*|package\.json|changelog)\b|文档|说明|脚本|\bno (?!errors?|warnings?|failures?|issues?)|\bnot\b|没有|不|RED\b/i;

/** Announces that a search must find something; a bare search does not say whether it should. */
const finding = /exist|contain|present|\bhas\b|\bhave\b|includ|defin|return|found|存在|包含|포함|존재/i;

/** Whether what stands before the code makes it a command to run: nothing, a word for running, or an announcement. */
function leadsToCommand(lead: string, explicit: boolean, arrow: boolean): boolean {
  const text = lead.replace(/[*_]/g, "").trim();
  if (text === "" || runWord.test(text)) return true;
  if (arrow && text.length <= 40 && announcement.test(text) && !mention.test(text) && !/[:：.;]/.test(text))
    return true;
  if (text.length > 80 || !/[:：]$/.test(text) || /\bRED\b/.test(text)) return false;
  return explicit || (announcement.test(text) && !mention.test(text));
}
