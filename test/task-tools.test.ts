import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assignTask } from "../src/agents/assign.ts";
import { builtInAgents } from "../src/agents/built-in.ts";
import { matches } from "../src/agents/pattern.ts";
import { noOverride } from "../src/agents/resolve.ts";
import { type ToolList, tools } from "../src/agents/rights.ts";
import { buildRoster } from "../src/agents/roster.ts";
import { parseSkill } from "../src/agents/skill.ts";
import { intersectionOf, readToolNames, toolNamed, unionOf } from "../src/agents/tool-names.ts";
import { effort } from "./effort.ts";
import { foreign, layered } from "./layers.ts";
import { makePlan, type Sketch } from "./plans.ts";

/** The assignment of a task where there are these skills: by name, what their `allowed-tools` say. */
function assign(sketch: Sketch, skills: Readonly<Record<string, string | null>> = {}, file: object = {}) {
  const [task] = makePlan([sketch]).tasks;
  if (task === undefined) throw new Error("no task");
  const read = Object.entries(skills).map(([name, allowed]) => {
    const head = allowed === null ? "" : `---\nallowed-tools: ${allowed}\n---\n`;
    return [name, parseSkill(name, `${name}/SKILL.md`, `${head}Text of ${name}.`).skill] as const;
  });
  return assignTask(task, {
    roster: buildRoster(layered(file), foreign),
    skills: new Map(read),
    override: noOverride,
  });
}

describe("names of tools", () => {
  test.each<{ names: string[]; list: Partial<ToolList>; unknown?: string[] }>([
    { names: [], list: { tools: [], commands: null } },
    { names: ["Read", "view"], list: { tools: ["read"] } },
    { names: ["Grep", "glob", "LS"], list: { tools: ["search"] } },
    { names: ["Edit", "Write", "MultiEdit", "apply_patch"], list: { tools: ["edit"] } },
    { names: ["WebFetch", "websearch"], list: { tools: ["web"] } },
    { names: ["TodoWrite"], list: { tools: ["todo"] } },
    { names: ["Skill", "Task"], list: { tools: ["skill", "delegate"] } },
    { names: ["mcp__github__search"], list: { tools: ["other"] } },
    { names: ["Bash"], list: { tools: ["bash"], commands: null } },
    { names: ["Bash(git log:*)"], list: { tools: ["bash"], commands: ["git log*"] } },
    { names: ["Bash( npm test )"], list: { tools: ["bash"], commands: ["npm test"] } },
    { names: ["Bash(git add:*, git log)"], list: { tools: ["bash"], commands: ["git add*", "git log"] } },
    { names: ["Bash(git:*)", "bash(ls)"], list: { commands: ["git*", "ls"] } },
    // Named once without a command, it may run any.
    { names: ["Bash(git:*)", "Bash"], list: { commands: null } },
    { names: ["Read(src/**)"], list: { tools: ["read"], commands: null } },
    {
      names: ["Read", "AskUserQuestion", "constructor", "", "Bash(git"],
      list: { tools: ["read"] },
      unknown: ["AskUserQuestion", "constructor", "", "Bash(git"],
    },
  ])("$names", ({ names, list, unknown = [] }) => {
    const read = readToolNames(names);
    expect(read.list).toMatchObject(list);
    expect(read.unknown).toEqual(unknown);
  });

  test("every kind of tool is named by itself, but for what has no name", () => {
    for (const tool of tools) expect(toolNamed(tool)).toBe(tool === "other" ? null : tool);
  });
});

