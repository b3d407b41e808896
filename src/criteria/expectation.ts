import type { Expectation } from "./check.ts";
import { isLookup, isRequest, isSearch } from "./command.ts";

/**
 * What the words after a command say must come out. Exit status and HTTP status are checked; words that mean no
 * more than "it succeeds" are covered by them; all others are left to a judge.
 */

/** Languages side by side, most frequent first. Each matches at the beginning of what follows the command. */
const success: readonly RegExp[] = [
  /(?:all |both |full |the |existing |new |unit |tests? |suite |checks? |build |command |still |now |semua |tous |todos )*(?:pass(?:es|ed|ing)?|succeeds?|success(?:ful(?:ly)?)?|ok|green|clean(?:ly)?|works?|compiles?|completes?|finishes|runs|builds?)(?![\p{L}'=])/iu,
  /(?:runs?|completes?|finishes|exits?|builds?|compiles?|executes?) (?:\S+ )?(?:successfully|cleanly|without (?:any )?(?:errors?|warnings?|failures?|issues?)|with (?:no|zero|0) (?:errors?|warnings?|failures?|issues?))/iu,
  /(?:has |shows? |reports? |with |prints? |produces |gives |returns |zero|no|0|without|any|new )*\s*(?:\b0|\bno|\bzero|\bwithout)(?: any| new| type| lint| build| test| compile| compilation| typescript| fatal| tsc)* (?:errors?|failures?|fail(?:ed|s|ing)?|warnings?|issues?|problems?|violations?|diagnostics)(?![\p{L}])/iu,
  /(?:全部|全|均|都|应|应该|仍|执行|运行|成功)*(?:通过|成功|无错误|无类型错误|无报错|没有错误|正常|全过)(?:无错误|执行|通过)?/u,
  /(?:실행|시|결과|모든|모두|전체|기존|새|테스트|빌드|\+|\s)*(?:성공|통과|에러 없(?:음|이 종료)|오류 없음|정상(?: 종료)?|PASS(?![\p{L}]))/iu,
  /(?:すべて|全て|テスト|が|は)*(?:成功|通る|通過|パス|エラーなし)/u,
  /(?:проход(?:ит|ят)|успешно|выполняется успешно|без ошибок|собирается|компилируется)(?![\p{L}])/iu,
  /(?:todos? |los |tests? |las )*(?:pasan?|compila|termina|sin errores|exitoso|con éxito|passam?|sem erros|com sucesso)(?![\p{L}])/iu,
  /(?:tous |les |tests? )*(?:passe(?:nt)?|réussit|réussissent|sans erreurs?|compile|vert|ne casse pas)(?![\p{L}])/iu,
  /(?:semua |tests? )*(?:berhasil|lulus|lolos|sukses|tanpa (?:error|kesalahan))(?![\p{L}])/iu,
  /(?:testler |tüm )*(?:geçer|geçiyor|başarılı|hatasız)(?![\p{L}])/iu,
].map((pattern) => new RegExp(`^(?:${pattern.source})`, pattern.flags));
/** What may follow words of success without adding a demand. */
const emphasis =
  /^(?:\s|,|and|or|&|all|both|still|now|again|fully|cleanly|successfully|locally|in CI|in full|the|existing|new|unit|tests?|suite|checks?|errors?|failures?|warnings?|issues?|without|with|no|zero|any|0|failed|fail|type|lint|BUILD SUCCESS|成功|无错误|无警告|无报错|通过|에러 없음|PASS|sin|errores|sem|erros|sans|erreurs?)*$/iu;
const failure =
  /^(?:tests? |the |command |build |must |should )*(?:fails?|failed|FAIL|rejects?|失败|실패|falla|falha|échoue|gagal)(?![\p{L}])/iu;
const exitStatus =
  /^(?:with |to |be |process )*(?:exit(?:s|ed)?(?: (?:with|on))?(?: (?:an? )?(?:code|status))*(?: code| status)?|exit ?code|exit ?status|returns? (?:exit )?(?:code|status)|退出码|返回码|종료 ?코드|code de sortie|código de salida|код выхода|终了コード)\s*(?:is|of|为|=|==|:|：)?\s*`?(\d{1,3}|non-?zero|zero|not 0|≠ ?0|!= ?0)`?(?!\d|\.\d)/iu;
const number =
  /^(?:output(?: is| =|:)?|returns?|outputs?|prints?|gives?|shows?|counts?|count is|equals?|is|=|==|返回|输出|반환|결과 ?=?|devuelve|retorna|retourne|возвращает|mengembalikan)?\s*(?:exactly |恰好|恰好是)?\s*[`"']?(\d+)[`"']?\s*(?:건|个|次|matches|match|results?|结果|hits?|lines?|occurrences?|행)?(?![\d%\p{L}]|\.\d)/iu;
const nothing =
  /^(?:returns?|outputs?|prints?|gives?|shows?|produces?|finds?|is|has|返回|输出|无|no retorna|no devuelve|ne retourne|不返回)?\s*(?:nothing|empty|no (?:output|match(?:es)?|results?|hits?|lines?)|zero (?:match(?:es)?|results?|hits?)|\(empty\)|空|无输出|无匹配|无结果|无命中|없음|rien|vacío|vazio|resultados|пусто)(?![\p{L}])/iu;
const found =
  /^(?:returns?|has|shows?|finds?|返回|匹配|반환)?\s*(?:(?:a |the |at least (?:one|1) |≥ ?1 |>= ?1 )?match(?:es)?(?: found)?|found|exists?|file exists|present|≥ ?1|>= ?1|匹配|존재|存在)(?![\p{L}\d])/iu;
const httpStatus =
  /^(?:returns?|responds?(?: with)?|gives?|is|→|返回|响应|반환|응답|responde|devuelve|répond|retourne|отвечает)?\s*(?:with )?(?:an? )?(?:HTTP(?:\/[\d.]+)?|status(?: code)?|状态码|코드)?\s*(?:code |of |is |:|=)?\s*`?([1-5]\d\d)`?(?!\d|\.\d)/iu;
/** What a command that succeeds prints or makes; a judge looks at its output and at the files. */
const effect =
  /^(?:shows?|prints?|outputs?|displays?|lists?|reports?|returns?|responds?|emits?|includes?|contains?|produces?|generates?|creates?|writes?|installs?|renders?|exports?|显示|输出|打印|列出|生成|返回|包含|成功生成|출력|표시|생성|muestra|imprime|genera|crea|exibe|mostra|gera|cria|affiche|génère|crée|показывает|выводит|создаёт|создает|menampilkan|menghasilkan|membuat)(?=[\s`'"：:=]|[\p{Script=Han}])/iu;
/** What joins a further demand to an expectation; other words after one make the sentence prose. */
const further =
  /^\s*(?:[,，;；:：.。(（—–-]|and |with |including |covering |且|并|含|by |in |for |after |on |from |con |avec |dengan |при |против)/iu;
/** Words that take back part of what success means, or speak of a moment that is over when the task is done. */
const conditional =
  /pre-?existing|acceptable|not counting|ignoring|aside from|other than|except|excluding|unrelated|\bor (?:warnings only|fails|documented|equivalent|skip|either)|if (?:applicable|any|available|installed|configured)|\bRED\b|RED 阶段|before (?:the )?(?:change|implementation|fix)|no implementation|baseline|provided that|unless|\boptional\b|기존 에러|제외|排除|除了/iu;

/**
 * Reads an expectation. `arrow` tells that a sign (`→`) announces it, so that any words are one; without it the
 * words must be a known form. Null when the text is no expectation, or one that cannot be held against a single run.
 */
export function readExpectation(text: string, command: string, arrow: boolean): Expectation | null {
  const said = text.trim();
  if (conditional.test(said)) return null;
  if (said === "" || /^[.。]$/.test(said)) return { exit: "zero", httpStatus: null, judged: null };
  const words = said.replace(/^(?:should |must |will |to |应该?|必须|shall |는 |가 |은 |이 |\s)+/iu, "");

  const request = isRequest(command) ? httpStatus.exec(words) : null;
  if (request) return demand({ exit: "zero", httpStatus: Number(request[1]) }, words, request[0].length);
  const exit = exitStatus.exec(words);
  if (exit) return demand({ exit: exitOf(exit[1] ?? "0"), httpStatus: null }, words, exit[0].length);
  const fails = failure.exec(words);
  if (fails) return demand({ exit: "nonzero", httpStatus: null }, words, fails[0].length);
  const count = number.exec(words);
  const some = isSearch(command) || isLookup(command) ? found.exec(words) : null;
  if (some) return demand({ exit: "zero", httpStatus: null }, words, some[0].length);
  if (isSearch(command)) {
    const none = nothing.exec(words) ?? (count?.[1] === "0" ? count : null);
    if (none) return demand({ exit: 1, httpStatus: null }, words, none[0].length);
    if (count) return { exit: "zero", httpStatus: null, judged: said };
    // "At most one" holds with none as well, and then the search exits 1.
    if (/^(?:≤|<|at most|no more than|最多|不超过)/iu.test(words)) return null;
  }
  for (const pattern of success) {
    const match = pattern.exec(words);
    if (!match) continue;
    const read = demand({ exit: "zero", httpStatus: null }, words, match[0].length);
    if (read || !arrow) return read;
  }
  if (count?.[1] === "0" && isLookup(command)) {
    return demand({ exit: "zero", httpStatus: null }, words, count[0].length);
  }
  if (arrow || effect.test(words)) return announced(said);
  const measured = count !== null || nothing.test(words) || /^(?:≥|>=|≤|<=|>|<|==?)\s*\d/.test(words);
  return measured ? { exit: "zero", httpStatus: null, judged: said } : null;
}

/** Any words after a sign are what must come out; an error expected there leaves the exit status open. */
function announced(said: string): Expectation | null {
  const bare = said.replace(/\b(?:no|0|zero|without)(?: \w+){0,2} (?:errors?|failures?|fail)\b/gi, "");
  if (/\b(?:errors?|fail(?:s|ed|ure)?|reject|throws?|invalid|denied|refus)/i.test(bare)) return null;
  return { exit: "zero", httpStatus: null, judged: said };
}

/** Completes an expectation by what stands after the words that were understood. Prose there is no expectation. */
function demand(base: Omit<Expectation, "judged">, words: string, length: number): Expectation | null {
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
  return /\d|`|["“]/.test(bare);
}

function exitOf(written: string): Expectation["exit"] {
  if (/^\d+$/.test(written)) return Number(written) === 0 ? "zero" : Number(written);
  return /^zero$/i.test(written) ? "zero" : "nonzero";
}
