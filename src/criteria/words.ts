import { wordPattern } from "../letters.ts";
/**
 * The words by which a sentence says what must come out of a command, in the languages of the plans, side by side.
 * Each pattern matches at the beginning of what follows the command; a translator adds to the lists.
 */

/** Words that mean no more than "it succeeds". */
export const success: readonly RegExp[] = [
  wordPattern(
    /(?:all |both |full |the |existing |new |unit |tests? |suite |checks? |build |command |still |now |it |semua |tous |todos )*(?:pass(?:es|ed|ing)?|succeeds?|success(?:ful(?:ly)?)?|ok|green|clean(?:ly)?|works?|compiles?|completes?|finishes|runs|builds?)(?![\p{L}'=])/iu,
  ),
  /(?:runs?|completes?|finishes|exits?|builds?|compiles?|executes?) (?:\S+ )?(?:successfully|cleanly|without (?:any )?(?:errors?|warnings?|failures?|issues?)|with (?:no|zero|0) (?:errors?|warnings?|failures?|issues?))/i,
  wordPattern(
    /(?:does |do )?not (?:throw|crash|fail|error|panic|raise)(?: [A-Z]\w*(?:Error|Exception)| an? (?:error|exception)| any errors?)?(?![\p{L}])/iu,
  ),
  wordPattern(
    /(?:has |shows? |reports? |with |prints? |produces |gives |returns |zero|no|0|without|any )*\s*(?:\b0|\bno|\bzero|\bwithout)(?: any| type| lint| build| test| compile| compilation| typescript| fatal| tsc)* (?:errors?|failures?|fail(?:ed|s|ing)?|warnings?|issues?|problems?|violations?|diagnostics)(?![\p{L}])/iu,
  ),
  /(?:所有|全部|全|均|都|应|应该|仍|执行|运行|成功|测试|编译|构建)*(?:通过|成功|无错误|无类型错误|无报错|没有错误|零错误|正常|全过|0 ?个?(?:错误|失败|警告))(?:无错误|执行|通过|退出)?/,
  wordPattern(
    /(?:실행|시|결과|모든|모두|전체|기존|새|테스트|빌드|\+|\s)*(?:성공|통과|에러 없(?:음|이 종료)|오류 없(?:음|이 종료)|정상(?: 종료)?|PASS(?![\p{L}])|(?:실패|에러|오류) ?0 ?[건개]|0 ?[건개]의? ?(?:실패|에러|오류))(?:한다|함|됨|해야 함|해야 한다)?/iu,
  ),
  /(?:すべて|全て|全|テスト|ビルド|が|は|に)*(?:成功|通る|通過|合格|パス|エラー(?:が)?(?:なし|ない|無し|ゼロ)|(?:失敗|エラー)(?:が|は)? ?0 ?件|0 ?件の(?:失敗|エラー))(?:する|します|した|すること)?/,
  wordPattern(
    /(?:все |тесты |сборка |команда |завершается |выполняется |проходит )*(?:проход(?:ит|ят)|пройден[ыао]?|успешно|без ошибок|собирается|компилируется|нет ошибок|(?:0|ноль) (?:ошибок|провалов|упавших(?: тестов)?))(?![\p{L}])/iu,
  ),
  wordPattern(
    /(?:todos? |todas |los |as |os |tests? |las |pruebas |testes )*(?:pasan?|compila|termina (?=sin)|sin errores|sin fallos|ningún error|exitosa?|con éxito|(?:0|cero) (?:errores|fallos)|passam?|sem (?:erros|falhas|warnings|avisos)|nenhum erro|com sucesso|bem-sucedid[oa]|(?:0|zero) (?:erros|falhas))(?![\p{L}])/iu,
  ),
  wordPattern(
    /(?:tous |toutes |les |tests? |se termine )*(?:pass(?:e(?:nt)?)|réussit|réussissent|avec succès|sans (?:erreurs?|échecs?)|aucune erreur|compile|vert|ne casse pas|(?:0|zéro) (?:erreurs?|échecs?))(?![\p{L}])/iu,
  ),
  wordPattern(
    /(?:alle |tests? |ist |sind |der |die |läuft |laufen )*(?:läuft durch|laufen durch|durch|erfolgreich|besteht|bestehen|bestanden|grün|gelingt|kompiliert|ohne (?:Fehler|Fehlschläge|Warnungen)|fehlerfrei|keine (?:Fehler|Fehlschläge)|(?:0|null) (?:Fehler|Fehlschläge))(?: durch)?(?![\p{L}])/iu,
  ),
  wordPattern(
    /(?:semua |tests? |tes |berjalan )*(?:berhasil|lulus|lolos|sukses|tanpa (?:error|kesalahan|kegagalan)|tidak ada (?:error|kesalahan)|(?:0|nol) (?:error|kesalahan|kegagalan))(?![\p{L}])/iu,
  ),
  wordPattern(
    /(?:testler |tüm |testleri )*(?:geçer|geçiyor|geçmeli|başarılı(?: olur)?|hatasız|hata yok|(?:0|sıfır) (?:hata|başarısız(?:lık)?))(?![\p{L}])/iu,
  ),
].map(atStart);

/** Words that mean "it fails". */
export const failure = atStart(
  wordPattern(
    /(?:tests? |the |command |build |must |should |テスト|が|は|테스트 ?)*(?:fails?|failed|FAIL|rejects?|失败|失敗(?:する|します)?|실패(?:한다|함|해야 함)?|falla|falha|échoue|schlägt fehl|scheitert|падает|завершается с ошибкой|проваливается|gagal|başarısız(?: olur)?)(?![\p{L}\d]| ?0)/iu,
  ),
);

/** An exit status, its number or word in the first group that matched. */
export const exitStatus: readonly RegExp[] = [
  /(?:with |to |be |process |it )*(?:exit(?:s|ed)?(?: (?:with|on))?(?: (?:an? )?(?:code|status))*(?: code| status)?|exit[- ]?code|exit ?status|returns? (?:exit )?(?:code|status)|以?(?:退出码|返回码|退出状态码?)|종료 ?코드|終了コード|(?:(?:termina|sale|finaliza|sai|encerra) com? ?n? )?(?:el |o )?(?:código|estado|status)(?: de (?:salida|saída))?|(?:(?:se termine|sort|termine|finit) avec )?(?:le )?(?:code|statut)(?: de (?:sortie|retour))?|(?:endet|beendet sich|terminiert) mit (?:dem )?(?:Exit-?)?(?:Code|Status)|Rückgabewert|(?:завершается|выходит) с кодом(?: возврата| выхода)?|код(?: выхода| возврата)|(?:keluar|selesai) dengan (?:kode|status)(?: keluar)?|kode keluar|çıkış kodu)\s*(?:is|of|为|是|가|는|が|は|=|==|:|：)?\s*`?(\d{1,3}|non-?zero|zero|not 0|≠ ?0|!= ?0|非零|非 ?0)`?(?!\d|\.\d)(?:\s?(?:退出|で(?:終了|終わる)(?:する)?|으?로 종료(?:된다|됨|한다)?|(?:을|를)? ?반환|を返す|olur|beendet))?/i,
  /`?(\d{1,3})`?\s*(?:koduyla|kodu ile|durum koduyla) (?:çıkar|biter|sonlanır)/i,
  /(?:an? )?`?(non-?zero|zero)`? exit(?: code| status)?/i,
  /(?:returns?|gives?) (?:an? )?`?(non-?zero)`?(?: exit)?(?: code| status)?/i,
].map(atStart);

/** What a tool that prints no number returns: its exit status, in the first group. */
export const returned = atStart(
  /(?:returns?|返回|반환|devuelve|retorna|renvoie|retourne|возвращает|mengembalikan|gibt)\s*`?(\d{1,3})`?(?:\s?(?:zurück|退出码))?(?![\d%]|\.\d|\s*\p{L})/iu,
);

/** A number that comes out, in the first group that matched. */
export const number: readonly RegExp[] = [
  wordPattern(
    /(?:output(?: is| =|:)?|returns?|outputs?|prints?|gives?|shows?|counts?|count is|equals?|is|=|==|返回|输出|반환|결과 ?=?|devuelve|retorna|renvoie|retourne|affiche|liefert|gibt|возвращает|выводит|mengembalikan|menghasilkan)?\s*(?:exactly |恰好|恰好是)?\s*[`"']?(\d+)[`"']?\s*(?:건|个(?:匹配|结果)?|次|件|matches|match|results?|结果|hits?|lines?|occurrences?|행)?(?:\s?(?:zurück|aus|を返す|を出力(?:する)?|(?:을|를)? ?반환(?:한다|함)?|döndürür|döner))?(?![\d%\p{L}]|\.\d)/iu,
  ),
].map(atStart);

/** Words that say that nothing comes out. */
export const nothing = atStart(
  wordPattern(
    /(?:returns?|outputs?|prints?|gives?|shows?|produces?|finds?|is|has|返回|输出|无|no retorna|no devuelve|ne retourne|ne renvoie|gibt|liefert|findet|не возвращает|не находит|не выводит|tidak mengembalikan|tidak menemukan|不返回)?\s*(?:nothing|\(?empty\b\)?(?: - no \w+)?|no (?:output|match(?:es)?|results?|hits?|lines?)|zero (?:match(?:es)?|results?|hits?)|空|无输出|无匹配|无结果|无命中|没有(?:结果|匹配|输出)|없음|결과 없음|出力なし|一致なし|何も(?:返さない|出力しない)|rien|aucun résultat|vacío|vazio|ning[uú]n resultado|nenhum resultado|resultados|keine (?:Treffer|Ausgabe)|nichts|пусто|ничего|совпадений|apa pun|kosong|boş|sonuç yok)(?![\p{L}])/iu,
  ),
);

/** Words that say that a search or a lookup finds something. */
export const found = atStart(
  wordPattern(
    /(?:returns?|has|shows?|finds?|返回|匹配|반환)?\s*(?:(?:a |the |at least (?:one|1) |≥ ?1 |>= ?1 )?match(?:es)?(?: found)?|found|exists?|file exists|present|≥ ?1|>= ?1|匹配|存在|존재|gefunden|vorhanden|encontrado|trouvé|найдено|ditemukan|bulunur)(?![\p{L}\d])/iu,
  ),
);

/** An HTTP status. */
export const httpStatus = atStart(
  /(?:returns?|responds?(?: with)?|gives?|is|→|返回|响应|반환|응답|responde|devuelve|répond|renvoie|retourne|antwortet|liefert|отвечает|возвращает|mengembalikan)?\s*(?:with |mit |con |com |avec )?(?:an? )?(?:HTTP(?:\/[\d.]+)?|status(?: code)?|状态码|코드)?\s*(?:code |of |is |:|=)?\s*`?([1-5]\d\d)`?(?!\d|\.\d)/i,
);

/** What a command that succeeds prints or makes; a judge looks at its output and at the files. */
export const effect = atStart(
  /(?:shows?|prints?|outputs?|displays?|lists?|reports?|returns?|responds?|emits?|includes?|contains?|produces?|generates?|creates?|writes?|installs?|renders?|exports?|runs|resolves|responde|muestra|devuelve|contiene|显示|运行|执行|匹配|命中|能命中|输出|打印|列出|生成|返回|包含|成功生成|출력|표시|생성|imprime|genera|crea|exibe|mostra|gera|cria|contém|retorna|affiche|génère|crée|contient|renvoie|zeigt|enthält|gibt|liefert|erzeugt|показывает|выводит|создаёт|создает|содержит|возвращает|menampilkan|menghasilkan|membuat|berisi|gösterir|içerir)(?=[\s`'"：:=]|[\p{Script=Han}])|`[^`]+` ?(?:를|을|を)? ?(?:포함|출력|표시|含む|içerir)/iu,
);

/** What a test run is for: the words after it describe the tests, also where they speak of errors. */
export const proof = atStart(
  /(?:proves?|verif(?:y|ies)|confirms?|covers|asserts?|证明|覆盖|验证|(?:실행 ?시? ?)?(?:에러|오류) 없이)(?=[\s`'"：:=]|[\p{Script=Han}])/iu,
);

/** Words between a command and what is said of it that add nothing. */
export const must = wordPattern(
  /^(?:should |must |will |to |应该?|必须|shall |는 |가 |은 |이 |が |は |が(?=\p{L})|は(?=\p{L})|を実行すると|실행 ?시 |soll |muss |debe |deve |doit |должен |должна |harus |wird |\s)+/iu,
);

/** What joins a further demand to an expectation; other words after one make the sentence prose. */
export const further =
  /^\s*(?:[,，;；:：.。(（—–-]|and |with |without |all |including |covering |且|并|含|by |in |for |after |on |from |con |avec |mit |und |dengan |при |против)/i;

const condition =
  /pre-?existing|acceptable|not counting|ignoring|aside from|other than|\bexcept\b|excluding|unrelated|\bor (?:warnings only|fails|documented|equivalent|skip|either)|if (?:applicable|any|available|installed|configured|(?:\w+ )?exists?)|will (?:show|have|report) (?:errors|warnings)|(?:errors|warnings) (?:are )?(?:ok|allowed|fine)\b|\b(?:no|0|zero|any) (?:new|additional) (?:\w+ )?(?:errors?|failures?|warnings?|issues?|violations?)|intentionally|may (?:have|still|fail)|before (?:the )?(?:change|implementation|fix)|no implementation|current (?:implementation|code|behaviou?r)|(?<!count as (?:the )?)\bbaseline\b(?!\.\w)|provided that|unless|^optional\b|\(optional\)|기존 에러|제외|排除|除了/i;
/** A moment of test-first work, in capitals: `red` is a colour. */
const redPhase = /\bRED\b/;

/**
 * Words that take back part of what success means, or speak of a moment that is over when the task is done: a
 * single run cannot tell.
 */
export function isConditional(words: string): boolean {
  return condition.test(words) || redPhase.test(words);
}

function atStart(pattern: RegExp): RegExp {
  return new RegExp(`^(?:${pattern.source})`, pattern.flags);
}

/** The first group of the first pattern that matches, with the match. */
export function firstMatch(patterns: readonly RegExp[], words: string): RegExpExecArray | null {
  for (const pattern of patterns) {
    const match = pattern.exec(words);
    if (match) return match;
  }
  return null;
}
