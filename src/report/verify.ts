import type { VerifiedTask } from "../run/verify.ts";
import type { CriterionResult, Verdict } from "../verdict.ts";
import { oneLine } from "./cells.ts";
import { plural } from "./lint.ts";
import { criterionLine } from "./run.ts";
import type { Style } from "./style.ts";

/** What a task that was put to the test once more comes to: a line, and one for each criterion that does not hold. */
export function verifiedLines(one: VerifiedTask, style: Style): string[] {
  const { colors } = style;
  const { id, title, results } = one;
  const [failed, unsure] = [count(results, "fail"), count(results, "unsure")];
  const mark = failed > 0 ? colors.red("✘") : unsure > 0 ? colors.yellow("?") : colors.green("✔");
  const says =
    results.length === 0
      ? "has no criterion that can be checked without a reader"
      : [
          ...(failed > 0 ? [`${failed} of ${results.length} ${failed === 1 ? "does" : "do"} not hold`] : []),
          ...(unsure > 0 ? [`${unsure} could not be checked`] : []),
          ...(failed + unsure === 0
            ? [`${results.length === 1 ? "1 holds" : `${results.length} hold`}`]
            : []),
        ].join(", ");
  return [
    `${mark} ${oneLine(id)}. ${oneLine(title)} ${colors.dim(`· ${says}`)}`,
    ...open(results).map((result) => criterionLine(id, result, style)),
  ];
}

/** What all of them come to. */
export function verifiedSummary(tasks: readonly VerifiedTask[]): string {
  const failed = tasks.filter(({ results }) => count(results, "fail") > 0).length;
  const unread = tasks.reduce((sum, one) => sum + one.unread, 0);
  const left = unread > 0 ? `; ${plural(unread, "criterion", "criteria")} only a reader can tell` : "";
  return `${plural(tasks.length, "task")}: ${failed === 0 ? "none has" : `${failed} ${failed === 1 ? "has" : "have"}`} criteria that do not hold${left}`;
}

/** What a task's checks say before any work: which pass already, and whether they can run here. */
export function rehearsedLines(one: VerifiedTask, style: Style): string[] {
  const { colors } = style;
  const { id, title, results, unread } = one;
  const [passed, unsure] = [count(results, "pass"), count(results, "unsure")];
  const isEmpty = results.length > 0 && passed === results.length && unread === 0;
  const says = [
    ...(results.length === 0 ? ["has no check that can run"] : []),
    ...(isEmpty ? ["all of its checks pass before any work: they prove nothing by themselves"] : []),
    ...(passed > 0 && !isEmpty ? [`${passed} of ${results.length} pass already: regression guards`] : []),
    ...(unsure > 0 ? [`${unsure} cannot run here`] : []),
    ...(results.length > 0 && passed + unsure === 0 ? [`${results.length} to come true`] : []),
  ];
  const mark = unsure > 0 ? colors.yellow("?") : isEmpty ? colors.yellow("!") : colors.green("✔");
  return [
    `${mark} ${oneLine(id)}. ${oneLine(title)} ${colors.dim(`· ${says.join("; ")}`)}`,
    ...results.filter(({ verdict }) => verdict !== "fail").map((result) => criterionLine(id, result, style)),
  ];
}

function open(results: readonly CriterionResult[]): CriterionResult[] {
  return results.filter(({ verdict }) => verdict !== "pass");
}

function count(results: readonly CriterionResult[], verdict: Verdict): number {
  return results.filter((result) => result.verdict === verdict).length;
}
