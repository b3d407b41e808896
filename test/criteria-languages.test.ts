import { describe, expect, test } from "vitest";
import { compileCriterion } from "../src/criteria/compile.ts";
import { briefCheck } from "./criteria-view.ts";

function compile(text: string): string {
  return briefCheck(compileCriterion({ text, span: { start: 0, end: 0 }, checked: null, script: null }));
}

/** The same things said of a command in each language of the plans. */
const said: Readonly<Record<string, Readonly<Record<keyof typeof expected, string>>>> = {
  english: {
    passes: "`npm test` passes",
    fails: "`npm test` fails",
    exits: "`npm test` exits with code 0",
    exitsTwo: "`npm test` exits with code 2",
    returns: "`ls | wc -l` returns 3",
    noErrors: "`npm test` → no errors",
    noFailures: "`npm test` → 0 failures",
    contains: "`cat a` contains `x y`",
  },
  chinese: {
    passes: "`npm test` 测试通过",
    fails: "`npm test` 失败",
    exits: "`npm test` 以退出码 0 退出",
    exitsTwo: "`npm test` 退出码为 2",
    returns: "`ls | wc -l` 返回 3",
    noErrors: "`npm test` 无错误",
    noFailures: "`npm test` 0 个失败",
    contains: "`cat a` 输出包含 `x y`",
  },
  korean: {
    passes: "`npm test` 통과한다",
    fails: "`npm test` 실패한다",
    exits: "`npm test` 종료 코드 0으로 종료",
    exitsTwo: "`npm test` 종료 코드 2",
    returns: "`ls | wc -l` 3을 반환한다",
    noErrors: "`npm test` 에러 없음",
    noFailures: "`npm test` 실패 0건",
    contains: "`cat a` `x y` 포함",
  },
  japanese: {
    passes: "`npm test` が成功する",
    fails: "`npm test` が失敗する",
    exits: "`npm test` は終了コード 0 で終了する",
    exitsTwo: "`npm test` 終了コードが 2",
    returns: "`ls | wc -l` が 3 を返す",
    noErrors: "`npm test` エラーなし",
    noFailures: "`npm test` 失敗 0 件",
    contains: "`cat a` → `x y` を含む",
  },
  spanish: {
    passes: "`npm test` pasa",
    fails: "`npm test` falla",
    exits: "`npm test` termina con código 0",
    exitsTwo: "`npm test` sale con código de salida 2",
    returns: "`ls | wc -l` devuelve 3",
    noErrors: "`npm test` sin errores",
    noFailures: "`npm test` → 0 fallos",
    contains: "`cat a` contiene `x y`",
  },
  french: {
    passes: "`npm test` réussit",
    fails: "`npm test` échoue",
    exits: "`npm test` se termine avec le code 0",
    exitsTwo: "`npm test` sort avec le code 2",
    returns: "`ls | wc -l` renvoie 3",
    noErrors: "`npm test` aucune erreur",
    noFailures: "`npm test` → 0 échecs",
    contains: "`cat a` contient `x y`",
  },
  portuguese: {
    passes: "`npm test` passa",
    fails: "`npm test` falha",
    exits: "`npm test` termina com código 0",
    exitsTwo: "`npm test` sai com código de saída 2",
    returns: "`ls | wc -l` retorna 3",
    noErrors: "`npm test` sem erros",
    noFailures: "`npm test` → 0 falhas",
    contains: "`cat a` contém `x y`",
  },
  german: {
    passes: "`npm test` läuft durch",
    fails: "`npm test` schlägt fehl",
    exits: "`npm test` endet mit Code 0",
    exitsTwo: "`npm test` beendet sich mit Exit-Code 2",
    returns: "`ls | wc -l` gibt 3 zurück",
    noErrors: "`npm test` ohne Fehler",
    noFailures: "`npm test` → 0 Fehlschläge",
    contains: "`cat a` enthält `x y`",
  },
  russian: {
    passes: "`npm test` проходит",
    fails: "`npm test` падает",
    exits: "`npm test` завершается с кодом 0",
    exitsTwo: "`npm test` завершается с кодом 2",
    returns: "`ls | wc -l` возвращает 3",
    noErrors: "`npm test` без ошибок",
    noFailures: "`npm test` → 0 провалов",
    contains: "`cat a` содержит `x y`",
  },
  indonesian: {
    passes: "`npm test` berhasil",
    fails: "`npm test` gagal",
    exits: "`npm test` keluar dengan kode 0",
    exitsTwo: "`npm test` kode keluar 2",
    returns: "`ls | wc -l` mengembalikan 3",
    noErrors: "`npm test` tanpa error",
    noFailures: "`npm test` → 0 kegagalan",
    contains: "`cat a` berisi `x y`",
  },
  turkish: {
    passes: "`npm test` başarılı olur",
    fails: "`npm test` başarısız olur",
    exits: "`npm test` 0 koduyla çıkar",
    exitsTwo: "`npm test` çıkış kodu 2",
    returns: "`ls | wc -l` 3 döndürür",
    noErrors: "`npm test` hata yok",
    noFailures: "`npm test` → 0 hata",
    contains: "`cat a` → `x y` içerir",
  },
};

const expected = {
  passes: /^exit zero$/,
  fails: /^exit nonzero$/,
  exits: /^exit zero$/,
  exitsTwo: /^exit 2$/,
  returns: /^exit zero, output gives a number = 3$/,
  // Where a tool's own word is used, what it counts is looked at besides.
  noErrors: /^exit zero(?:, output counts no errors)?$/,
  noFailures: /^exit zero(?:, output counts no failures)?$/,
  contains: /^exit zero, output contains "x y"$/,
};

describe.each(Object.entries(said))("in %s", (_language, sentences) => {
  test.each(Object.entries(sentences))("%s: %s", (meaning, sentence) => {
    expect(compile(sentence)).toMatch(expected[meaning as keyof typeof expected]);
  });
});
