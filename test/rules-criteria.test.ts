import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../src/diagnostic.ts";
import { applyFixes } from "../src/fix.ts";
import { lintPlan } from "../src/lint.ts";
import { createSource, textOf } from "../src/source.ts";

/** A plan of one task with this as its criteria. */
function planWith(criteria: string): string {
  return `# Plan

## TODOs

- [ ] 1. A task

  **Blocked By**: None

  **Acceptance Criteria**:
${criteria}
`;
}

function lint(text: string): readonly Diagnostic[] {
  return lintPlan(createSource("plan.md", text)).diagnostics;
}

describe("a fix", () => {
  test.each([
    { before: "`npm test || true` exits 0", after: "`npm test` exits 0", unsafe: true },
    { before: "`npm test; exit 0` exits 0", after: "`npm test` exits 0", unsafe: true },
    { before: '`npm test || echo "a || b"` exits 0', after: "`npm test` exits 0", unsafe: true },
    { before: "`npm test 2>&1 | tail -5` exits 0", after: "`npm test 2>&1` exits 0", unsafe: false },
    { before: "`npm test | cat | head -1` exits 0", after: "`npm test` exits 0", unsafe: false },
  ])("of $before leaves $after", ({ before, after, unsafe }) => {
    const text = planWith(`  - [ ] ${before}`);
    const found = lint(text);
    expect(found).toHaveLength(1);
    expect(applyFixes(text, found, { unsafe: false }).text === text).toBe(unsafe);
    const fixed = applyFixes(text, found, { unsafe: true }).text;
    expect(fixed).toBe(planWith(`  - [ ] ${after}`));
    expect(lint(fixed)).toEqual([]);
  });

  test("is none where a pipe does more than to shorten the output", () => {
    const [finding] = lint(planWith("  - [ ] `npm test | tee test.log` exits 0"));
    expect(finding?.code).toBe("OMO306");
    expect(finding?.fix).toBeUndefined();
  });
});

describe("a finding points at the part of the script that it is about", () => {
  test.each([
    { criteria: "  - [ ] `npm test && npm run lint || true` exits 0", at: "|| true" },
    { criteria: "  ```bash\n  npm run build\n  npm test | tail -3\n  ```", at: "| tail -3" },
    { criteria: "  - [ ] `npm test` and `curl /health` pass", at: "/health" },
    { criteria: "  - [ ] `npm test && cat ~/notes.md` exits 0", at: "~/notes.md" },
    { criteria: "  - [ ] `npm test && grep 'x src` exits 0", at: "'" },
  ])("$at", ({ criteria, at }) => {
    const text = planWith(criteria);
    const [finding, ...others] = lint(text);
    expect(others).toEqual([]);
    expect(finding && textOf(createSource("plan.md", text), finding.span)).toBe(at);
  });

  test("in CRLF as in LF", () => {
    const text = planWith("  ```bash\n  npm run build\n  npm test | tail -3\n  ```").replaceAll("\n", "\r\n");
    const [finding] = lint(text);
    expect(finding && textOf(createSource("plan.md", text), finding.span)).toBe("| tail -3");
  });
});
