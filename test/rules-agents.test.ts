import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../src/diagnostic.ts";
import { lintPlan } from "../src/lint.ts";
import { type Configured, nothingConfigured } from "../src/rules/rule.ts";
import { createSource } from "../src/source.ts";

/** A plan of one task with this profile, and what is said of the names in it. */
function findings(profile: string, configured: Configured): Diagnostic[] {
  const text = `# Plan

## TODOs

- [ ] 1. A task

  **Blocked By**: None

  **Recommended Agent Profile**:
${profile}

  **Acceptance Criteria**:
  - [ ] \`npm test\` exits 0
`;
  return [...lintPlan(createSource("plan.md", text), { configured }).diagnostics];
}

const summary = ({ code, help, fix }: Diagnostic) => ({ code, help, fix: fix?.safety ?? null });

describe("a category", () => {
  const configured = {
    ...nothingConfigured,
    categories: [...nothingConfigured.categories, "data-science"],
  };

  test.each(["quick", "git", "Deep", "data-science"])("%s is known", (name) => {
    expect(findings(`  - **Category**: \`${name}\``, configured)).toEqual([]);
  });

  test.each([
    { name: "data_science", help: "did you mean `data-science`?", fix: "safe" },
    { name: "writting", help: "did you mean `writing`?", fix: "unsafe" },
    {
      name: "general",
      help: "`general` is an agent: name it as `**Agent**`, and a category for the model",
      fix: null,
    },
  ])("$name is not", ({ name, help, fix }) => {
    expect(findings(`  - **Category**: \`${name}\``, configured).map(summary)).toEqual([
      { code: "OMO402", help, fix },
    ]);
  });

  test("that is not known is told with all that are", () => {
    const [finding] = findings("  - **Category**: `rocketry`", configured);
    expect(finding?.help).toContain("`data-science`");
    expect(finding?.help).toContain("`unspecified-low`");
  });
});

describe("a skill", () => {
  const skills = ["git-master", "pest-testing"];

  test("is known when it was found", () => {
    expect(findings("  - **Skills**: [`pest-testing`]", { ...nothingConfigured, skills })).toEqual([]);
  });

  test("may be any where nobody looked", () => {
    expect(findings("  - **Skills**: [`pest-tests`]", nothingConfigured)).toEqual([]);
  });

  test("is no skill when it was not found", () => {
    const found = findings("  - **Skills**: [`git-master`, `pest_testing`, `rocketry`]", {
      ...nothingConfigured,
      skills,
    });
    expect(found.map(summary)).toEqual([
      { code: "OMO404", help: "did you mean `pest-testing`?", fix: "safe" },
      { code: "OMO404", help: "add it to `.opencode/skills`, or leave it out", fix: null },
    ]);
  });
});

describe("an agent", () => {
  const configured = nothingConfigured;

  test.each(["oracle", "Librarian", "general", "build"])("%s is known", (name) => {
    expect(findings(`  - **Agent**: \`${name}\``, configured)).toEqual([]);
  });

  test("may be named by the category that stands for it", () => {
    expect(findings("  - **Agent**: `deep`", configured)).toEqual([]);
  });

  test.each([
    { name: "explorer", help: "did you mean `explore`?", fix: "unsafe" },
    { name: "rocketeer", help: "name an agent such as `oracle`, or a category such as `deep`", fix: null },
  ])("$name is not", ({ name, help, fix }) => {
    expect(findings(`  - **Agent**: \`${name}\``, configured).map(summary)).toEqual([
      { code: "OMO403", help, fix },
    ]);
  });

  test("that is mistyped behind the title of a review is told as one", () => {
    const text = `# Plan

## TODOs

- [ ] 1. A task

  **Blocked By**: None

  **Acceptance Criteria**:
  - [ ] \`npm test\` exits 0

## Final Verification Wave

- [ ] F1. **Review** — \`oracel\`
`;
    const { diagnostics } = lintPlan(createSource("plan.md", text), { configured });
    expect(diagnostics.map(summary)).toEqual([
      { code: "OMO403", help: "did you mean `oracle`?", fix: "unsafe" },
    ]);
  });
});
