import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { builtInSkills } from "../src/agents/known.ts";
import { parseSkill } from "../src/agents/skill.ts";
import { effort } from "./effort.ts";

const parse = (text: string) => parseSkill("deploy", "deploy/SKILL.md", text);
const head = (yaml: string) => `---\n${yaml}\n---\n# Deploy\n`;

describe("the text of a skill", () => {
  test.each([
    { name: "no head", text: "# Deploy\n", is: "# Deploy" },
    { name: "nothing", text: "", is: "" },
    { name: "a head", text: "---\nname: x\n---\n\n# Deploy\n\nBuild.\n\n", is: "# Deploy\n\nBuild." },
    { name: "a head alone", text: "---\nname: x\n---", is: "" },
    { name: "an empty head", text: "---\n---\n# Deploy\n\n---\n\nMore.", is: "# Deploy\n\n---\n\nMore." },
    { name: "blanks behind the marks", text: "--- \nname: x\n---\t\n# Deploy", is: "# Deploy" },
    {
      name: "ends of lines of Windows",
      text: "---\r\nname: x\r\n---\r\n# Deploy\r\nBuild.\r\n",
      is: "# Deploy\nBuild.",
    },
    { name: "a byte order mark", text: "\uFEFF---\nname: x\n---\n# Deploy", is: "# Deploy" },
    { name: "a rule in it", text: "---\nname: x\n---\nA\n\n---\n\nB", is: "A\n\n---\n\nB" },
    {
      name: "a rule before it",
      text: "# Deploy\n\n---\nname: x\n---\n",
      is: "# Deploy\n\n---\nname: x\n---",
    },
    { name: "a head that never ends", text: "---\nname: x\n# Deploy", is: "---\nname: x\n# Deploy" },
    { name: "dashes in the head", text: head("description: before ---\nlicense: MIT"), is: "# Deploy" },
    { name: "longer marks", text: "----\nname: x\n----\n", is: "----\nname: x\n----" },
  ])("with $name", ({ text, is }) => {
    const { skill, problem } = parse(text);
    expect(problem).toBeNull();
    expect(skill).toMatchObject({ name: "deploy", file: "deploy/SKILL.md", text: is });
  });
});

