/**
 * The names of a plan's sections in the languages plans are written in. To teach the reader another language, add
 * a line per name, in lower case, with its code and the names it has; nothing else depends on them.
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
  | "context"
  | "definitionOfDone"
  | "successCriteria"
  | "verification"
  | "checklist"
  | "commitStrategy"
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
  context: `
    en: context, background, context and background, background and context
    zh: 上下文, 背景, 项目背景, 背景与当前事实
    ko: 맥락, 배경, 컨텍스트
    ja: 背景, コンテキスト
    es: contexto, antecedentes
    fr: contexte
    pt: contexto
    de: kontext, hintergrund
    ru: контекст
    id: konteks, latar belakang
    tr: bağlam, arka plan`,
  definitionOfDone: `
    en: definition of done, done criteria, dod, done when
    zh: 完成定义, 完成标准, 完成条件, 完成的定义
    ko: 완료 정의, 완료의 정의, 완료 조건
    ja: 完了の定義, 完了条件
    es: definición de terminado, definición de hecho, definición de completado
    fr: définition de terminé, définition du terminé, définition de fini
    pt: definição de pronto, definição de concluído
    de: definition von fertig
    ru: определение готовности, критерии готовности
    id: definisi selesai
    tr: tamamlanma tanımı, bitti tanımı`,
  successCriteria: `
    en: success criteria, success criterion, exit criteria
    zh: 成功标准, 成功准则
    ko: 성공 기준
    ja: 成功基準
    es: criterios de éxito
    fr: critères de succès, critères de réussite
    pt: critérios de sucesso
    de: erfolgskriterien
    ru: критерии успеха
    id: kriteria sukses, kriteria keberhasilan
    tr: başarı kriterleri`,
  verification: `
    en: verification commands, verification command, success criteria commands, final verification commands
    zh: 验证命令
    ko: 검증 명령, 검증 명령어
    ja: 検証コマンド
    es: comandos de verificación
    fr: commandes de vérification
    pt: comandos de verificação
    de: prüfbefehle
    ru: команды проверки, команды верификации
    id: perintah verifikasi
    tr: doğrulama komutları`,
  checklist: `
    en: final checklist, checklist final, final validation checklist, completion checklist
    zh: 最终检查清单, 最终清单
    ko: 최종 체크리스트
    ja: 最終チェックリスト
    es: lista de verificación final, lista final
    fr: liste de contrôle finale, checklist finale
    pt: lista de verificação final
    de: abschluss-checkliste, abschließende checkliste
    ru: финальный чеклист, финальный чек-лист, итоговый чеклист
    id: daftar periksa akhir
    tr: son kontrol listesi`,
  commitStrategy: `
    en: commit strategy, commit plan, commits strategy, git commits
    zh: 提交策略, 提交计划
    ko: 커밋 전략
    ja: コミット戦略
    es: estrategia de commits, estrategia de commit
    fr: stratégie de commit, stratégie de commits
    pt: estratégia de commits, estratégia de commit
    de: commit-strategie
    ru: стратегия коммитов
    id: strategi commit
    tr: commit stratejisi`,
  other: `
    en: original request, interview summary, research findings, metis review
    en: work objectives, core objective, concrete deliverables, deliverables
    en: objective, objectives, goal, goals, scope, in scope, out of scope, verification strategy, verification
    en: test decision, test plan, test strategy, testing strategy, qa policy, agent dispatch summary
    en: acceptance criteria
    en: implementation status, progress, changelog, notes, risks, risk assessment, risk register, rollback plan
    en: next steps, review notes, execution log, open questions
    zh: 工作目标, 核心目标, 具体交付物, 验证策略, 验收标准, 测试用例, 范围
    ko: 작업 목표, 검증 전략
    ja: 目標, 検証戦略
    es: objetivos, estrategia de verificación
    fr: objectifs
    pt: objetivos
    de: ziele
    ru: цели
    id: tujuan, strategi verifikasi
    tr: hedefler`,
};
