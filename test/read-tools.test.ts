import { expect, test } from "vitest";
import { lintPlan } from "../src/lint.ts";
import { createSource, textOf } from "../src/source.ts";

const planWith = (field: string) =>
  createSource(
    "p.md",
    `# A plan\n\n## TODOs\n\n- [ ] 1. A task\n\n${field}\n\n  **Acceptance Criteria**:\n  - [ ] \`npm test\` exits 0\n`,
  );

test.each<{ field: string; tools: string[] }>([
  { field: "  **Required Tools**: `read`, `bash`", tools: ["read", "bash"] },
  { field: "  **Required Tools**: read, bash", tools: ["read", "bash"] },
  { field: "  **Allowed tools**: [`Read`, `Bash(git log:*)`]", tools: ["Read", "Bash(git log:*)"] },
  { field: "  - **Required Tools**: Bash(npm test), Read", tools: ["Bash(npm test)", "Read"] },
  { field: "  **Required Tools**: Bash(git add:*, git log:*)", tools: ["Bash(git add:*, git log:*)"] },
  { field: "  **Required Tools**: read - nothing is to be changed", tools: ["read"] },
  { field: "  **Required Tools**: None", tools: [] },
  { field: "  **Required Tools**:", tools: [] },
  { field: "  **What to do**: use `read` alone", tools: [] },
  {
    field: "  **Recommended Agent Profile**:\n  - **Category**: `quick`\n  - **Required Tools**: `read`",
    tools: ["read"],
  },
])("$field restricts the task to $tools", ({ field, tools }) => {
  const source = planWith(field);
  const { plan, diagnostics } = lintPlan(source);
  expect(plan.tasks[0]?.tools.map(({ value }) => value)).toEqual(tools);
  for (const { value, span } of plan.tasks[0]?.tools ?? []) expect(textOf(source, span)).toBe(value);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
});
