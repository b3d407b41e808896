/**
 * Words inside the fields of a task, in the languages plans are written in: a language a line, in lower case,
 * divided by commas. To teach the reader another language, add a line per name; nothing else depends on them.
 */

/** What the lines of a QA scenario are called. `other` stands for lines that end the one before. */
export type ScenarioKey = "tool" | "steps" | "expected" | "evidence" | "other";

/** Names of the lines of a scenario. */
export const scenarioVocabulary: Readonly<Record<ScenarioKey, string>> = {
  tool: `
    en: tool, tools
    zh: 工具
    ko: 도구
    ja: ツール
    es: herramienta
    fr: outil
    pt: ferramenta
    de: werkzeug
    ru: инструмент
    id: alat
    tr: araç`,
  steps: `
    en: steps, step
    zh: 步骤, 操作步骤
    ko: 단계, 절차
    ja: 手順, ステップ
    es: pasos
    fr: étapes
    pt: passos, etapas
    de: schritte
    ru: шаги
    id: langkah, langkah-langkah
    tr: adımlar`,
  expected: `
    en: expected result, expected results, expected, expected output, expected outcome, expect
    zh: 预期结果, 期望结果, 预期, 期望
    ko: 기대 결과, 예상 결과, 기대
    ja: 期待結果, 期待される結果
    es: resultado esperado, esperado
    fr: résultat attendu, attendu
    pt: resultado esperado
    de: erwartetes ergebnis, erwartet
    ru: ожидаемый результат, ожидание, ожидается
    id: hasil yang diharapkan, hasil diharapkan
    tr: beklenen sonuç, beklenen`,
  evidence: `
    en: evidence
    zh: 证据
    ko: 증거
    ja: エビデンス, 証拠
    es: evidencia
    fr: preuve, preuves
    pt: evidência, evidências
    de: nachweis
    ru: доказательства, доказательство
    id: bukti
    tr: kanıt`,
  other: `
    en: preconditions, precondition, setup, failure indicators, failure indicator, cleanup, capture, teardown
    zh: 前置条件, 失败指标, 失败标志, 清理
    ko: 사전 조건, 전제 조건, 실패 지표
    ja: 前提条件, 失敗の兆候
    es: precondiciones, indicadores de fallo
    fr: préconditions, indicateurs d'échec
    pt: pré-condições, indicadores de falha
    de: vorbedingungen
    ru: предусловия, признаки сбоя, признаки неудачи
    id: prasyarat, indikator kegagalan
    tr: ön koşullar`,
};

/** Verbs that say of the path after them that the task writes it. */
export const writingVerbs = `
    en: create, add, write, modify, update, edit, change, rewrite, extend, implement, refactor, fix, delete
    en: remove, replace, generate, append
    es: crear, crea, añadir, agregar, modificar, actualizar, editar, escribir, eliminar
    fr: créer, ajouter, modifier, mettre à jour, éditer, écrire, supprimer
    pt: criar, adicionar, modificar, atualizar, editar, escrever, remover
    de: erstelle, erstellen, ändere, ändern, ergänze, ergänzen, aktualisiere, aktualisieren
    ru: создать, добавить, изменить, обновить, написать, удалить
    id: buat, tambah, tambahkan, ubah, perbarui, edit, hapus
    tr: oluştur, ekle, güncelle, düzenle
    zh: 创建, 新建, 修改, 新增, 添加, 更新, 编写, 编辑, 删除, 重写, 创建文件, 修改文件`;

/** Verbs that stand behind the path: `` `a.ts` 수정 ``; `` 在 `a.ts` 中添加 ``. */
export const writingVerbsAfter = `
    ko: 생성, 수정, 작성, 추가, 업데이트, 변경, 삭제
    ja: を作成, を修正, を追加, を更新, を編集
    zh: 中添加, 中新增, 中修改, 里添加, 里新增, 中创建, 中编写, 新增, 添加`;
