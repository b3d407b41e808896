import { describe, expect, test } from "vitest";
import { compilePrompt, fence } from "../src/brief.ts";
import type { CriterionResult } from "../src/verdict.ts";

const failed: CriterionResult = {
  index: 0,
  text: "`npm test` passes",
  verdict: "fail",
  by: "command",
  evidence: "npm test",
  reason: "exited 1, expected 0",
  output: "1 failing\n",
  duration: 5,
};
const plain = { newSession: false, interrupted: false, trouble: "", failed: [] };

describe("compilePrompt", () => {
  test("a new session gets the brief and nothing else", () => {
    expect(compilePrompt("BRIEF\n", { ...plain, newSession: true })).toBe("BRIEF\n");
  });

  test("a failure goes back with the command, its status and its real output", () => {
    const text = compilePrompt("BRIEF\n", { ...plain, failed: [failed] });
    expect(text).not.toContain("BRIEF");
    expect(text).toContain(
      "### `npm test` passes\nRan: npm test\nResult: exited 1, expected 0\n```\n1 failing\n```",
    );
    expect(text).toContain("mend it");
  });

  test("a session that was cut off is told to go on, with what had failed before", () => {
    const text = compilePrompt("BRIEF\n", { ...plain, interrupted: true, failed: [failed] });
    expect(text).toMatch(/^The executor was interrupted\./);
    expect(text).toContain("exited 1, expected 0");
    expect(text).toMatch(/go on with the task to its end\.\n$/);
  });

  test("a new session for a later attempt gets the brief and what failed", () => {
    const text = compilePrompt("BRIEF\n", {
      ...plain,
      newSession: true,
      interrupted: true,
      failed: [failed],
    });
    expect(text).toMatch(/^BRIEF\n/);
    expect(text).toContain("exited 1, expected 0");
  });

  test("an attempt that ended early is told why", () => {
    const trouble = "The attempt ended early (stalled): nothing heard for 300 s";
    expect(compilePrompt("BRIEF\n", { ...plain, trouble })).toContain(trouble);
  });
});

test("a fence is longer than any inside it", () => {
  expect(fence("a\n````\nb\n")).toBe("`````\na\n````\nb\n`````");
});
