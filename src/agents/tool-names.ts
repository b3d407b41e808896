import { covers } from "./pattern.ts";
import type { Tool, ToolList } from "./rights.ts";

/** The names by which agents, skills and people call tools. */
const named: Readonly<Record<string, Tool>> = {
  read: "read",
  view: "read",
  search: "search",
  grep: "search",
  glob: "search",
  list: "search",
  ls: "search",
  edit: "edit",
  write: "edit",
  multiedit: "edit",
  patch: "edit",
  apply_patch: "edit",
  notebookedit: "edit",
  bash: "bash",
  shell: "bash",
  bashoutput: "bash",
  killshell: "bash",
  web: "web",
  webfetch: "web",
  websearch: "web",
  codesearch: "web",
  todo: "todo",
  todowrite: "todo",
  todoread: "todo",
  skill: "skill",
  task: "delegate",
  delegate: "delegate",
  agent: "delegate",
};

/** The kind of tool that a name means; null for one that is none omo knows. */
export function toolNamed(name: string): Tool | null {
  const plain = name.toLowerCase();
  if (plain.startsWith("mcp__")) return "other";
  return Object.hasOwn(named, plain) ? (named[plain] ?? null) : null;
}

/** The name of a tool or a right as the runtime spells it, where omo knows it; others are theirs who named them. */
export function spelledTool(name: string): string {
  const plain = name.toLowerCase();
  return Object.hasOwn(named, plain) ? plain : name;
}

/**
 * Reads names of tools, such as `Read`, `webfetch` or `Bash(git log:*)`, and returns those that are none besides. A
 * shell that is named without a command may run any.
 */
export function readToolNames(names: readonly string[]): { list: ToolList; unknown: string[] } {
  const tools = new Set<Tool>();
  const unknown: string[] = [];
  const commands: string[] = [];
  let anyCommand = false;
  for (const name of names) {
    const [, word = "", inner] = /^([^(]*)(?:\((.*)\))?$/s.exec(name.trim()) ?? [];
    const tool = toolNamed(word.trim());
    if (tool === null) unknown.push(name.trim());
    else {
      tools.add(tool);
      if (tool === "bash" && inner !== undefined) commands.push(...inner.split(",").map(patternOf));
      else if (tool === "bash") anyCommand = true;
    }
  }
  return {
    list: { tools: [...tools], commands: anyCommand || commands.length === 0 ? null : commands },
    unknown,
  };
}

/** `git log:*` → `git log*`: the colon says that anything may follow. */
function patternOf(command: string): string {
  return command.trim().replace(/:\*$/, "*");
}

/** Everything that any of the lists allows. */
export function unionOf(lists: readonly ToolList[]): ToolList {
  const shells = lists.filter(({ tools }) => tools.includes("bash"));
  return {
    tools: [...new Set(lists.flatMap(({ tools }) => tools))],
    commands:
      shells.length === 0 || shells.some(({ commands }) => commands === null)
        ? null
        : shells.flatMap(({ commands }) => commands ?? []),
  };
}

/** What both lists allow: of their commands those of one that the other covers. */
export function intersectionOf(first: ToolList, second: ToolList): ToolList {
  const tools = first.tools.filter((tool) => second.tools.includes(tool));
  if (first.commands === null || second.commands === null)
    return { tools, commands: first.commands ?? second.commands };
  const within = (inner: readonly string[], outer: readonly string[]) =>
    inner.filter((command) => outer.some((pattern) => covers(pattern, command)));
  const both = [...within(first.commands, second.commands), ...within(second.commands, first.commands)];
  return { tools, commands: [...new Set(both)] };
}

/** A list in words: `read, search, bash (git log*)`. */
export function describeTools({ tools, commands }: ToolList): string {
  if (tools.length === 0) return "none";
  return tools
    .map((tool) => (tool === "bash" && commands !== null ? `bash (${commands.join(", ")})` : tool))
    .join(", ");
}
