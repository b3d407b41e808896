import { codeSpans } from "../inline.ts";
import { wordPattern } from "../letters.ts";
import type { FileCheck, FileDemand } from "./check.ts";
import { pathIn } from "./path.ts";

/** Sentences that say of a file, named by its path, what must be so. */

/** Stands for a piece of code while the words around it are looked at. */
const slot = "\uE000";

const exists =
  /^(?:the )?(?:new |test |config )*(?:file |files |folder |directory |module |文件|目录|파일|archivo|fichier|файл|berkas|file baru )?(?:is |are |was |must |should |还?已?)?(?:now )?(?:exists?|be(?:en)? created|created|present|added|存在|已?创建|已?新建|已?生成|존재(?:함)?|생성(?:됨)?|추가됨|existe déjà|existe|creado|créé|существует|создан|ada|dibuat|mevcut|oluşturuldu|criado|作成(?:済み|される)?|が?存在(?:する)?)/i;
const absent = wordPattern(
  /^(?:the )?(?:file |folder |directory |文件|目录)?(?:is |are |was |should be |must be |has been |have been |已|已经|被)?(?:does not exist|doesn't exist|do not exist|must not exist|should not exist|deleted|removed|gone|absent|不存在|已?删除|已?移除|삭제(?:됨)?|존재하지 않음|eliminado|supprimé|удал[её]н|dihapus|silindi|removido|削除(?:済み|される)?)(?![\p{L}])/iu,
);
/** What may stand before the path without changing what is said of it. */
const lead =
  /^(?:[✅☑✔]\s*)?(?:(?:the |new |test |config |component |utility |hook |service |store |module |migration |documentation |script |type |schema |output |shared )*(?:file|files|folder|directory|(?:证据|测试)?文件|目录|파일|archivo|fichier|файл)?s?\s*(?:exists?|created|deleted|removed|added|存在|创建|생성)?(?: at| in)?\s*[:：]?\s*|(?:создан[аоы]?|creado|créé|已?新增|已?新建|已?生成|证据文件生成)\s*[:：]?\s*)$/i;
const leadExists =
  /(?:exists?|created|added|存在|创建|新增|新建|生成|생성|作成|создан[аоы]?|creado|créé)(?: at| in)?\s*[:：]?\s*$/i;
const leadAbsent = /(?:deleted|removed|删除|삭제)(?: at| in)?\s*[:：]?\s*$/i;
const atRoot = /^\s*(?:in|at) (?:the )?(?:repo(?:sitory)? |project )?root(?: directory)?/i;
/** A place named after the path: the path may then be relative to it. */
const elsewhere = /^\s*(?:in|under|at|inside|within|below|于|在)\b/i;
const joint = /^\s*(?:,|，|且|并|and(?: it)?|with|y|et|и|dan|e|ve)\s*/i;
const exported =
  /^(?:should |must |also )*(?:exports?|exporting|导出|exporta|exporte|экспортирует|mengekspor|export)\s*(?:default |a |an |the |named |const |function |class |type |interface |component )*$/i;
const contained =
  /^(?:should |must |also |now )*(?:contains?|containing|includes?|包含|含有?|contiene|contient|содержит|berisi|contém|içerir)\s*(?:the |text |string |line )*$/i;
const uncontained =
  /^(?:(?:does not|doesn't|must not|should not|no longer) (?:contain|include|mention|reference)s?|contains no|has no|不包含|不含)\s*(?:any |the )*$/i;

/** A path without marks, where a colon announces it and nothing follows: `File created: src/a.ts`. */
const bareAtEnd =
  /^((?:[\w-]+ ){0,3}(?:file|folder|directory|文件|目录)s? ?(?:exists?|created|deleted|removed|added|创建|存在)(?: at)?[:：] ?)([\w@.-]+\/[\w@./-]+\w)\.?$/i;

/** The check of a sentence about a file; null where it is about something else, or not plainly about it. */
export function compileFile(text: string): FileCheck | null {
  const [opening = "", ...nested] = text.split("\n");
  const line = opening.includes("`") ? opening : opening.replace(bareAtEnd, "$1`$2`");
  if (!line.includes("`")) return null;
  const codes = codeSpans(line);
  const path = pathIn(codes[0]?.text ?? "");
  if (!codes[0] || path === null) return null;
  const before = line.slice(0, codes[0].span.start).replace(/\*\*/g, "").trimStart();
  if (!lead.test(before)) return null;
  const words = wordsAfter(line, codes);
  const first = demandOf(path, before, words, codes);
  if (!first) return null;
  const { demands } = first;
  const rest = first.rest.replace(atRoot, "");
  if (elsewhere.test(rest)) return null;
  const said = [
    bare(rest) === "" ? [] : [restore(rest, codes)],
    nested.filter((item) => item.trim() !== ""),
  ].flat();
  return { kind: "file", demands, judged: said.length > 0 ? said.join("\n").trim() : null };
}

type Codes = ReturnType<typeof codeSpans>;

/** What follows the first code, each further code as a slot. */
function wordsAfter(line: string, codes: Codes): string {
  let out = "";
  let at = codes[0]?.span.end ?? 0;
  for (const code of codes.slice(1)) {
    out += line.slice(at, code.span.start) + slot;
    at = code.span.end;
  }
  return (out + line.slice(at)).trimStart();
}

/** The words again, with code in its place: slots at the end of a sentence are the last codes. */
function restore(rest: string, codes: Codes): string {
  let next = codes.length - rest.split(slot).length + 1;
  return rest
    .replaceAll(slot, () => `\`${codes[next++]?.text ?? ""}\``)
    .replace(/^[\s,，;；—–:：-]+|\s+$/g, "");
}

function bare(words: string): string {
  return words.replace(/^[\s,，;；]+|[\s.。!！✅]+$/g, "");
}

interface Read {
  readonly demands: readonly FileDemand[];
  readonly rest: string;
}

function demandOf(path: string, before: string, words: string, codes: Codes): Read | null {
  const gone = absent.exec(words);
  if (gone || (leadAbsent.test(before) && bare(words) === "")) {
    const rest = words.slice(gone?.[0].length ?? 0);
    return bare(rest) === "" || /^\s*[(（]/.test(rest)
      ? { demands: [{ test: "absent", path }], rest: "" }
      : null;
  }
  const there = exists.exec(words);
  if (there || leadExists.test(before)) {
    const rest = words.slice(there?.[0].length ?? 0);
    if (!/^(?:$|[\s,，。.;；:：(（—–-]|且|并)/.test(rest)) return null;
    const more = contentOf(path, rest.replace(joint, ""), codes);
    return { demands: [{ test: "exists", path }, ...(more?.demands ?? [])], rest: more?.rest ?? rest };
  }
  return contentOf(path, words, codes);
}

/** `exports `X``, `contains `X` and `Y``: all of the sentence, or nothing of it. */
function contentOf(path: string, words: string, codes: Codes): Read | null {
  const match =
    /^([^\uE000]*)((?:\uE000(?:\s*(?:,|，|、|and|, and|和|与|y|et|и|dan|및)\s*)?)+)([\s\S]*)$/.exec(words);
  if (!match) return null;
  const [, verb = "", slots = "", after = ""] = match;
  if (
    bare(
      after.replace(/^\s*(?:function|component|hook|class|type|interface|const|constant|函数|组件)s?\b/i, ""),
    ) !== ""
  )
    return null;
  const values = codes.slice(1, 1 + slots.split(slot).length - 1).map((code) => code.text);
  if (values.some((value) => /…|\.\.\.|<[a-z][\w -]*>/i.test(value))) return null;
  if (exported.test(verb)) {
    const symbols = values.map((value) => /^(?:default )?([A-Za-z_$][\w$]*)(?:\(.*\))?$/.exec(value)?.[1]);
    if (symbols.some((symbol) => symbol === undefined)) return null;
    return { demands: symbols.map((symbol) => ({ test: "exports", path, symbol: symbol ?? "" })), rest: "" };
  }
  if (contained.test(verb))
    return { demands: values.map((value) => ({ test: "contains", path, text: value })), rest: "" };
  if (uncontained.test(verb))
    return { demands: values.map((value) => ({ test: "lacks", path, text: value })), rest: "" };
  return null;
}
