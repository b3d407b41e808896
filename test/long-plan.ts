/** A made plan with this many tasks, each with the fields of a real one in about 2 KB, and a matrix and a tree of them. */
export function longPlan(tasks: number): string {
  const numbers = Array.from({ length: tasks }, (_, i) => i + 1);
  const waveOf = (n: number) => Math.ceil(n / 10);
  const tree = numbers.map(
    (n) => `${n % 10 === 1 ? `\nWave ${waveOf(n)}:\n` : ""}├── Task ${n}: Make part ${n} [quick]`,
  );
  const matrix = numbers.map(
    (n) => `| ${n} | ${n > 10 ? n - 10 : "—"} | ${n + 10 <= tasks ? n + 10 : "—"} |`,
  );
  return [
    "# A long plan\n\n## TL;DR\n\nParts in waves of ten.\n\n## Execution Strategy\n\n### Parallel Execution Waves\n",
    `\`\`\`\n${tree.join("\n")}\n\`\`\`\n`,
    `### Dependency Matrix\n\n| Task | Depends On | Blocks |\n|---|---|---|\n${matrix.join("\n")}\n`,
    `## TODOs\n\n${numbers.map((n) => task(n, tasks)).join("\n")}`,
    "## Final Verification Wave\n\n- [ ] F1. **Plan Compliance Audit** — `oracle`\n",
  ].join("\n");
}

function task(n: number, tasks: number): string {
  const step = (i: number) =>
    `  - Step ${i}: change \`src/part-${n}/file-${i}.ts\`, ${"and say why in words, ".repeat(3)}`;
  return `- [ ] ${n}. Make part ${n}

  **What to do**:
${[1, 2, 3, 4].map(step).join("\n")}

  **Must NOT do**:
  - Touch any other part

  **Recommended Agent Profile**:
  - **Category**: \`quick\`
    - Reason: one part
  - **Skills**: []

  **Parallelization**:
  - **Can Run In Parallel**: YES
  - **Parallel Group**: Wave ${Math.ceil(n / 10)}
  - **Blocks**: ${n + 10 <= tasks ? n + 10 : "None"}
  - **Blocked By**: ${n > 10 ? n - 10 : "None"}

  **References**:
  - \`src/part.ts:1-40\` - ${"the part that all others are made after, ".repeat(4)}

  **Acceptance Criteria**:
  - [ ] \`npm test -- part-${n}\` → PASS
  - [ ] \`src/part-${n}/index.ts\` exports \`part${n}\`

  **QA Scenarios**:

  \`\`\`
  Scenario: Part ${n} answers
    Tool: Bash
    Steps:
      1. curl -s localhost:3000/part/${n}
      2. ${"Compare every value with what the part was given, ".repeat(6)}
    Expected Result: status 200
    Evidence: evidence/task-${n}-answers.txt
  \`\`\`

  **Commit**: YES
  - Message: \`feat(part-${n}): make part ${n}\`
  - Files: \`src/part-${n}/index.ts\`
`;
}
