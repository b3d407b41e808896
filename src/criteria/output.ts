import { wordPattern } from "../letters.ts";
import { isCounter, isSearch } from "./command.ts";
import type { Comparison, Json, Matcher } from "./matcher.ts";
import { must } from "./words.ts";

/**
 * Reads what words demand of a command's output. A demand is taken apart into clauses, and a clause becomes a
 * matcher only when all of it is understood; what is not stays in words, for a judge.
 */

/** Matchers, and what they do not cover; `judged` is the whole text again, so that a reader sees it in one piece. */
export interface OutputDemand {
  readonly output: readonly Matcher[];
  readonly judged: string | null;
}

/** Reads the words after a command that speak of its output. */
export function readOutput(said: string, script: string): OutputDemand {
  const output: Matcher[] = [];
  const clauses = clausesOf(said);
  let covered = clauses.length > 0;
  let before: ReturnType<typeof readClause> | undefined;
  for (const clause of clauses) {
    const words = clause.replace(must, "");
    const matcher = before === undefined ? readClause(words, script) : continued(before, words, script);
    if (matcher === null) covered = false;
    else if (matcher !== "success") output.push(matcher);
    before = matcher;
  }
  return { output, judged: covered ? null : said };
}

/** A clause after another one: a quote by itself is one more of what the clause before speaks of. */
function continued(
  before: ReturnType<typeof readClause>,
  clause: string,
  script: string,
): ReturnType<typeof readClause> {
  const text = quotedIn(alone.exec(clause));
  if (text === null) return readClause(clause, script);
  if (before === null || before === "success") return null;
  return before.kind === "contains" || before.kind === "lacks" ? { kind: before.kind, text } : null;
}

/** What counts are promised to be 0, anywhere in the words: `0 failures`, `no errors or warnings`. */
export function readZeroCounts(said: string): Matcher[] {
  const found = new Set<"failures" | "errors" | "warnings">();
  if (!/error|fail|warning/i.test(said)) return [];
  for (const [, nouns = ""] of said.matchAll(zeroCount)) {
    if (/fail/i.test(nouns)) found.add("failures");
    if (/error/i.test(nouns)) found.add("errors");
    if (/warning/i.test(nouns)) found.add("warnings");
  }
  return [...found].map((of) => ({ kind: "none", of }));
}

const counted = "(?:errors?|failures?|failed|fail|warnings?|issues?)";
const zeroCount = wordPattern(
  new RegExp(
    String.raw`(?<![\w.])(?:0|no|zero|without|sem|sin|sans|tanpa|ohne|keine)(?: any| type| lint| build| test| typescript)* (${counted}(?:(?:,| or| and|,? 0|/| and no| or no)+ ?${counted})*)\b(?! (?:tests?|messages?|logs?|toasts?|states?|codes?|handling|boundar\w*|responses?))`,
    "giu",
  ),
);

/** Words of success, which the exit status covers. */
const success =
  /^(?:exits?(?: (?:code|status|with))* ?`?0`?|(?:all )?(?:tests? )?pass(?:es|ed)?|succeeds?|success(?:ful(?:ly)?)?|ok|green|(?:with )?(?:no|0|zero|without) (?:errors?|failures?|warnings?|failed)(?: (?:or|and) (?:errors?|failures?|warnings?))?|成功|通过|通過|성공|통과|에러 없음)$/i;

