import type { Spanned } from "../../source.ts";
import type { Finding, Rule } from "../rule.ts";

/** A label made of letters, maybe none, and one number: `4`, `T4`, `F2`. */
const simple = /^([A-Za-z]*)(\d{1,6})$/;

/** A number left out of the labels: a task may have been lost, or moved without its label. */
export const numberingGap: Rule = {
  code: "OMO110",
  name: "numbering-gap",
  severity: "info",
  check({ plan }) {
    const labels = plan.tasks.flatMap(({ label }) => (label ? [label] : []));
    // Labels in parts and ranges count in ways of their own.
    if (labels.some(({ value }) => !simple.test(value) && !/^[A-Za-z]*\d+[a-z]$/.test(value))) return [];
    const series = new Map<string, Map<number, Spanned<string>>>();
    for (const label of labels) {
      const [, letters = "", digits = ""] = /^([A-Za-z]*)(\d+)/.exec(label.value) ?? [];
      const key = letters.toLowerCase();
      const numbers = series.get(key) ?? new Map<number, Spanned<string>>();
      if (!numbers.has(Number(digits))) numbers.set(Number(digits), label);
      series.set(key, numbers);
    }
    return [...series.values()].flatMap(gapsIn);
  },
};

function gapsIn(numbers: ReadonlyMap<number, Spanned<string>>): Finding[] {
  const sorted = [...numbers].sort(([a], [b]) => a - b);
  return sorted.flatMap(([number, label], i): Finding[] => {
    const [before, earlier] = sorted[i - 1] ?? [];
    if (before === undefined || earlier === undefined || number === before + 1) return [];
    return [
      {
        message: `no task is numbered between \`${earlier.value}\` and \`${label.value}\``,
        span: label.span,
        label: number === before + 2 ? "1 number left out" : `${number - before - 1} numbers left out`,
        related: [{ span: earlier.span, text: "the one before it" }],
        help: "see that no task is missing",
      },
    ];
  });
}
