import { describe, expect, test } from "vitest";
import { lintPlan } from "../src/lint.ts";
import { spellings } from "../src/read/names.ts";
import { fieldVocabulary } from "../src/read/vocabulary.ts";
import { createSource } from "../src/source.ts";

/** A plan without a mistake: what is done to it below is what people do to theirs. */
const plan = `# Shop

## TODOs

- [ ] 1. Add the cart

  **What to do**:
  - Write \`src/cart.ts\`

  **Recommended Agent Profile**:
  - **Category**: \`quick\`
  - **Skills**: None

  **Parallelization**:
  - **Blocks**: 2
  - **Blocked By**: None

  **References**:
  - \`src/shop.ts\`

  **Acceptance Criteria**:
  - [ ] \`npm test\` exits 0

  **QA Scenarios**:
  \`\`\`
  Scenario: the cart holds an item
    Tool: Bash
    Steps:
      1. node src/cart.ts add tea
    Expected Result: prints "tea"
    Evidence: .omo/evidence/task-1.txt
  \`\`\`

  **Commit**: YES

- [ ] 2. Add the till

  **Blocked By**: 1

  **Acceptance Criteria**:
  - [ ] \`npm run build\` exits 0
`;

const findings = (text: string) => lintPlan(createSource("plan.md", text)).diagnostics;
const codes = (text: string) => [...new Set(findings(text).map(({ code }) => code))];

/** The plan with one piece of it written otherwise. */
function changed(piece: string, otherwise: string): string {
  expect(plan).toContain(piece);
  return plan.replace(piece, otherwise);
}

test("the plan has no mistake", () => expect(findings(plan)).toEqual([]));

describe("a slip of the pen is found", () => {
  test.each([
    ["the label of a task left out", "- [ ] 2. Add", "- [ ] Add", "OMO104"],
    ["a label used twice", "- [ ] 2. Add", "- [ ] 1. Add", "OMO102"],
    ["a number left out", "- [ ] 2. Add", "- [ ] 3. Add", "OMO110"],
    ["no space in a box", "- [ ] 2. Add", "- [] 2. Add", "OMO112"],
    ["no space behind a box", "- [ ] 2. Add", "- [ ]2. Add", "OMO112"],
    ["no space before a box", "- [ ] 2. Add", "-[ ] 2. Add", "OMO112"],
    ["a word for a box", "- [ ] 2. Add", "- [DONE] 2. Add", "OMO112"],
    ["a line break lost before a task", "**Commit**: YES\n\n- [ ] 2.", "**Commit**: YES.- [ ] 2.", "OMO112"],
    ["a task without a box", "- [ ] 2. Add the till\n", "### Task 2: Add the till\n", "OMO111"],
    [
      "a fence left open",
      'prints "tea"\n    Evidence: .omo/evidence/task-1.txt\n  ```',
      'prints "tea"',
      "OMO105",
    ],
    ["a fence closed twice", "task-1.txt\n  ```\n", "task-1.txt\n  ```\n  ```\n", "OMO106"],
    [
      "a heading within a task",
      "  **Acceptance Criteria**:\n",
      "### Done when\n\n**Acceptance Criteria**:\n",
      "OMO107",
    ],
    ["a placeholder in angle brackets", "Add the till", "Add the <name> till", "OMO109"],
    [
      "a list of tasks left empty",
      "`npm run build` exits 0\n",
      "`npm run build` exits 0\n\n## Tasks\n",
      "OMO103",
    ],
    ["no list item", plan.slice(plan.indexOf("- [ ] 1.")), "- cart\n- till\n", "OMO101"],
    ["a category misspelt", "`quick`", "`qick`", "OMO402"],
    ["two categories", "`quick`\n", "`quick`\n  - **Category**: `deep`\n", "OMO401"],
    [
      "a task without criteria",
      "  **Acceptance Criteria**:\n  - [ ] `npm run build` exits 0\n",
      "",
      "OMO301",
    ],
    ["a criterion for a person", "`npm run build` exits 0", "User confirms that it looks right", "OMO302"],
    ["a criterion that says nothing", "`npm run build` exits 0", "The till works correctly", "OMO303"],
    ["prose for all criteria", "`npm run build` exits 0", "The till opens with a key", "OMO304"],
    ["a command that cannot fail", "`npm run build` exits 0", "`npm run build || true` exits 0", "OMO305"],
    ["a command hidden by a pipe", "`npm run build` exits 0", "`npm run build | tail -5` exits 0", "OMO306"],
    ["a quote left open", "`npm run build` exits 0", '`grep -q "till src/till.ts` exits 0', "OMO307"],
    ["a URL without a host", "`npm run build` exits 0", "`curl -f /till` exits 0", "OMO309"],
    ["a path of one's own", "`npm run build` exits 0", "`test -f /home/ann/shop/till.ts` exits 0", "OMO310"],
    [
      "a final review without an agent known",
      "## TODOs",
      "## Final Verification Wave\n\n- [ ] F1. Audit — `orcle`\n\n## TODOs",
      "OMO403",
    ],
    ["a task ticked before what it waits for", "- [ ] 2. Add", "- [x] 2. Add", "OMO503"],
  ])("%s", (_, piece, otherwise, code) => {
    expect(codes(changed(piece, otherwise))).toContain(code);
  });
});

