import type { Rule } from "../rule.ts";
import { statedChecks } from "./stated-checks.ts";
import { isVague } from "./vague.ts";

/** A criterion that says only that something works: whoever judges it has nothing to look for. */
export const vagueCriterion: Rule = {
  code: "OMO303",
  name: "vague-criterion",
  severity: "warning",
  check: (compiled) =>
    statedChecks(compiled)
      .filter(({ check, text }) => check.kind === "judged" && isVague(text))
      .map(({ span }) => ({
        message: "this criterion names nothing that can be observed",
        span,
        label: "how would one tell?",
        related: [],
        help: "say what is seen when it holds: a command and what it prints, a value on the page, a line in a file",
      })),
};
