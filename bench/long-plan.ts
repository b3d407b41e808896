/** A plan of so many tasks of 2 KB, in waves of ten, each task waiting for one of the wave before. */
export function longPlan(tasks: number): string {
  const out = ["# A long plan", "", "## TODOs", ""];
  for (let n = 1; n <= tasks; n++) {
    if (n % 10 === 1) out.push(`### Wave ${(n - 1) / 10 + 1}`, "");
    out.push(task(n), "");
  }
  return out.join("\n");
}

const prose = "The function takes its options as one object, and every caller in the module is moved to it. ";

function task(n: number): string {
  return [
    `- [ ] ${n}. Move part ${n} to the new interface`,
    "",
    "  **What to do**:",
    ...Array.from({ length: 9 }, () => `  - ${prose}${prose.slice(0, 70)}`),
    `  - Edit \`src/parts/part-${n}.ts\``,
    "",
    "  **Recommended Agent Profile**:",
    "  - **Category**: `quick`",
    "",
    "  **Parallelization**:",
    `  - **Blocked By**: ${n > 10 ? n - 10 : "None"}`,
    "",
    "  **Acceptance Criteria**:",
    `  - [ ] \`npm test -- part-${n}\` → exits 0`,
    `  - [ ] \`grep -c "interface" src/parts/part-${n}.ts\` → 1`,
    "  - [ ] The module's documentation names the new interface and says since when it is there",
  ].join("\n");
}
