import { wordPattern } from "../letters.ts";
import type { Scan } from "../scan.ts";
import type { Spanned } from "../source.ts";
import type { Field } from "./fields.ts";
import { fieldNamed } from "./names.ts";
import { readYesNo } from "./yes-no.ts";

const label = wordPattern(/^[\s*]*(\p{L}[\p{L} ]{1,40}?)\**\s*[:：][\s*]*/u);

/**
 * Whether a task can run beside others: `**Can Run In Parallel**: YES`, `Parallelizable: NO (depends on 3)`, or
 * the same at the beginning of its Parallelization (`NO | Wave 1`, `Can Parallel: NO | Wave 1`).
 */
export function readParallel(scan: Scan, fields: readonly Field[]): Spanned<boolean> | null {
  for (const name of ["parallelizable", "parallelization"] as const) {
    for (const field of fields) {
      if (field.name !== name) continue;
      const value = scan.source.text.slice(field.value.start, field.value.end);
      const inner = label.exec(value);
      const skipped = inner && fieldNamed(inner[1] ?? "") === "parallelizable" ? inner[0].length : 0;
      const marks = /^[\s*`]*/.exec(value.slice(skipped))?.[0].length ?? 0;
      const said = readYesNo(value.slice(skipped + marks));
      if (!said) continue;
      const start = field.value.start + skipped + marks;
      return { value: said.value, span: { start, end: start + said.word.length } };
    }
  }
  return null;
}