const quoted = /(?:`([^`]+)`|"([^"]+)"|“([^”]+)”|「([^」]+)」)/.source;
const alone = wordPattern(new RegExp(`^${quoted}$`, "u"));
const subject =
  "(?:(?:the )?(?:command |stdout|output|outputs|response|body|result|it|html|log|输出|响应|결과|출력)(?: body| text)? ?(?:should |must |will |에 |은 |는 |가 )?)?";
const showVerb =
  "contains?|includes?|shows?|prints?|displays?|lists?|mentions?|reports?|emits?|outputs?|has|with|包含|含有?|显示|输出|打印|列出|muestra|contiene|imprime|incluye|содержит|выводит|показывает|affiche|contient|menampilkan|berisi|mencetak|exibe|mostra|contém|içerir|gösterir|enthält|zeigt";
const equalVerb =
  "is|are|equals?|==?|should be|must be|returns?|returns? exactly|prints? exactly|is exactly|为|是|等于|返回|devuelve|retorna|retourne|renvoie|liefert|возвращает|mengembalikan|döner";
const patterns = {
  lacks: wordPattern(
    new RegExp(
      `^${subject}(?:(?:does not|doesn't|must not|should not|never|不应?) ?(?:contain|include|show|print|mention|list|包含|含|显示|出现)s?|(?:(?:contains?|has|shows?|lists?|includes?|with) )?(?:no|without|lacks?|无|没有|不含)) ${quoted}(?: (?:matches|lines|entries|text|anywhere))?$`,
      "iu",
    ),
  ),
  contains: wordPattern(new RegExp(`^${subject}(?:${showVerb})[ :：]*${quoted}$`, "iu")),
  // Korean, Japanese and Turkish put the verb last.
  verbLast: wordPattern(
    new RegExp(
      `^${quoted} ?(?:를|을|이|가|が|を|に|ifadesini)? ?(?:포함|출력|표시|存在|を?含む|が?表示(?:される)?|içerir|gösterir)(?:되어야 함|됨|함|한다)?$`,
      "iu",
    ),
  ),
  equals: wordPattern(new RegExp(`^${subject}(?:(?:${equalVerb}) ?)?${quoted}$`, "iu")),
  matches:
    /^(?:output |it )?(?:matches|匹配)(?: the)?(?: regex| pattern| regular expression)? (?:`\/?([^`]+?)\/?`|\/(.+)\/)$/i,
  empty:
    /^(?:output (?:is|should be)|returns?|prints?|outputs?|gives?|shows?|produces?|is|has|返回|输出|为)? ?(?:nothing|empty(?: output)?|no (?:output|results?|lines?|files?|changes?|match(?:es)?)|zero (?:results?|lines?|files?|matches)|\(empty\)|空|无输出|无结果|없음|빈 출력|vacío|vazio|vide|пусто|kosong|boş)$/i,
  amount:
    /^(?:(?:the )?(?:output|count|number|result|total|输出|결과|출력)(?: is| are| of| should be| =)?|returns?|outputs?|prints?|gives?|shows?|finds?|counts?|count|equals?|is|has|返回|输出|반환|devuelve|retorna|retourne|renvoie|gibt|liefert|возвращает|mengembalikan|döner)?[ :：]*(?:should be |is )?(exactly|at least|at most|more than|fewer than|less than|no more than|min(?:imum)?|max(?:imum)?|恰好|正好|至少|最多|不超过|少于|超过|minimal|maksimal|al menos|como máximo|au moins|au plus|не менее|не более|≥|>=|≤|<=|>|<|===?|=)? ?[`"']?(\d+)[`"']?(\+)? ?(lines?|match(?:es)?|files?|results?|hits?|occurrences?|entries|rows?|items?|个(?:文件|结果|匹配)?|行|건|개|次|líneas?|lignes?|строк[аи]?|baris|satır|linhas?)?(?: (or more|or fewer|or less|이상|이하|以上|以下))?(?:\s?(?:zurück|を返す|(?:을|를)? ?반환(?:한다|함)?|döndürür|döner))?$/i,
  things: wordPattern(
    /^(?:returns? |shows? |finds? )?(exactly|at least|at most|more than|fewer than|less than|≥|>=|≤|<=|>|<)? ?(\d+)(\+)?(?: [\p{L}-]+){1,3}$/iu,
  ),
  coverage:
    /^(?:with )?(?:(?:test|code|line|branch|statement|total|overall) )*(?:coverage|覆盖率|커버리지|cobertura|couverture|покрытие|cakupan)(?: is| of| at| 为)?[ :：]*(at least|above|over|more than|≥|>=|>|至少|大于|=)? ?(\d+(?:\.\d+)?) ?%(\+)?$|^(≥|>=|>|at least|above|over|more than) ?(\d+(?:\.\d+)?) ?% (?:(?:test|code|line) )*coverage$/i,
  duration:
    /^(?:(?:and |responds? |completes? |finishes |returns? |takes |in |response time |latency )*)(under|within|less than|in under|<|<=|≤|at most) ?(\d+) ?ms$/i,
};

