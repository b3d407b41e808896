import type { Check } from "../src/criteria/check.ts";

/** A check in a few words: `exit zero`, `exit 1, judged: …`, `http 200`, `judged`, `human: …`. */
export function briefCheck(check: Check): string {
  if (check.kind === "human") return `human: ${check.phrase}`;
  if (check.kind === "judged") return "judged";
  const { exit, httpStatus, judged } = check.expect;
  return `${httpStatus === null ? `exit ${exit}` : `http ${httpStatus}`}${judged === null ? "" : `, judged: ${judged}`}`;
}