describe("the tools of a task", () => {
  test.each<{ sketch: Sketch; skills?: Record<string, string | null>; are: ToolList | null }>([
    { sketch: {}, are: null },
    {
      sketch: { tools: ["read", "Bash(git log:*)"] },
      are: { tools: ["read", "bash"], commands: ["git log*"] },
    },
    // What is no tool of a session restricts nothing: it is asked for besides.
    { sketch: { tools: ["read", "a ladder"] }, are: null },
    { sketch: { skills: ["a"] }, skills: { a: null }, are: null },
    {
      sketch: { skills: ["a"] },
      skills: { a: "Read, Grep" },
      are: { tools: ["read", "search"], commands: null },
    },
    { sketch: { skills: ["a"] }, skills: { a: "[]" }, are: { tools: [], commands: null } },
    // A skill that is not there, or that the task does not name, says nothing.
    { sketch: { skills: ["gone"] }, skills: { a: "Read" }, are: null },
    // Each skill may use its own; one that restricts nothing adds nothing.
    {
      sketch: { skills: ["a", "B", "c"] },
      skills: { a: "Read, Bash(git log:*)", b: "[Edit, 'Bash(npm:*)']", c: null },
      are: { tools: ["read", "bash", "edit"], commands: ["git log*", "npm*"] },
    },
    {
      sketch: { skills: ["a", "b"] },
      skills: { a: "Bash", b: "Bash(ls)" },
      are: { tools: ["bash"], commands: null },
    },
    // The task bounds its skills.
    {
      sketch: { tools: ["read", "bash"], skills: ["a"] },
      skills: { a: "Edit, Read, Bash(ls)" },
      are: { tools: ["read", "bash"], commands: ["ls"] },
    },
    {
      sketch: { tools: ["Bash(git log:*)"], skills: ["a"] },
      skills: { a: "Bash(git:*), Bash(npm test)" },
      are: { tools: ["bash"], commands: ["git log*"] },
    },
    {
      sketch: { tools: ["Bash(git:*)", "read"], skills: ["a"] },
      skills: { a: "Bash(git log --oneline), Bash(npm test)" },
      are: { tools: ["bash"], commands: ["git log --oneline"] },
    },
    {
      sketch: { tools: ["Bash(git:*)", "read"], skills: ["a"] },
      skills: { a: "Bash, Read" },
      are: { tools: ["bash", "read"], commands: ["git*"] },
    },
  ])("$sketch with $skills", ({ sketch, skills, are }) => {
    expect(assign(sketch, skills).tools).toEqual(are);
  });

  test("are what its rights are cut to, and the agent's rights are what is cut", () => {
    const { resolved } = assign({ tools: ["read", "bash", "task"] });
    expect(resolved.rights).toEqual({
      tools: ["read", "bash", "delegate"],
      edit: "anywhere",
      delegates: ["explore", "librarian"],
    });
    expect(assign({ tools: ["Bash(ls)"] }).resolved.rights).toMatchObject({
      tools: ["bash"],
      commands: ["ls"],
      delegates: [],
    });
    expect(assign({ agent: "oracle", tools: ["read", "bash"] }).resolved.rights.tools).toEqual(["read"]);
  });

  test("bound no review, which reads and searches whatever is said", () => {
    const { resolved, tools: told } = assign({ final: true, tools: ["web"] });
    expect(resolved.rights.tools).toEqual(["read", "search"]);
    expect(told).toEqual({ tools: ["web"], commands: null });
  });

  test("come with its skills, those of its agent among them, and the names of those not there", () => {
    const file = { agents: { "sisyphus-junior": { skills: ["house", "a"] } } };
    const { skills, missingSkills } = assign(
      { skills: ["A", "gone"] },
      { a: null, house: null, b: null },
      file,
    );
    expect(skills.map(({ name }) => name)).toEqual(["a", "house"]);
    expect(missingSkills).toEqual(["gone"]);
  });
});

describe("whatever a task and its skills say", () => {
  const name = fc.constantFrom(
    "Read",
    "grep",
    "Edit",
    "Bash",
    "Bash(git log:*)",
    "Bash(git *)",
    "Bash(git)",
    "Bash(*)",
    "web",
    "Task",
    "mcp__x",
    "nonsense",
  );
  const list = fc.array(name, { maxLength: 4 });
  const commands = ["git", "git log", "git log -1", "git push", "ls", "npm test", ""];
  const allows = ({ tools: held, commands: some }: ToolList, command: string) =>
    held.includes("bash") && (some === null || some.some((pattern) => matches(command, pattern)));

  test("no right is held that the agent has not by itself", () => {
    const agent = fc.constantFrom(...builtInAgents.map((one) => one.name), ...foreign);
    fc.assert(
      fc.property(agent, list, list, fc.boolean(), (named, own, ofSkill, final) => {
        const free = assign({ agent: named, final }).resolved.rights;
        const skills = { a: `[${ofSkill.map((one) => `"${one}"`).join(", ")}]` };
        const { rights } = assign({ agent: named, final, tools: own, skills: ["a"] }, skills).resolved;
        expect(rights.tools.filter((tool) => !free.tools.includes(tool))).toEqual([]);
        expect(rights.delegates.filter((one) => !free.delegates.includes(one))).toEqual([]);
        expect(rights.edit).toBe(free.edit);
      }),
      { numRuns: effort(200) },
    );
  });

  test("an intersection allows no more than both lists, a union no less than either", () => {
    fc.assert(
      fc.property(list, list, (first, second) => {
        const [a, b] = [readToolNames(first).list, readToolNames(second).list];
        const [both, either] = [intersectionOf(a, b), unionOf([a, b])];
        for (const tool of tools) {
          expect(both.tools.includes(tool)).toBe(a.tools.includes(tool) && b.tools.includes(tool));
          expect(either.tools.includes(tool)).toBe(a.tools.includes(tool) || b.tools.includes(tool));
        }
        for (const command of commands) {
          if (allows(both, command)) expect(allows(a, command) && allows(b, command)).toBe(true);
          expect(allows(either, command)).toBe(allows(a, command) || allows(b, command));
        }
      }),
      { numRuns: effort(300) },
    );
  });
});