function readClause(clause: string, script: string): Matcher | "success" | null {
  if (success.test(clause)) return "success";
  if (patterns.empty.test(clause) || (/^clean$/i.test(clause) && listsChanges.test(script)))
    return isSearch(script) ? "success" : { kind: "lines", is: "=", count: 0 };
  const quotes = /[`"“「]/.test(clause) ? readQuote(clause, script) : undefined;
  if (quotes !== undefined) return quotes;
  const matches = patterns.matches.exec(clause);
  if (matches) return regular(matches[1] ?? matches[2] ?? "");
  return readNumber(clause, script);
}

/** A clause about a quoted text; undefined for one that only has quotes in it. */
function readQuote(clause: string, script: string): Matcher | null | undefined {
  const lacks = quotedIn(patterns.lacks.exec(clause));
  if (lacks !== null) return { kind: "lacks", text: lacks };
  const object = jsonIn(clause);
  if (object !== null) return { kind: "json", fields: object };
  const contains = quotedIn(patterns.contains.exec(clause)) ?? quotedIn(patterns.verbLast.exec(clause));
  if (contains !== null) return { kind: "contains", text: contains };
  const equals = quotedIn(patterns.equals.exec(clause));
  if (equals === null) return undefined;
  if (/^\d+$/.test(equals)) return amount("=", Number(equals), null, script);
  return isLabel(equals, script) ? null : { kind: "equals", text: equals };
}

function readNumber(clause: string, script: string): Matcher | null {
  const count = patterns.amount.exec(clause);
  if (count) {
    const [, words, digits, plus, noun, after] = count;
    const is = plus ? "≥" : after ? (/more|이상|以上/.test(after) ? "≥" : "≤") : comparison(words);
    return amount(is, Number(digits), noun ?? null, script);
  }
  const things = isCounter(script) ? patterns.things.exec(clause) : null;
  if (things) return amount(things[3] ? "≥" : comparison(things[1]), Number(things[2]), null, script);
  const coverage = patterns.coverage.exec(clause);
  if (coverage) {
    const is = coverage[3] || !(coverage[1] ?? coverage[4]) ? "≥" : comparison(coverage[1] ?? coverage[4]);
    return { kind: "number", of: "coverage", unit: "%", is, value: Number(coverage[2] ?? coverage[5]) };
  }
  const duration = patterns.duration.exec(clause);
  if (duration) {
    const is = /≤|<=|at most|within/.test(duration[1] ?? "") ? "≤" : "<";
    return { kind: "number", of: null, unit: "ms", is, value: Number(duration[2]) };
  }
  return null;
}

/** Commands that list what has changed, and so print nothing when all is clean. */
const listsChanges = /^\s*git (?:status (?:--short|--porcelain|-s)|diff(?! --check))/;
/** Commands that print one line for each thing found. */
const lister =
  /^(?:[^|]*\|)*\s*(?:(?:git\s+)?[ef]?grep|rg|find|fd|git (?:diff|ls-files|log)|ls|sort|uniq|head|tail)\b/;
/** Options with which lines are no longer one for each thing. */
const contextual = /\s-(?:[a-zA-Z]*[ABC]\b|[ABC]\d|-context)|\bls\s+-\w*l|git log(?!.*--oneline)|--stat\b/;

/** So many of something: a number that is printed, or lines. Null where the output need not show it as either. */
function amount(is: Comparison, value: number, noun: string | null, script: string): Matcher | null {
  if (isCounter(script)) return { kind: "number", of: null, unit: null, is, value };
  if (lister.test(script.split(/&&|;/).at(-1)?.trim() ?? ""))
    return contextual.test(script) ? null : { kind: "lines", is, count: value };
  if (noun !== null)
    return /^(?:lines?|行|líneas?|lignes?|baris|satır|linhas?)$/i.test(noun)
      ? { kind: "lines", is, count: value }
      : null;
  return printer.test(script) ? { kind: "number", of: null, unit: null, is, value } : null;
}

/** Commands that print what they are asked for, and nothing else. */
const printer =
  /(?:^|[|;&]\s*)(?:\w+ run )?(?:jq|yq|echo|printf|awk|bc|node -[ep]|bun -e|python3? -c|sqlite3|psql|redis-cli|wp|stat|du|sed|cut|tr|git rev-list)\b/;

function comparison(words: string | undefined): Comparison {
  if (words === undefined || /^(?:exactly|恰好|正好|===?|=)$/i.test(words)) return "=";
  if (/^(?:at least|min|minimum|至少|minimal|al menos|au moins|не менее|≥|>=)$/i.test(words)) return "≥";
  if (/^(?:more than|above|over|超过|大于|>)$/i.test(words)) return ">";
  return /^(?:fewer than|less than|少于|<)$/i.test(words) ? "<" : "≤";
}

function quotedIn(match: RegExpExecArray | null): string | null {
  const text = match?.slice(1).find((group) => group !== undefined);
  return text === undefined ||
    /…|\.\.\.|<[a-z][\w -]*>|\{\w+\}|\b[NX] (?:tests? )?(?:pass|fail|tests?\b|errors?\b)/i.test(text)
    ? null
    : text;
}

/** A quoted word that names an outcome or a file rather than what is printed. */
function isLabel(text: string, script: string): boolean {
  if (script.includes(text)) return false;
  return (
    /^(?:exit.*|pass(?:ed)?|success(?:ful)?|green|done|empty|nothing|errors?|fail\w*)$/i.test(text) ||
    (/^[\w@.-]*\/[\w@./-]*$|^[\w-]+\.\w{1,5}$/.test(text) && !lister.test(script) && !/^git /.test(script))
  );
}

/** An object that a clause quotes, such as `{"ok": true}`; keys may stand without quotes. */
function jsonIn(clause: string): Json | null {
  const code =
    /^(?:(?:returns?|with|body|response|is|prints?|outputs?|返回|响应|JSON|object|:)\s*)*`(\{[^`]+\})`$/i.exec(
      clause,
    );
  if (!code?.[1]) return null;
  const text = code[1].replace(/'/g, '"').replace(/([{,]\s*)([A-Za-z_]\w*)(\s*:)/g, '$1"$2"$3');
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

/** A pattern that is safe to run: nothing repeated that may itself repeat. */
function regular(pattern: string): Matcher | null {
  if (/[)\]][*+{].*\)[*+{]|\)[*+{]/.test(pattern)) return null;
  try {
    new RegExp(pattern);
  } catch {
    return null;
  }
  return { kind: "matches", pattern };
}

/** Clauses of a demand: what commas and "and" join, outside of quotes and parentheses, without idle notes. */
function clausesOf(said: string): string[] {
  const clauses: string[] = [];
  let from = 0;
  const masked = mask(said);
  const push = (to: number) => {
    const clause = said
      .slice(from, to)
      .replace(/\s*[(（]([^()（）]*)[)）]/g, (note, inside: string) =>
        isDemand(inside, said.slice(from, to)) ? note : "",
      )
      .replace(/^[\s:：→]+|[\s.。!！✅]+$/g, "");
    if (clause !== "") clauses.push(clause);
  };
  for (const match of masked.matchAll(separator)) {
    push(match.index);
    from = match.index + match[0].length;
  }
  push(said.length);
  return clauses;
}

/** Whether a note in parentheses asks for more; after a number it explains where that comes from. */
function isDemand(note: string, clause: string): boolean {
  if (/\d\+?(?: \p{L}+)? ?[(（]/u.test(clause)) return false;
  return /["“`]|[<>≥≤=]|(?<![\p{L}\d.-])\d/u.test(note);
}

const separator =
  /\s*[,，;；]\s*(?:and |with |且|并)?|\s+(?:and|y|et|dan|ve|и) |(?<=\S)(?:，?且|并且?|그리고| 및 )/g;

/** The same text with quotes and parentheses blanked out, so that nothing inside of them separates. */
function mask(text: string): string {
  return text.replace(/`[^`]*`|"[^"]*"|“[^”]*”|[(（][^()（）]*[)）]/g, (part) => "x".repeat(part.length));
}
