/** A plan to start from: every part that omo reads, and nothing that lint would object to. */
export function skeleton(title: string): string {
  return `# ${title}

## TL;DR

> **Quick Summary**: What will be there when the plan is done, in two sentences.
>
> **Deliverables**:
> - \`src/first.js\` with its tests
> - \`src/second.js\`, which uses it

## Context

### Original Request

What was asked for, in the words of who asked.

## Work Objectives

### Must Have

- What the result cannot do without.

### Must NOT Have

- What is out of scope, however near it lies.

### Definition of Done

- [ ] \`npm test\` → PASS

## Execution Strategy

\`\`\`
Wave 1 (Start Immediately):
└── Task 1: Write the first part [quick]

Wave 2 (After Wave 1):
└── Task 2: Build on it [deep]

Wave FINAL (After ALL tasks):
├── Task F1: Plan compliance audit
└── Task F2: Code quality review
\`\`\`

## TODOs

- [ ] 1. Write the first part

  **What to do**:
  - Write \`src/first.js\`: name the functions and what they return.
  - Write \`test/first.test.js\`.

  **Must NOT do**:
  - Touch other modules.

  **Recommended Agent Profile**:
  - **Category**: \`quick\`
  - **Skills**: []

  **Parallelization**:
  - **Can Run In Parallel**: NO
  - **Blocks**: Task 2
  - **Blocked By**: None

  **Acceptance Criteria**:
  - [ ] \`node --test test/first.test.js\` → PASS

  **Commit**: YES
  - Message: \`feat: add the first part\`
  - Files: \`src/first.js\`, \`test/first.test.js\`

- [ ] 2. Build on it

  **What to do**:
  - Write \`src/second.js\` on top of \`src/first.js\`.
  - Write \`test/second.test.js\`.

  **Must NOT do**:
  - Change what Task 1 has built.

  **Recommended Agent Profile**:
  - **Category**: \`deep\`
  - **Skills**: []

  **Parallelization**:
  - **Can Run In Parallel**: NO
  - **Blocks**: None
  - **Blocked By**: Task 1

  **Acceptance Criteria**:
  - [ ] \`node --test test/second.test.js\` → PASS

  **Commit**: YES
  - Message: \`feat: add the second part\`
  - Files: \`src/second.js\`, \`test/second.test.js\`

## Final Verification Wave

- [ ] F1. **Plan Compliance Audit** — \`oracle\`
  Read the plan and the diff. Every "Must Have" is there, nothing of "Must NOT Have" is.

- [ ] F2. **Code Quality Review** — \`unspecified-high\`
  Read what was written: names, tests, errors, nothing left over.
`;
}
