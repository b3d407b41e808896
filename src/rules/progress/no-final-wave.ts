import type { Plan } from "../../plan.ts";
import type { Finding, Rule } from "../rule.ts";

/**
 * A plan in waves without a final one: each task is checked by itself, and nobody looks at the whole. Where checks of
 * the whole plan are stated, only a reviewer is missing.
 */
export const noFinalWave: Rule = {
  code: "OMO501",
  name: "no-final-wave",
  severity: "warning",
  check({ plan }) {
    const last = plan.tasks.at(-1);
    if (!last || plan.tasks.some(({ final }) => final) || !isOrganised(plan)) return [];
    // An ordinary task that checks the whole at the end does the work of one.
    if (verifies.test(last.title.value)) return [];
    const announced = plan.waves.find(({ name }) => name === "final")?.span ?? null;
    const finding: Finding = {
      ...(plan.criteria.length > 0 && !announced ? { severity: "info" as const } : {}),
      message: "this plan has no final verification wave",
      span: last.title.span,
      label: "the last task: nothing reviews the whole after it",
      related: announced ? [{ span: announced, text: "announced here, but no task is in it" }] : [],
      help: "add `## Final Verification Wave` with reviews such as `- [ ] F1. **Plan Compliance Audit** — `oracle``",
    };
    return [finding];
  },
};

/** Titles of tasks that verify, in the languages plans are written in. */
const verifies =
  /verif|valid|\btest|\bqa\b|review|regress|smoke|acceptance|\bre-?check|type check|타입 체크|验证|验收|测试|审查|回归|검증|테스트|確認|検証|テスト|провер|верифик|регресс|тест|vérif|prueba|pengujian|\buji|doğrula/i;

/** A list of a few tasks needs none; a plan with waves, or with a matrix, is of the kind that has one. */
function isOrganised({ tasks, waves, matrix, outline }: Plan): boolean {
  const strategy = outline.some(({ names }) => names === "strategy" || names === "waves");
  return tasks.length >= 3 && (waves.length > 0 || matrix.length > 0 || strategy);
}
