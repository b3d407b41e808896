import { codeSpans } from "../inline.ts";
import { wordPattern } from "../letters.ts";
import { isCommand, isRunnable } from "./command.ts";
import { readExpectation } from "./expectation.ts";

/** A command of a scenario with what its own and the following steps say must come out of it. */
export interface Step {
  readonly script: string;
  readonly said: readonly string[];
}

const runWord =
  /^(?:[*_]*(?:then |now )?(?:run|execute|check|verify|call|执行|运行|检查|验证|실행|확인|ejecutar|exécuter|lancer|ausführen|jalankan|çalıştır|запустить|выполнить)(?:测试|命令|脚本)?[*_]*\s*[:：]?\s+|\$ )/i;
/** What a step is for, before its command: `Start the server: node server.js &`. */
const title = wordPattern(
  /^(?!(?:assert|expect(?:ed)?|断言|预期|期望)\s*[:：])\p{L}[^`"'$|;&:：]{2,60}[:：]\s+(?=[a-z`./])/iu,
);
const assertWord =
  /^[*_]*(?:assert|expect(?:ed)?|verify|confirm|check|ensure|must|should|断言|预期|期望|确认|验证|检查|확인|기대|verificar|verifica|vérifier|проверить|pastikan|prüfen)(?: that)?[*_]*\s*[:：]?\s*/i;
/** Stands between a command and what must come out of it. */
const sign = /\s+(?:→|->|=>|⇒|—|–)\s*/;
/** A note behind a command; `$(…)` and a function's call have no space before the parenthesis and inside of it. */
const note = wordPattern(/\s+[(（](?=[\p{L}\d ]*[\p{L}\d] )[^()（）$]*[)）]\s*$/u);
/** A step that keeps what the others have printed. */
const keeping =
  /^(?:save|capture|record|store|保存|记录)(?:\s?(?:the|all|both|combined|full|command))*\s?(?:outputs?|results?|evidence|stdout|logs?|输出|结果|证据)[^`]*$/i;

/** The steps as commands; else why they are none, as a clause. */
export function readSteps(steps: readonly string[]): Step[] | string {
  const read: Step[] = [];
  for (const [index, step] of steps.entries()) {
    const text = step.trim();
    const last = read.at(-1);
    const command = readCommand(text);
    if (command) read.push(command);
    else if (last && keeping.test(text)) continue;
    else if (last && assertWord.test(text) && !codeSpans(text).some((code) => isCommand(code.text)))
      read[read.length - 1] = { ...last, said: [...last.said, text.replace(assertWord, "")] };
    else return `step ${index + 1} is no command`;
  }
  return read;
}

/** The command of one step with what it says of it; null where it is none. */
export function readCommand(text: string): Step | null {
  const pause = /^(?:wait|sleep|等待|대기)(?: for)? (\d+) ?(?:s|sec(?:onds?)?|秒|초)?\.?$/i.exec(text);
  if (pause) return { script: `sleep ${pause[1]}`, said: [] };
  const purpose = title.exec(text)?.[0] ?? "";
  const titled = purpose === "" ? null : readAnnounced(text.slice(purpose.length).replace(runWord, ""), true);
  const bare = text.replace(runWord, "");
  return titled ?? readAnnounced(bare, bare !== text);
}

function readAnnounced(text: string, announced: boolean): Step | null {
  return text.startsWith("`") ? readCode(text, announced) : readBare(text);
}

/** Commands that prepare a scenario, and tell nothing by themselves. */
const chore =
  /^(?:sleep [\d.]+|(?:mkdir|cp|mv|rm|touch) (?:-\w+ )*\S*[/.]\S*(?: \S+)*|(?:export|source|cd) \S+)$/;

/** A command in inline code, alone or with words of what must come out. */
function readCode(text: string, announced: boolean): Step | null {
  const [code, ...others] = codeSpans(text);
  if (!code || !(isCommand(code.text) || chore.test(code.text) || (announced && isRunnable(code.text))))
    return null;
  if (others.some((other) => isCommand(other.text))) return null;
  const after = text.slice(code.span.end).replace(note, "");
  const script = code.text;
  if (/^\s*[.。:：]?\s*$/.test(after)) return { script, said: [] };
  const at = sign.exec(` ${after}`);
  if (at && /^\s*\p{L}{0,12}$/u.test(` ${after}`.slice(0, at.index)))
    return { script, said: said(` ${after}`.slice(at.index + at[0].length)) };
  const words = after.replace(/^\s*(?:[,，;；]|and\b|then\b|并)*\s*/i, "");
  const asserts = assertWord.test(words);
  return asserts || readExpectation(words, script, false) ? { script, said: said(words) } : null;
}

/** A command without marks, up to a sign or a note. */
function readBare(text: string): Step | null {
  const masked = text.replace(/'[^']*'|"(?:[^"\\]|\\.)*"/g, (quote) => "x".repeat(quote.length));
  if (masked.includes("`")) return null;
  const at = sign.exec(masked);
  const script = (at ? text.slice(0, at.index) : text)
    .replace(note, "")
    .replace(/。\s*$/, "")
    .trim();
  const isMeant = isCommand(script) ? isPlainScript(script) : chore.test(script) || hasShellForm(script);
  if (!isMeant) return null;
  return { script, said: at ? said(text.slice(at.index + at[0].length)) : [] };
}

function said(words: string): string[] {
  return keeping.test(words) ? [] : [words.replace(assertWord, "")];
}

/** Whether a line of any tool has what no sentence has: a long option after lowercase words, or a pipe. */
function hasShellForm(line: string): boolean {
  if (!isRunnable(line)) return false;
  const [stage = "", ...next] = line.split(" | ");
  return (
    /^[a-z][\w.-]*(?: [a-z][\w.:-]*){0,4} --[a-z]/.test(stage) ||
    (next.length > 0 && next.every(isCommand) && !/\w[:：]\s/.test(stage))
  );
}

/** Whether a line without marks is a command and no sentence that begins with a tool's name. */
function isPlainScript(script: string): boolean {
  const words = script.replace(/'[^']*'|"(?:[^"\\]|\\.)*"/g, '""').split(/\s+/);
  if (words.some((word) => /^(?:on|against|via|using|into)$/.test(word))) return false;
  const runsOwn = /^(?:npm|pnpm|yarn|bun|uv|poetry) run \S/.test(script);
  return runsOwn || words.length <= 4 || words.some((word) => /^-|[./:=|&"$]/.test(word));
}
