/**
 * The names of a task's fields in the languages plans are written in, to be extended like those of sections.
 */

/** Fields of a task. `other` names a field that belongs to none of the values read, and ends the one before. */
export type FieldName =
  | "whatToDo"
  | "mustNotDo"
  | "whatAndMustNot"
  | "profile"
  | "category"
  | "agent"
  | "skills"
  | "tools"
  | "parallelization"
  | "parallelizable"
  | "group"
  | "wave"
  | "blocks"
  | "blockedBy"
  | "references"
  | "criteria"
  | "scenarios"
  | "scenario"
  | "evidence"
  | "commit"
  | "files"
  | "preCommit"
  | "other";

/** Names of fields, written like those of sections. */
export const fieldVocabulary: Readonly<Record<FieldName, string>> = {
  whatToDo: `
    en: what to do, what, to do
    zh: 做什么, 要做什么, 工作内容, 任务内容, 修改内容
    ko: 할 일, 수행 작업
    ja: やること
    es: qué hacer, que hacer
    fr: quoi faire, que faire, à faire
    pt: o que fazer
    de: was zu tun ist
    ru: что сделать, что делать
    id: apa yang dilakukan, yang harus dilakukan
    tr: ne yapılacak, yapılacaklar`,
  mustNotDo: `
    en: must not do, must not, do not, don't
    zh: 不要做, 不要, 不得, 不得做, 禁止
    ko: 하지 말 것, 금지, 금지 사항
    ja: やらないこと, 禁止事項
    es: no hacer, qué no hacer
    fr: ne pas faire, à ne pas faire
    pt: não fazer, o que não fazer
    de: nicht tun
    ru: что не делать, не делать, нельзя
    id: jangan lakukan, tidak boleh
    tr: yapılmayacaklar`,
  whatAndMustNot: `
    en: what to do / must not do, what to do/must not do`,
  profile: `
    en: recommended agent profile, agent profile, profile
    zh: 推荐 agent profile, 推荐代理配置, 推荐 agent 配置
    ko: 권장 에이전트 프로필
    ja: 推奨エージェントプロファイル
    es: perfil de agente recomendado, perfil recomendado, perfil de agente
    fr: profil recommandé, profil d'agent recommandé
    ru: рекомендуемый профиль агента, профиль агента
    id: profil agen yang direkomendasikan
    tr: önerilen ajan profili`,
  category: `
    en: category, categories
    zh: 类别, 分类, 类型
    ko: 카테고리
    ja: カテゴリ
    es: categoría
    fr: catégorie
    pt: categoria
    de: kategorie
    ru: категория
    id: kategori`,
  agent: `
    en: agent, subagent
    zh: 代理
    ko: 에이전트
    ja: エージェント
    es: agente
    ru: агент
    id: agen
    tr: ajan`,
  skills: `
    en: skills, skill, required skills, load skills
    zh: 技能
    ko: 스킬
    ja: スキル
    es: habilidades, skills requeridos
    fr: compétences
    ru: навыки, скиллы
    id: keahlian
    tr: beceriler`,
  tools: `
    en: required tools, allowed tools`,
  parallelization: `
    en: parallelization, parallelisation
    zh: 并行化, 并行
    ko: 병렬화
    ja: 並列化
    es: paralelización
    fr: parallélisation
    pt: paralelização
    de: parallelisierung
    ru: параллелизация
    id: paralelisasi
    tr: paralelleştirme`,
  parallelizable: `
    en: parallelizable, can run in parallel, can parallel, can parallelize, parallel
    zh: 可并行, 可并行运行, 可以并行运行
    ko: 병렬 가능, 병렬 실행 가능
    ja: 並列実行可能
    es: puede ejecutarse en paralelo, paralelizable
    fr: peut s'exécuter en parallèle, parallélisable
    pt: paralelizável
    ru: можно параллельно
    id: bisa paralel`,
  group: `
    en: parallel group
    zh: 并行组
    ko: 병렬 그룹
    ja: 並列グループ
    es: grupo paralelo
    fr: groupe parallèle
    ru: параллельная группа
    id: grup paralel
    tr: paralel grup`,
  wave: `
    en: wave, phase
    zh: 波次, 阶段
    ko: 웨이브
    ja: ウェーブ
    es: ola
    fr: vague
    pt: onda
    de: welle
    ru: волна
    id: gelombang
    tr: dalga`,
  blocks: `
    en: blocks, unblocks
    zh: 阻塞, 阻塞任务
    ko: 차단, 블록
    ja: ブロック
    es: bloquea
    fr: bloque
    pt: bloqueia
    de: blockiert
    ru: блокирует
    id: memblokir
    tr: engeller`,
  blockedBy: `
    en: blocked by, depends on, depends, dependencies, dependency, depend on
    zh: 被阻塞, 被阻塞于, 依赖, 依赖于, 依赖任务, 阻塞于
    ko: 선행 작업, 의존성, 차단됨, 의존
    ja: ブロック元, 依存
    es: bloqueado por, bloqueada por, depende de, dependencias
    fr: bloqué par, dépend de, dépendances
    pt: dependências
    de: blockiert durch, blockiert von, hängt ab von
    ru: заблокировано, зависит от, зависимости
    id: diblokir oleh, bergantung pada, tergantung pada
    tr: engelleyen, bağımlılıklar`,
  references: `
    en: references, reference, refs
    zh: 参考, 引用, 参考资料, 参考引用
    ko: 참고, 참고 자료
    ja: 参照
    es: referencias
    fr: références
    pt: referências
    de: referenzen
    ru: ссылки
    id: referensi
    tr: referanslar`,
  criteria: `
    en: acceptance criteria, acceptance, acceptance criterion
    zh: 验收标准, 验收条件, 验收
    ko: 완료 기준, 인수 기준, 수용 기준
    ja: 受け入れ基準, 受入基準
    es: criterios de aceptación
    fr: critères d'acceptation
    pt: critérios de aceitação
    de: akzeptanzkriterien
    ru: критерии приёмки, критерии приемки
    id: kriteria penerimaan
    tr: kabul kriterleri`,
  scenarios: `
    en: qa scenarios, qa scenario, qa, agent-executed qa scenarios, agent-executed qa, runtime qa scenarios
    zh: qa 场景, qa场景, 测试场景
    ko: qa 시나리오
    ja: qaシナリオ, qa シナリオ
    es: escenarios qa, escenarios de qa
    fr: scénarios qa, scénarios de qa
    pt: cenários qa, cenários de qa
    de: qa-szenarien
    ru: qa-сценарии, сценарии qa
    id: skenario qa
    tr: qa senaryoları`,
  scenario: `
    en: happy-path qa, failure-path qa, happy path qa, failure path qa, happy qa, failure qa`,
  evidence: `
    en: evidence, evidence to capture, evidence required, evidence capture
    zh: 证据, 需捕获的证据
    ko: 증거
    ja: エビデンス
    es: evidencia
    fr: preuves
    pt: evidências
    ru: доказательства
    id: bukti
    tr: kanıt`,
  commit: `
    en: commit, commit message
    zh: 提交
    ko: 커밋
    ja: コミット
    ru: коммит`,
  files: `
    en: files, file, files to create, files to modify, files to create/modify, files to create / modify
    en: files to edit, files to change, files to write, files modified, files changed, file to create
    en: file to modify, target file, target files
    zh: 文件, 修改文件, 创建文件, 新增文件, 目标文件
    ko: 파일, 수정 파일, 대상 파일
    ja: ファイル
    es: archivos, archivo
    fr: fichiers, fichier
    pt: arquivos, arquivo
    de: dateien
    ru: файлы, файл
    id: berkas
    tr: dosyalar`,
  preCommit: `
    en: pre-commit, pre-commit check, pre-commit checks, pre commit, precommit
    zh: 提交前, 提交前检查
    ko: 커밋 전 확인
    ja: コミット前確認
    es: antes del commit
    ru: перед коммитом`,
  other: `
    en: skills evaluated but omitted, skills omitted, omitted, reason, rationale, justification
    en: manual verification, manual execution verification, manual qa, manual test, manual testing
    en: risk, risks, effort, estimated effort, estimated time, status, rollback
    en: verification, validation, test cases, expected code change
    zh: 验证, 手动验证, 所有权, tdd 步骤
    ko: 검증, 수동 검증`,
};
