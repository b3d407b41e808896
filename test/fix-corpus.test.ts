import { describe, expect, test } from "vitest";
import { fixUntilStable } from "../src/fix.ts";
import { lintPlan } from "../src/lint.ts";
import { createSource, type Source } from "../src/source.ts";
import { sample } from "./effort.ts";
import { corpus, corpusPresent } from "./read-corpus.ts";

const lint = (source: Source) => lintPlan(source).diagnostics;

/** Text as Markdown shows it: a fix may write `\<` for `<`, which it does not take for a tag. */
const shown = (text: string) => text.replaceAll("\\<", "<");

/** What work there is in a plan, and in which order. A safe fix may mend a criterion, but not this. */
function work(source: Source): unknown {
  const { plan, graph } = lintPlan(source);
  return {
    tasks: graph.nodes.map(({ task, dependsOn }) => [
      task.label?.value,
      shown(task.title.value),
      [...dependsOn].sort(),
    ]),
    criteria: plan.tasks.map((task) => task.criteria.length),
  };
}

describe.skipIf(!corpusPresent)("over plans of the corpus, fixes", () => {
  const plans = corpusPresent ? sample(corpus("plans"), 4) : [];

  test.each([{ unsafe: false }, { unsafe: true }])(
    "change nothing the second time (unsafe: $unsafe)",
    (options) => {
      let applied = 0;
      for (const source of plans) {
        const once = fixUntilStable(source, lint, options);
        const twice = fixUntilStable(once.source, lint, options);
        expect(twice.source.text, source.file).toBe(once.source.text);
        expect(
          twice.applied.map(({ code }) => code),
          source.file,
        ).toEqual([]);
        applied += once.applied.length;
      }
      expect(applied).toBeGreaterThan(0);
    },
  );

  test("give the same text with other line ends, and keep them", () => {
    for (const source of sample(plans, 4)) {
      const fixed = (text: string) =>
        fixUntilStable(createSource(source.file, text), lint, { unsafe: true }).source.text;
      const crlf = fixed(source.text.replaceAll("\n", "\r\n"));
      expect(crlf, source.file).toBe(fixed(source.text).replaceAll("\n", "\r\n"));
    }
  });

  test("that are safe leave the work as it is, unless they are about where it begins", () => {
    for (const source of plans) {
      const { source: fixed, applied } = fixUntilStable(source, lint, { unsafe: false });
      const isAboutWork = applied.some(({ code }) => ["OMO105", "OMO106", "OMO112"].includes(code));
      if (applied.length > 0 && !isAboutWork) expect(work(fixed), source.file).toEqual(work(source));
    }
  });
});