/** Every way to write a word with one letter too few, and with two letters in each other's place. */
function slips(word: string): string[] {
  return [...word].flatMap((letter, at) => {
    if (at === 0 || !/\p{L}/u.test(letter)) return [];
    const next = word[at + 1] ?? "";
    const without = word.slice(0, at) + word.slice(at + 1);
    const swapped =
      /\p{L}/u.test(next) && next !== letter ? word.slice(0, at) + next + letter + word.slice(at + 2) : null;
    return swapped === null ? [without] : [without, swapped];
  });
}

const names = {
  en: [
    "What to do",
    "Must NOT do",
    "Acceptance Criteria",
    "QA Scenarios",
    "Parallelization",
    "Blocked By",
    "Depends on",
    "References",
    "Category",
    "Parallel Group",
  ],
  es: ["Qué hacer", "Criterios de aceptación", "Bloqueado por", "Referencias", "Categoría", "Paralelización"],
  fr: ["Critères d'acceptation", "Bloqué par", "Références"],
  ru: ["Что сделать", "Критерии приёмки", "Зависит от"],
  zh: ["验收标准", "被阻塞于", "参考资料"],
};

/** What is said of a task with one more field of this name. */
const withField = (label: string) =>
  findings(changed("  **Commit**: YES", `  **${label}**: x\n\n  **Commit**: YES`));

describe("a letter amiss in the name of a field", () => {
  test.each(Object.entries(names))("is found in names of %s", (_, list) => {
    const known = new Set(Object.values(fieldVocabulary).flatMap(spellings));
    const missed = list
      .flatMap(slips)
      .filter((slip) => !known.has(slip.toLowerCase()))
      .filter(
        (slip) =>
          !withField(slip).some(({ code, help }) => code === "OMO108" && help?.startsWith("did you mean")),
      );
    expect(missed).toEqual([]);
  });
});

test("labels of an author's own are no misspelt fields", () => {
  const own =
    "Note,Notes,MUST DO,Must do,Why,How,Where,Goal,Scope,Status,Owner,Context,Priority,Approach,Details,Rationale,Blockers,Blocker,Reference Files,Category Notes,Commits,Commands,Comment,Steps,Step 1,Output,Input,Design,API,Tests,Test Plan,Tips,Warning,Important,Example,Background,Deliverables,Success Criteria,Definition of Done,Files Touched,Skilled Work,Preferences,Inferences,Documentation,Nota,Notas,Contexto,Objetivo,Detalles,Riesgos,Почему,Примечание,Контекст,Цель,说明,备注,背景,步骤,参数,标准,배경,설명,備考";
  const named = own.split(",").filter((label) => withField(label).some(({ code }) => code === "OMO108"));
  expect(named).toEqual([]);
});
