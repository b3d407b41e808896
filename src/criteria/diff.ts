import { codeSpans } from "../inline.ts";
import type { DiffCheck, DiffDemand } from "./check.ts";
import { pathIn } from "./path.ts";

/** Sentences about what a task may change, and nothing else. */

const dependency =
  /^(?:no|zero|without|0) (?:new |additional |extra |added )+(?:npm |runtime |external |third[- ]party |package |production |dev(?:elopment)? )*(?:dependenc(?:y|ies)|packages|libraries)(?: (?:is|are|were|was))?(?: (?:added|introduced|installed|needed))?(?: (?:to|in|for) [\w\uE000/.-]+)?$|^(?:没有|不|未|无)(?:新增|引入|添加|增加)(?:新的?|任何|第三方|外部|npm )*(?:依赖|包)(?:项)?$|^새로?운? ?(?:의존성|패키지)(?: 추가)? ?(?:없음|금지)$|^(?:sin|nenhuma|sem) (?:nuevas )?(?:novas? )?dependenc?ias?(?: nuevas| novas?)?$|^без новых зависимостей$|^aucune nouvelle dépendance$|^tidak ada (?:dependensi|dependency) baru$/i;
const outside =
  /^(?:no (?:other )?(?:files? |code )?(?:changes?|edits?|modifications?|changed|modified)(?: (?:were |are )?(?:made|changed|modified))?|no files?(?: are| were)?(?: changed| modified)?) (?:outside(?: of)?|beyond|other than|except(?: in)?) (?:the )?((?:\uE000(?:, | and |, and | or )?)+)(?: (?:folder|directory|file|tree))?(?: (?:is |are |was |were )?(?:changed|modified|edited|touched))?$/i;
const only =
  /^only (?:files? (?:in|under|below) |changes? (?:in|under|to) )?((?:\uE000(?:, | and |, and )?)+)(?: (?:files? )?(?:is|are|was|were|has|have|been|should be) (?:changed|modified|edited|touched)| (?:changed|modified|edited|touched))$|^(?:(?:files? |git diff shows )?chang(?:es?|ed) only|changes? (?:are |is )?(?:limited|confined|restricted)) (?:in|to|under|below|within)(?: files? (?:in|under|below))? ((?:\uE000(?:, | and |, and )?)+)$/i;
const unchanged =
  /^(?:the |existing |기존 |现有的?)*(?:file |files )?((?:\uE000(?:, | and |, and |、|和)?)+) ?(?:(?:is|are|remains?|stays?|was|were|left|still) )*(?:unchanged|unmodified|untouched|not (?:changed|modified|edited|touched)|未修改|未改动|不变|未变更|변경되지 않음|변경 없음|수정 없음|sin cambios|inchangé|не изменён|tidak berubah|unverändert|変更なし|değişmedi|inalterado)$/i;
const noChanges =
  /^no (?:changes?|modifications?|edits?) (?:are |were )?(?:made )?(?:to|in) ((?:\uE000(?:, | and |, or | or )?)+)$/i;
const notAdded =
  /^(?:no (?:new )?|zero (?:new )?)\uE000(?: (?:types?|casts?|usages?|uses|calls?|statements?))? (?:is |are |was |were )?(?:added|introduced)$|^(?:no|zero) new \uE000 (?:casts?|usages?|uses|calls?|statements?)$|^(?:没有|未|不)(?:新增|引入|添加)\s*\uE000$|^no hay \uE000 nuevos?$|^새로운 \uE000 없음$/i;

/** Several pieces of code in a row, with what joins them in the languages that plans are written in. */
const joined =
  /\uE000(?:(?:\s*[,/、，]\s*|\s+)?(?:(?:and|or|nor|y|o|u|ni|e|ou|nem|et|и|или|ни|dan|atau|und|oder|ve|veya)\s+|(?:和|与|或者?|及|以及|または|や|및|또는|혹은|와|과|이?나)\s*)?\uE000)+/g;
/** Where something must not be added, at the end of the sentence. */
const place =
  /\s+(?:in|to|under|below|within|inside) (?:the )?(?:files? )?(\uE000(?:(?:, (?:and |or )?| and | or )\uE000)*)(?: (?:folder|directory|file|tree))?$/i;

/** One path without marks, with what is said of it. */
const barePath = /^((?:the |existing |기존 |现有的?)*)([\w@.[\]-]+(?:\/[\w@.[\]-]+)*\.\w{1,5})( .*)$/i;
/** A word of every form above, so that most sentences need not be looked at. */
const mayBeOne =
  /^(?:no|zero|without|0|only|files?|changes?|git diff|nenhuma|sem|sin|aucune|без|tidak)\b|^[没不未无새]|un(?:changed|modified|touched)|not |변경|수정|不变|改|cambios|inalterado|inchangé|изменён|unverändert|変更|berubah|değişmedi/i;

/** The check of a sentence about the change; null for any other. */
export function compileDiff(text: string): DiffCheck | null {
  if (text.includes("\n") || !mayBeOne.test(text)) return null;
  const marked = text.replace(barePath, "$1`$2`$3");
  const codes = codeSpans(marked);
  let words = "";
  let at = 0;
  for (const { span } of codes) {
    words += `${marked.slice(at, span.start)}\uE000`;
    at = span.end;
  }
  words = (words + marked.slice(at))
    .replace(/\*\*/g, "")
    .replace(/\s*[(（][^()（）]*[)）]/g, "")
    .replace(/[\s.。!！✅]+$/, "")
    .trim();
  const values = codes.map((code) => code.text);
  if (dependency.test(words)) return { kind: "diff", demand: { test: "no-new-dependency" } };
  const demand = readNotAdded(words, values);
  if (demand) return { kind: "diff", demand };
  const paths = values.flatMap((value) => pathIn(value) ?? []);
  if (paths.length === 0 || paths.length < values.length) return null;
  if (outside.test(words) || only.test(words)) return { kind: "diff", demand: { test: "only-below", paths } };
  if (unchanged.test(words) || noChanges.test(words))
    return { kind: "diff", demand: { test: "unchanged", paths } };
  return null;
}

/** Texts that no added line may contain, and the paths that this is said of; null for any other sentence. */
function readNotAdded(words: string, values: readonly string[]): DiffDemand | null {
  const where = place.exec(words);
  const stated = (where?.[1]?.split("\uE000").length ?? 1) - 1;
  const what = words.slice(0, where?.index).replace(joined, "\uE000");
  if (!notAdded.test(what)) return null;
  const texts = values.slice(0, values.length - stated);
  const paths = values.slice(texts.length).flatMap((value) => pathIn(value) ?? []);
  if (paths.length < stated || texts.length === 0 || texts.includes("")) return null;
  return { test: "not-added", texts, paths };
}
