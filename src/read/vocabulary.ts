/**
 * The names of a plan's sections and fields in the languages plans are written in. To teach the reader another
 * language, add a line per name, in lower case, with its code and the names it has; nothing else depends on them.
 */

/** Sections that mean something to the reader. `other` stands for those known to hold no tasks. */
export type SectionName =
  | "todo"
  | "final"
  | "matrix"
  | "waves"
  | "strategy"
  | "summary"
  | "mustHave"
  | "mustNotHave"
  | "other";

/** Names of sections: a language a line, names divided by commas. */
export const sectionVocabulary: Readonly<Record<SectionName, string>> = {
  todo: `
    en: todos, todo, todo list, to-do, to-dos, to do, tasks, task list, task breakdown, prioritized tasks
    en: implementation tasks, work items, actionable todo list, to-do list, todo-list
    zh: 待办事项, 待办, 待办切片, 待办列表, 待办任务, 任务, 任务列表, 任务清单, 分阶段任务, 修复任务, 实施任务
    ko: 할 일, 할일, 작업, 작업 목록, 태스크, 태스크 목록
    ja: タスク, タスク一覧, 作業項目
    es: tareas, lista de tareas
    fr: tâches, liste des tâches
    pt: tarefas, lista de tarefas
    de: aufgaben
    ru: задачи, список задач, задания
    id: tugas, daftar tugas
    tr: görevler, yapılacaklar`,
  final: `
    en: final verification wave, final verification, final wave, final review wave, wave final
    zh: 最终验证波次, 最终验证波, 最终验证, 最终波次, 最终审查
    ko: 최종 검증, 최종 검증 웨이브
    ja: 最終検証, 最終検証ウェーブ
    es: verificación final, ola de verificación final, onda de verificación final
    fr: vérification finale, vague de vérification finale
    pt: verificação final, onda de verificação final
    de: abschließende prüfung, finale prüfung
    ru: финальная проверка, финальная волна проверки, финальная волна
    id: verifikasi akhir, gelombang verifikasi akhir
    tr: son doğrulama, son doğrulama dalgası`,
  matrix: `
    en: dependency matrix, dependency table, dependencies, task dependencies, dependency graph, task dependency graph
    zh: 依赖矩阵, 依赖关系, 依赖关系矩阵, 任务依赖
    ko: 의존성 매트릭스, 의존성
    ja: 依存関係, 依存マトリクス
    es: dependencias, matriz de dependencias
    fr: dépendances, matrice des dépendances
    pt: dependências, matriz de dependências
    de: abhängigkeiten, abhängigkeitsmatrix
    ru: матрица зависимостей, зависимости
    id: matriks dependensi, matriks ketergantungan
    tr: bağımlılık matrisi, bağımlılıklar`,
  waves: `
    en: parallel execution waves, parallel execution graph, execution waves, parallel waves, waves
    en: parallelization waves, wave-based parallelization, sequential execution
    zh: 并行执行波次, 并行波次, 执行波次
    ko: 병렬 실행 웨이브
    ja: 並列実行ウェーブ
    es: olas de ejecución paralela, oleadas de ejecución paralela
    fr: vagues d'exécution parallèle
    pt: ondas de execução paralela
    ru: волны параллельного выполнения
    id: gelombang eksekusi paralel
    tr: paralel yürütme dalgaları`,
  strategy: `
    en: execution strategy, task flow, parallelization, parallelization considerations
    zh: 执行策略, 任务流, 并行化
    ko: 실행 전략
    ja: 実行戦略
    es: estrategia de ejecución
    fr: stratégie d'exécution
    pt: estratégia de execução
    ru: стратегия выполнения
    id: strategi eksekusi
    tr: yürütme stratejisi`,
  summary: `
    en: tl;dr, tldr, summary
    zh: 摘要, 概述
    ko: 요약
    ja: 要約
    es: resumen
    fr: résumé
    pt: resumo
    ru: кратко, сводка
    id: ringkasan
    tr: özet`,
  mustHave: `
    en: must have, must haves, must-have, must-haves, must do
    zh: 必须有, 必须实现, 必须包含, 必须达成
    ko: 필수 사항, 필수
    ja: 必須
    es: debe tener, obligatorio
    fr: doit avoir
    pt: deve ter
    ru: обязательно
    id: wajib ada, harus ada
    tr: olması gerekenler`,
  mustNotHave: `
    en: must not have, must not haves, must not do, must-not-have, must not, guardrails
    zh: 禁止事项, 不做, 不得有, 必须没有, 必须 not 实现
    ko: 필수 제외, 금지 사항
    ja: 禁止事項
    es: no debe tener
    fr: ne doit pas avoir
    pt: não deve ter
    ru: запрещено
    id: tidak boleh ada
    tr: olmamalı`,
  other: `
    en: context, original request, interview summary, research findings, metis review, background
    en: work objectives, core objective, concrete deliverables, deliverables, definition of done
    en: objective, objectives, goal, goals, scope, in scope, out of scope, verification strategy, verification
    en: test decision, test plan, test strategy, testing strategy, qa policy, agent dispatch summary
    en: commit strategy, success criteria, verification commands, exit criteria, acceptance criteria
    en: implementation status, progress, changelog, notes, risks, risk assessment, risk register, rollback plan
    en: next steps, review notes, execution log, open questions
    zh: 上下文, 背景, 工作目标, 核心目标, 具体交付物, 完成定义, 验证策略, 提交策略, 成功标准, 验收标准, 测试用例, 范围
    ko: 맥락, 배경, 작업 목표, 검증 전략, 커밋 전략, 성공 기준
    ja: 背景, 目標, 検証戦略, コミット戦略, 成功基準
    es: contexto, objetivos, estrategia de verificación, criterios de éxito
    fr: contexte, objectifs, critères de succès
    pt: objetivos, critérios de sucesso
    de: kontext, ziele, erfolgskriterien
    ru: контекст, цели, критерии успеха
    id: konteks, tujuan, kriteria sukses, strategi verifikasi
    tr: bağlam, hedefler, başarı kriterleri`,
};

/** Fields of a task. `other` names a field that belongs to none of the values read, and ends the one before. */
export type FieldName =
  | "whatToDo"
  | "mustNotDo"
  | "whatAndMustNot"
  | "profile"
  | "category"
  | "agent"
  | "skills"
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
  other: `
    en: skills evaluated but omitted, skills omitted, omitted, reason, rationale, justification
    en: manual verification, manual execution verification, manual qa, manual test, manual testing
    en: risk, risks, effort, estimated effort, estimated time, status, pre-commit, rollback
    en: verification, validation, test cases, expected code change, files to create, files to modify
    zh: 验证, 手动验证, 所有权, tdd 步骤
    ko: 검증, 수동 검증`,
};
