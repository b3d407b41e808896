import type { Check, Expectation } from "../src/criteria/check.ts";
import { describeMatcher } from "../src/criteria/matcher.ts";

/** A check in a few words: `exit zero`, `exit 1, judged: …`, `http 200`, `file: a.ts exists`, `judged`, `human: …`. */
export function briefCheck(check: Check): string {
  switch (check.kind) {
    case "human":
    case "approval":
      return `${check.kind}: ${check.phrase}`;
    case "judged":
      return "judged";
    case "file": {
      const demands = check.demands.map((demand) => {
        const of = "text" in demand ? ` "${demand.text}"` : "symbol" in demand ? ` ${demand.symbol}` : "";
        return `${demand.path} ${demand.test}${of}`;
      });
      return `file: ${demands.join(", ")}${check.judged === null ? "" : `, judged: ${check.judged}`}`;
    }
    case "diff": {
      const { demand } = check;
      if (demand.test === "no-new-dependency") return `diff: ${demand.test}`;
      const paths = demand.paths.join(" ");
      if (demand.test !== "not-added") return `diff: ${demand.test} ${paths}`;
      return `diff: not-added ${demand.texts.join(" | ")}${paths === "" ? "" : ` in ${paths}`}`;
    }
    case "scenario":
      return `${check.tool ?? "scenario"}: ${check.command ? briefCheck(check.command) : check.why}`;
    case "command": {
      const parts = check.assertions.map(
        ({ line, expect }) => `; line ${line + 1}: ${briefExpectation(expect)}`,
      );
      return briefExpectation(check.expect) + parts.join("");
    }
  }
}

function briefExpectation({ exit, httpStatus, output, judged }: Expectation): string {
  const matchers = output.map((matcher) => `, output ${describeMatcher(matcher)}`).join("");
  const end = httpStatus === null ? `exit ${exit}` : `http ${httpStatus}`;
  return `${end}${matchers}${judged === null ? "" : `, judged: ${judged}`}`;
}