describe("the head of a skill", () => {
  test.each<{ yaml: string; tools: string[] | null; commands?: string[] | null; description?: string }>([
    { yaml: "name: x", tools: null },
    { yaml: "description: '  Ships it. '", tools: null, description: "Ships it." },
    { yaml: "description: |\n  Ships\n  it.", tools: null, description: "Ships\nit." },
    { yaml: "allowed-tools: Read", tools: ["read"] },
    { yaml: "allowed-tools: Read, Grep Glob", tools: ["read", "search"] },
    { yaml: "allowed-tools: [Read, Write]", tools: ["read", "edit"] },
    { yaml: "allowed-tools:\n  - Read\n  - Bash", tools: ["read", "bash"], commands: null },
    { yaml: "allowed-tools: Bash(git log:*), Read", tools: ["bash", "read"], commands: ["git log*"] },
    {
      yaml: "allowed-tools: Bash(git add:*, git log:*) Bash(npm test)",
      tools: ["bash"],
      commands: ["git add*", "git log*", "npm test"],
    },
    { yaml: "allowed-tools: ['Bash(git log:*)']", tools: ["bash"], commands: ["git log*"] },
    { yaml: "allowed-tools: []", tools: [] },
    { yaml: "allowed-tools: ''", tools: [] },
    { yaml: "description: before ---\nallowed-tools: Read", tools: ["read"], description: "before ---" },
    { yaml: "metadata:\n  author: x\nlicense: MIT\n__proto__: {allowed-tools: Bash}", tools: null },
  ])("$yaml", ({ yaml, tools, commands = null, description = "" }) => {
    const { skill, problem } = parse(head(yaml));
    expect(problem).toBeNull();
    expect(skill.tools).toEqual(tools === null ? null : { tools, commands });
    expect(skill.description).toBe(description);
    expect(skill.text).toBe("# Deploy");
  });

  test.each<{ yaml: string; says: string; tools: string[] | null }>([
    {
      yaml: "allowed-tools: Read, AskUserQuestion",
      says: "what is no tool: AskUserQuestion",
      tools: ["read"],
    },
    { yaml: "allowed-tools: 7", says: "its head is wrong: allowed-tools", tools: [] },
    { yaml: "allowed-tools: {Read: true}", says: "its head is wrong: allowed-tools", tools: [] },
    { yaml: "description: 7\nallowed-tools: Read", says: "its head is wrong: description", tools: ["read"] },
    { yaml: "just words", says: "its head is wrong", tools: null },
    { yaml: "- a\n- b", says: "its head is wrong", tools: null },
    { yaml: "name: [", says: "its head is no YAML", tools: null },
    // What many write: a colon in plain words. What it is restricted to must not be lost with it.
    {
      yaml: "description: Use when: shipping\nallowed-tools: Bash(git log:*), Read",
      says: "its head is no YAML",
      tools: ["bash", "read"],
    },
    {
      yaml: "description: Use when: shipping\nallowed-tools:\n  - Read\n  - Grep\nlicense: MIT",
      says: "its head is no YAML",
      tools: ["read", "search"],
    },
    { yaml: "allowed-tools: [Read", says: "its head is no YAML", tools: [] },
    { yaml: `a: ${"[".repeat(10_000)}`, says: "its head is no YAML", tools: null },
    {
      yaml: `a: &a [x, x, x, x, x, x, x, x, x]\n${[..."bcdefghi"].map((c, i) => `${c}: &${c} [${Array(9).fill(`*${"abcdefgh"[i]}`).join(", ")}]`).join("\n")}`,
      says: "its head is no YAML",
      tools: null,
    },
  ])("with a problem is told, and restricts no less: $says", ({ yaml, says, tools }) => {
    const { skill, problem } = parse(head(yaml));
    expect(problem).toContain(says);
    expect(problem).not.toContain("\n");
    expect(skill.tools?.tools ?? null).toEqual(tools);
    expect(skill.text).toBe("# Deploy");
  });

  test("warns nobody by itself of what YAML finds strange in it", () => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    parse(head("a: !unheard-of x\n? [b]\n: c"));
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  test("and its text never throw, whatever they are", () => {
    const words = [
      "---",
      "\n",
      "\r",
      ":",
      " ",
      "allowed-tools",
      "Bash(",
      ")",
      "[",
      "]",
      "- ",
      "*a",
      "&a",
      "!x",
      "?",
    ];
    const scrap = fc.array(fc.constantFrom(...words), { maxLength: 20 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(fc.string(), scrap, scrap.map(head)), (text) => {
        const { skill, problem } = parse(text);
        expect(text.replace(/\r\n?/g, "\n")).toContain(skill.text);
        expect(problem ?? "a line").not.toContain("\n");
      }),
      { numRuns: effort(500) },
    );
  });
});

describe("the skills that come with omo", () => {
  const folder = new URL("../skills/", import.meta.url);

  test("are those that it says it has", () => {
    expect(readdirSync(folder).sort()).toEqual([...builtInSkills].sort());
  });

  test.each(builtInSkills)("%s is read without a problem, and fits into a brief", (name) => {
    const text = readFileSync(new URL(`${name}/SKILL.md`, folder), "utf8");
    const { skill, problem } = parseSkill(name, name, text);
    expect(problem).toBeNull();
    expect(text).toMatch(new RegExp(`^---\n(?:.*\n)*?name: ${name}\n`));
    expect(skill.description.length).toBeGreaterThan(20);
    expect(skill.text.length).toBeGreaterThan(500);
    expect(skill.text.length).toBeLessThan(8_000);
  });
});
