import { alwaysPasses } from "./criteria/always-passes.ts";
import { evidenceTwice } from "./criteria/evidence-twice.ts";
import { hiddenByPipe } from "./criteria/hidden-by-pipe.ts";
import { humanCriterion } from "./criteria/human-criterion.ts";
import { noCriteria } from "./criteria/no-criteria.ts";
import { noExecutableCheck } from "./criteria/no-executable-check.ts";
import { pathOutsideRepository } from "./criteria/path-outside-repository.ts";
import { shellSyntax } from "./criteria/shell-syntax.ts";
import { unverifiableExpectation } from "./criteria/unverifiable-expectation.ts";
import { urlWithoutHost } from "./criteria/url-without-host.ts";
import { vagueCriterion } from "./criteria/vague-criterion.ts";
import type { Rule } from "./rule.ts";

/** Whether a task can be proved done. Codes OMO3xx. */
export const criteriaRules: readonly Rule[] = [
  noCriteria,
  humanCriterion,
  vagueCriterion,
  noExecutableCheck,
  alwaysPasses,
  hiddenByPipe,
  shellSyntax,
  unverifiableExpectation,
  urlWithoutHost,
  pathOutsideRepository,
  evidenceTwice,
];
